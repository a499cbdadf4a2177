import { pae } from '../../../src-core/crypto/dsse.ts';
import { digestBytes, digestOf } from '../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { equalBytes } from '../../../src-core/encoding/bytes.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { ENTRY_PAYLOAD_TYPE } from '../../../src-core/evidence/model/entry.ts';
import { canonicalFault } from '../../../src-core/evidence/verify/canonical-form.ts';
import { readEnvelope } from '../../../src-core/evidence/verify/read-envelope.ts';
import type { LedgerDetail, TreeNode } from '../../../src-core/host/groups/ledger.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { locateValues } from '../../../src-core/json/locate-values.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { readRawLine } from '../../store/raw-lines.ts';
import type { CaseSession } from '../case-session.ts';
import { readLinks } from './read-links.ts';
import { present, readRows } from './read-rows.ts';

interface LineOfFile {
  readonly id: number;
  readonly chain: number;
  readonly seq: number | null;
  readonly chain_file: number | null;
  readonly line: number;
  readonly digest: Uint8Array | null;
  readonly kid: string | null;
  readonly holds: number;
  readonly placed: number;
  readonly not_before: number | null;
  readonly not_after: number | null;
}

const MOST_FINDINGS = 200;
const LF = 0x0a;

/** A line as it was received and taken apart, without verifying anything anew. @throws {AssizeError} `E_LINE` */
export function readDetail(session: CaseSession, id: number): LedgerDetail {
  const { read } = session;
  const line = read.query<LineOfFile>('SELECT * FROM line WHERE id = ?').get(id);
  const [row] = readRows(read, [id]);
  if (line === undefined || row === undefined)
    throw new AssizeError('E_LINE', 'this case has no such line any more', {}, 'The evidence changed: look at the list again.');
  const stored = line.chain_file === null ? undefined : readRawLine(read, line.chain_file, line.line);
  const raw = stored?.raw ?? new Uint8Array();
  const hasLf = raw.at(-1) === LF;
  const bare = hasLf ? raw.subarray(0, -1) : raw;
  const envelope = readEnvelope(bare, hasLf);
  const opened = 'payload' in envelope ? envelope : undefined;
  if (line.chain_file !== null) mustBeAsVerified(line.digest, stored?.raw, opened?.payload);
  const value = opened === undefined ? undefined : strictly(opened.payload);
  const key = read
    .query<{ source: 'policy' | 'registry' | 'bundle' }>('SELECT source FROM key WHERE kid = ?')
    .get(line.kid ?? '');
  const findings = read
    .query<LedgerDetail['findings'][number] & { pointer: string | null; causeId: string }>(
      `SELECT f.code, f.severity, f.message, f.pointer, c.digest AS causeId FROM finding f JOIN cause c ON c.id = f.cause
       WHERE f.line_id = ? ORDER BY f.id LIMIT ${MOST_FINDINGS}`,
    )
    .all(id)
    .map(({ pointer, ...rest }) => ({ ...rest, ...present('pointer', pointer as string | null) }));
  return {
    row,
    raw: encodeBase64(raw),
    file: fileOf(session, line.chain_file),
    byte: stored?.byte ?? 0,
    length: stored?.length ?? 0,
    ...(opened === undefined ? {} : { payload: encodeBase64(opened.payload), keyid: opened.keyid }),
    canonical: opened !== undefined && value !== undefined && canonicalFault(value, opened.payload) === undefined,
    signature: signatureOf(line.holds === 1, findings, opened !== undefined, key !== undefined),
    ...(key === undefined ? {} : { keySource: key.source }),
    tree: opened === undefined ? [] : treeOf(opened.payload),
    envelope: treeOf(bare),
    links: readLinks(session, line, isJsonObject(value) && typeof value['prev'] === 'string' ? value['prev'] : undefined),
    findings,
    bracket: {
      ...present('notBefore', line.not_before === null ? null : formatInstant(line.not_before)),
      ...present('notAfter', line.not_after === null ? null : formatInstant(line.not_after)),
    },
  };
}

/** Lines as received do not bear the stamp that the rows bear: they are held against the digest that was computed when they were verified. */
function mustBeAsVerified(digest: Uint8Array | null, raw: Uint8Array | null | undefined, payload: Uint8Array | undefined): void {
  const computed = payload === undefined ? undefined : digestBytes(digestOf(pae(ENTRY_PAYLOAD_TYPE, payload)));
  const isSame = digest === null ? computed === undefined : computed !== undefined && equalBytes(digest, computed);
  if (raw !== undefined && isSame) return;
  throw new AssizeError(
    'E_CASE_DAMAGED',
    'the stored bytes of this line are not those that were verified',
    {},
    'Verify the case again from the evidence; what is stored of this line cannot be relied on.',
  );
}

function strictly(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function treeOf(bytes: Uint8Array): TreeNode[] {
  try {
    return locateValues(bytes);
  } catch (error) {
    if (error instanceof JsonError) return [];
    throw error;
  }
}

/** What the verification found out about the signature. One that it did not come to is not checked. */
function signatureOf(
  holds: boolean,
  findings: readonly { readonly code: string; readonly severity: string }[],
  isOpen: boolean,
  hasKey: boolean,
): LedgerDetail['signature'] {
  if (holds) return 'valid';
  const codes = new Set(findings.map(({ code }) => code));
  if (codes.has('E_SIG')) return 'invalid';
  if (codes.has('E_KEY_WEAK')) return 'weak-key';
  if (codes.has('I_ALG')) return 'unsupported';
  const stoppedBefore = ['E_CANON', 'E_KEYID', 'I_KEY_UNKNOWN'].some((code) => codes.has(code));
  return isOpen && hasKey && !stoppedBefore ? 'valid' : 'not-checkable';
}

function fileOf(session: CaseSession, chainFile: number | null): string {
  const row = session.read
    .query<{ name: string; member: string }>(
      'SELECT source.name, chain_file.member FROM chain_file JOIN source ON source.id = chain_file.source WHERE chain_file.id = ?',
    )
    .get(chainFile);
  if (row === undefined) return '';
  return row.member === '' ? row.name : `${row.name}!${row.member}`;
}
