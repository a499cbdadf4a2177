import type { Digest } from '../crypto/sha256.ts';

/** The six separate questions that a verification answers. */
export const AXES = ['integrity', 'authenticity', 'authority', 'order', 'time', 'completeness'] as const;
export type Axis = (typeof AXES)[number];
export type AxisState = 'pass' | 'fail' | 'indeterminate' | 'not-applicable';
export type Verdict = 'pass' | 'fail' | 'indeterminate';
export type Severity = 'error' | 'warning' | 'info';

const codes = <const A extends Axis, const C extends string>(axis: A, ...names: C[]): [A, C[]] => [axis, names];

const TABLE = [
  codes(
    'integrity',
    'E_PARSE',
    'E_PARSE_DUPKEY',
    'E_LIMIT',
    'E_ENVELOPE',
    'E_CANON',
    'E_SCHEMA',
    'E_SUM',
    'E_ARTIFACT',
    'E_DISCLOSURE',
    'E_MANIFEST',
    'E_INCLUSION',
    'E_CONSISTENCY',
    'E_ZIP_NAME',
    'E_ZIP_DUP',
    'E_ZIP_LINK',
    'E_ZIP_CRYPT',
    'E_ZIP_METHOD',
    'E_ZIP_HEADER',
    'E_ZIP_OVERLAP',
    'E_ZIP_LIMIT',
    'E_ZIP_MIMETYPE',
    'E_ZIP_FORMAT',
    'E_ZIP_CRC',
    'E_ZIP_MISSING',
    'E_ZIP_UNLISTED',
    'W_RENDERED',
  ),
  codes(
    'authenticity',
    'E_SIG',
    'E_KEYID',
    'E_KEY_WEAK',
    'E_KEY_BINDING',
    'E_KEY_EARLY',
    'E_KEY_EXPIRED',
    'E_KEY_REVOKED',
    'E_CKPT_SIG',
    'E_TSA_IMPRINT',
    'E_TSA_CHAIN',
    'E_POP',
    'W_TEST_KEY',
    'I_KEY_UNKNOWN',
    'I_KEY_UNTRUSTED',
    'I_ALG',
    'I_KEY_STRADDLE',
    'I_WITNESS_QUORUM',
  ),
  codes('order', 'E_PREV', 'E_DUP', 'E_FORK', 'E_CHAIN_MIX', 'E_LINE_ORDER', 'E_AFTER_CLOSE', 'E_REF_TXN', 'E_REF_TYPE'),
  codes('completeness', 'E_SEQ_GAP', 'E_TRUNC_HEAD', 'E_ROLLBACK', 'I_OPEN_CHAIN', 'I_REF_MISSING', 'I_ARTIFACT_MISSING'),
  codes('time', 'E_TIME_REGRESS', 'E_TIME_BRACKET', 'E_TIME_CLAIM', 'I_TIME_UNANCHORED', 'I_TIME_ASSUMED'),
  codes(
    'authority',
    'E_MANDATE_NONE',
    'E_MANDATE_CNF',
    'E_MANDATE_COPY',
    'E_CONSTRAINT',
    'E_CONSTRAINT_UNKNOWN',
    'E_DELEGATION',
    'E_REPLAY_NONCE',
    'E_INSTRUCTION',
    'E_STEP_UP',
    'E_CHECKOUT_HASH',
    'E_TXID_LINK',
    'E_RECEIPT_REF',
    'E_SETTLE_SUM',
    'E_SETTLE_QUORUM',
    'W_IDEMPOTENCY',
    'I_MANDATE_INCOMPLETE',
  ),
] as const;

/** A stable name of one thing that can be wrong or unsettled. Never renamed or used again: rulings quote them. */
export type FindingCode = (typeof TABLE)[number][1][number];

const AXIS_OF: ReadonlyMap<string, Axis> = new Map(
  TABLE.flatMap(([axis, names]) => names.map((name) => [name as string, axis] as const)),
);

/** Every code with its axis, in the order of the published table. */
export const FINDING_CODES: readonly FindingCode[] = TABLE.flatMap(([, names]) => [...names] as FindingCode[]);

export function axisOf(code: FindingCode): Axis {
  const axis = AXIS_OF.get(code);
  if (axis === undefined) throw new Error(`no axis for ${code}`);
  return axis;
}

/** `E_` error, `I_` info, `W_` warning. */
export function severityOf(code: FindingCode): Severity {
  return code.startsWith('E_') ? 'error' : code.startsWith('W_') ? 'warning' : 'info';
}

/** One observation of a verification, in the form of the published report; members that are not known are absent. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly axis: Axis;
  readonly path?: string;
  /** The chain of the file, not the one that the entry may state. */
  readonly chain?: string;
  /** As the entry states it. */
  readonly seq?: number;
  /** 1-based, in its chain file; absent for a finding on a whole chain or file. */
  readonly line?: number;
  readonly digest?: Digest;
  /** RFC 6901, into the payload of the entry. */
  readonly pointer?: string;
  /** For people, in English; never part of a digest. */
  readonly message: string;
  /** Index, among the sorted findings, of the finding that this one follows from. A root cause has none. */
  readonly cause?: number;
}
