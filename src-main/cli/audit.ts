import { auditEvidence, type Audit, type AuditInput } from '../../src-core/audit/audit-evidence.ts';
import { readReview, type AuditRequest } from '../../src-core/audit/audit-request.ts';
import { buildAudit } from '../../src-core/audit/build-audit.ts';
import { serializeAudit } from '../../src-core/audit/audit-document.ts';
import { frameLine, type Frame } from '../../src-core/audit/frame.ts';
import { parseSampleSpec } from '../../src-core/audit/sampling/sample-spec.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { writeDurably } from '../files/write-durably.ts';
import { prepareRun, readSigners, type Run } from './arbitrate.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { outputPath, usageError, userPath } from './options.ts';
import { renderAudit } from './render-audit.ts';

export interface AuditOptions {
  readonly paths: readonly string[];
  /** Ids of built-in packs or files; none: `core`. */
  readonly packs: readonly string[];
  /** `PARAM=VALUE` or `PACK/PARAM=VALUE`. */
  readonly settings: readonly string[];
  readonly jurisdiction?: string | undefined;
  /** METHOD,seed=TEXT,… */
  readonly sample?: string | undefined;
  /** A file of what people found on the sample. */
  readonly review?: string | undefined;
  /** Where the population's units are written, one a line. */
  readonly population?: string | undefined;
  /** A key file. */
  readonly sign?: string | undefined;
  /** Where the report is written. */
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json: boolean;
  /** Epoch milliseconds of `--at`: the instant that rules stand at. */
  readonly at?: number | undefined;
  readonly evidence: EvidenceOptions;
}

const EVERY_MS = 200;

/** Makes an audit to its end, showing how far it has come; Ctrl-C stops it. */
export function runToEnd(input: AuditInput, io: CommandIo): Audit {
  const audit = auditEvidence(input);
  const start = io.now();
  let last = start;
  for (;;) {
    const step = audit.next();
    if (step.done === true) {
      if (last !== start) io.stderr('\r\u001b[K');
      return step.value;
    }
    io.signal.throwIfAborted();
    if (!io.showProgress) continue;
    const now = io.now();
    if (now - last < EVERY_MS) continue;
    last = now;
    const { done, total } = step.value;
    const rate = (done * 1000) / (now - start);
    io.stderr(`\r\u001b[K${done} / ${total}  ${rate.toFixed(0)}/s  ${Math.ceil((total - done) / Math.max(rate, 1))} s`);
  }
}

async function readRequest(options: AuditOptions, run: Run, io: CommandIo): Promise<AuditRequest> {
  const { sample, review, jurisdiction = '*' } = options;
  if (!/^[\x20-\x7e]{1,256}$/.test(jurisdiction)) throw usageError('--jurisdiction takes a code such as CN or US-CA, or *');
  const reviewPath = review === undefined ? undefined : userPath(io, review);
  const found = reviewPath === undefined ? undefined : await readJsonFile(reviewPath, io.stdin);
  return {
    v: 1,
    asOf: formatInstant(options.at ?? io.now()),
    jurisdiction,
    settings: run.settings,
    ...(sample === undefined ? {} : { sample: parseSampleSpec(sample) }),
    ...(found === undefined ? {} : { review: withPath(reviewPath ?? '', () => readReview(found)) }),
  };
}

function* linesOf(frame: Frame): Generator<Uint8Array> {
  const pieces: string[] = [];
  for (let index = 0; index < frame.length; index++) {
    pieces.push(`${frameLine(frame.unit(index))}\n`);
    if (pieces.length < 1000) continue;
    yield encodeUtf8(pieces.join(''));
    pieces.length = 0;
  }
  yield encodeUtf8(pieces.join(''));
}

async function writeReport(options: AuditOptions, io: CommandIo, run: Run, request: AuditRequest, audit: Audit): Promise<void> {
  if (options.out === undefined) return;
  const signers = await readSigners(options, io);
  const packs = Object.fromEntries(run.packs.map(({ pack, source }) => [pack.id, source]));
  const heads = run.knownHeads === undefined ? {} : { heads: run.knownHeads };
  const report = buildAudit({ request, core: parseJson(audit.coreBytes) as JsonObject, ...heads, packs }, signers);
  await writeDurably(outputPath(io, options.out), serializeAudit(report), { overwrite: options.force === true });
}

/**
 * Audits all transactions of evidence, and writes the report and the population where they are asked for.
 *
 * @throws {AssizeError} E_USAGE, E_SAMPLE, E_REVIEW, and what reading evidence, packs and keys may throw
 */
export async function runAudit(options: AuditOptions, io: CommandIo): Promise<ExitCode> {
  if (options.sign !== undefined && options.out === undefined) throw usageError('--sign needs --out FILE');
  if (options.review !== undefined && options.sample === undefined) throw usageError('--review needs --sample SPEC');
  if (options.sample !== undefined) parseSampleSpec(options.sample); // before the evidence is read
  const run = await prepareRun(options, io);
  const request = await readRequest(options, run, io);
  const { evidence, knownHeads } = run;
  const packs = run.packs.map(({ pack }) => pack);
  const audit = runToEnd({ evidence, request, packs, ...(knownHeads === undefined ? {} : { knownHeads }) }, io);
  const overwrite = options.force === true;
  if (options.population !== undefined)
    await writeDurably(outputPath(io, options.population), linesOf(audit.frame), { overwrite });
  await writeReport(options, io, run, request, audit);
  const { core, coreDigest } = audit;
  await io.stdout(options.json ? `${JSON.stringify({ core, coreDigest })}\n` : renderAudit(audit, io));
  return EXIT[core.verdict];
}
