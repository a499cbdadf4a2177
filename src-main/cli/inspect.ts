import { digestOf, isDigest } from '../../src-core/crypto/sha256.ts';
import { decodeUtf8, encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { buildReport } from '../../src-core/evidence/report.ts';
import type { Evidence, EvidenceLine } from '../../src-core/evidence/state.ts';
import type { CheckedLine } from '../../src-core/evidence/verify/checked-line.ts';
import type { ForeignStatement } from '../../src-core/import/detect-format.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { VERSION } from '../version.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';

export interface InspectOptions {
  readonly path: string;
  /** A digest, or the number of an entry in the list (from 1). */
  readonly entry?: string | undefined;
  readonly json: boolean;
  readonly evidence: EvidenceOptions;
}

interface InspectedEntry {
  readonly chain?: string;
  readonly seq?: number;
  readonly digest?: string;
  readonly type?: string;
  readonly at?: string;
  readonly actor?: string;
  readonly txn?: string;
  readonly path: string;
  readonly line?: number;
}

/** Shows what is in evidence, entry by entry; one entry in full, decoded and as its bytes. Judges nothing: that is `verify`. */
export async function runInspect(options: InspectOptions, io: CommandIo): Promise<ExitCode> {
  const { evidence, statements } = await loadEvidence([options.path], {
    stdin: io.stdin,
    signal: io.signal,
    ...options.evidence,
  });
  const { inputs, chains } = buildReport(evidence, VERSION);
  const entries = [...evidence.lines.map(describeLine), ...statements.map(describeStatement)];
  if (options.entry === undefined) {
    const text = options.json ? `${JSON.stringify({ inputs, chains, entries })}\n` : renderList(entries);
    await io.stdout(text);
    return EXIT.pass;
  }
  const index = findEntry(entries, options.entry);
  const line = evidence.lines.at(index);
  const statement = statements[index - evidence.lines.length];
  const details =
    line === undefined ? detailsOfStatement(statement as ForeignStatement, evidence) : detailsOfLine(line, evidence);
  const entry = { ...entries[index], ...details };
  await io.stdout(options.json ? `${JSON.stringify({ inputs, chains, entries: [entry] })}\n` : renderEntry(entry));
  return EXIT.pass;
}

function describeLine(line: EvidenceLine): InspectedEntry {
  const payload = line.payload ?? {};
  const actor = payload['actor'];
  const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
  const { seq } = payload;
  return {
    chain: textOf(payload['chain']) ?? (line.chain === '' ? undefined : line.chain),
    seq: typeof seq === 'number' ? seq : undefined,
    digest: line.digest,
    type: textOf(payload['type']),
    at: textOf(payload['at']),
    actor: isJsonObject(actor) ? textOf(actor['id']) : undefined,
    txn: textOf(payload['txn']),
    path: line.path,
    line: line.line,
  };
}

function describeStatement(statement: ForeignStatement): InspectedEntry {
  return { digest: statement.digest, type: statement.type, path: statement.path };
}

/** @throws {AssizeError} E_USAGE where there is no such entry */
function findEntry(entries: readonly InspectedEntry[], wanted: string): number {
  const index = isDigest(wanted)
    ? entries.findIndex((entry) => entry.digest === wanted)
    : /^[1-9]\d{0,9}$/.test(wanted)
      ? Number(wanted) - 1
      : -1;
  if (entries[index] === undefined)
    throw new AssizeError(
      'E_USAGE',
      `there is no entry ${wanted}: name one by its digest, or by its number from 1 to ${entries.length}`,
    );
  return index;
}

function detailsOfLine(
  line: CheckedLine,
  evidence: Evidence,
): { decoded?: unknown; raw?: string; disclosed?: unknown; fields?: unknown; key?: unknown; findings: unknown } {
  const findings = evidence.findings.filter((_, index) => evidence.drafts[index]?.line?.number === line.number);
  const { bytes } = line;
  return {
    decoded: line.payload,
    ...(bytes === undefined ? {} : { raw: decodeUtf8(bytes) }),
    ...(line.fields === undefined ? {} : { disclosed: line.body, fields: Object.fromEntries(line.fields) }),
    ...(line.key === undefined ? {} : { key: { kid: line.key.kid, source: line.key.source, trusted: line.key.trusted } }),
    findings,
  };
}

function detailsOfStatement(
  statement: ForeignStatement,
  evidence: Evidence,
): {
  decoded: unknown;
  raw: string;
  rawDigest: string;
  findings: unknown;
} {
  const { path, pointer, decoded, raw } = statement;
  const isOn = (place: string | undefined): boolean =>
    pointer === undefined || place === pointer || place?.startsWith(`${pointer}/`) === true;
  const findings = evidence.findings.filter((finding) => finding.path === path && isOn(finding.pointer));
  return { decoded, raw, rawDigest: digestOf(encodeUtf8(raw)), findings };
}

function renderList(entries: readonly InspectedEntry[]): string {
  const rows = entries.map((entry, index) => {
    const cells = [
      String(index + 1).padStart(5),
      entry.at ?? '-',
      (entry.type ?? 'unreadable').padEnd(22),
      entry.actor ?? '-',
      entry.txn ?? '-',
      entry.digest ?? '-',
    ];
    return cells.map(visible).join('  ');
  });
  return `${rows.join('\n')}\n`;
}

function renderEntry(entry: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entry).map(([name, value]) => {
    if (value === undefined) return '';
    return typeof value === 'object'
      ? `${name}:\n${indent(JSON.stringify(value, undefined, 2))}\n`
      : `${name}: ${visible(String(value))}\n`;
  });
  return lines.join('');
}

function indent(json: string): string {
  return json
    .split('\n')
    .map((line) => `  ${visible(line)}`)
    .join('\n');
}
