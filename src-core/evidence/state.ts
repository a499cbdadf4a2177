import type { PublicKey } from '../crypto/jwk.ts';
import type { Digest } from '../crypto/sha256.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { DigestIndex } from './lines/digest-index.ts';
import type { LineSpan } from './lines/line-span.ts';
import type { Places } from './lines/places.ts';
import type { BracketBook } from './time/bracket-book.ts';
import type { Axis, AxisState, Finding, FindingCode, Verdict } from './finding.ts';
import type { Entry } from './model/entry.ts';
import type { Role } from './model/shared.ts';
import type { TrustPolicy } from './policy.ts';

/**
 * The steps of a line's check, in their order. The first error is the line's root cause and later steps are not run on
 * it; `time` and `authority` come after the whole bundle was read.
 */
export const STEPS = [
  'parse',
  'envelope',
  'canonical',
  'keyid',
  'key-found',
  'signature',
  'key-binding',
  'key-window',
  'schema',
  'sums',
  'chain',
  'seq',
  'prev',
  'refs',
  'files',
  'time',
  'authority',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * A finding before the report is assembled. It stands on a line, or on a whole chain, or on a file. `because` names the
 * line or draft whose failure explains it: at assembly it becomes `cause` if that line has a root error, and is dropped
 * if it has none.
 */
export interface FindingDraft {
  readonly code: FindingCode;
  readonly step: Step;
  readonly line?: EvidenceLine;
  readonly chain?: string;
  readonly path?: string;
  /** Only for findings on a chain (a fork at a size): the position meant. */
  readonly seq?: number;
  readonly pointer?: string;
  readonly message: string;
  readonly because?: EvidenceLine | FindingDraft;
}

/** What a field of an entry's body is, where it was not signed in clear. */
export type FieldState = 'disclosed' | 'withheld' | 'sealed' | 'mismatch' | 'erased';

/** One line of one chain file, as far as it could be read. */
export interface EvidenceLine {
  /** Tells it from all other lines of the evidence: lines are made up when they are asked for, so two that are one are not one object. */
  readonly number: number;
  /** Name of the file as findings give it (inside a bundle: the bundle's path, `!`, the member). */
  readonly path: string;
  /** The chain of the file that holds the line. */
  readonly chain: string;
  /** 1-based. */
  readonly line: number;
  /** Of PAE(payloadType, payload), once the envelope could be read. */
  digest?: Digest;
  /** The parsed payload as signed, once it could be parsed, whatever failed later. */
  payload?: JsonObject;
  /** The payload, typed, once the schema passed. */
  entry?: Entry;
  /** `entry.body` with every disclosed (or opened) member in its place and `_sd` removed; equals it where nothing was withheld. */
  body?: JsonObject;
  /** State of each member of the body that was not signed in clear, by pointer into the payload (`/body/utterance`). Withheld members whose names nobody disclosed do not appear; `undisclosed` counts them. */
  fields?: ReadonlyMap<string, FieldState>;
  undisclosed?: number;
  /** The key that its signature was checked with. */
  key?: KeyRecord;
  /** The signature as the line carries it, base64: kept so that two entries can be shown as a proof that stands alone. */
  sig?: string;
  signature?: 'valid' | 'invalid' | 'weak-key' | 'unsupported';
  /** False for lines that take no place in their chain (unreadable ones, or of another chain). */
  placed?: boolean;
  /** The first error by order of steps; set as soon as a pass finds one, and final once all have run. */
  root?: FindingDraft;
  /** All drafts on this line, in the order found. */
  drafts: readonly FindingDraft[];
}

/** A key and what vouches for it. Times in epoch milliseconds. */
export interface KeyRecord {
  readonly kid: string;
  readonly key: PublicKey;
  readonly alg: string;
  /** `policy`: pinned by the user's list or a registry key of the policy; `registry`: issued on a registry chain that the policy names; `bundle`: only the evidence presents it. */
  readonly source: 'policy' | 'registry' | 'bundle';
  readonly trusted: boolean;
  readonly sub?: string;
  readonly role?: Role;
  readonly operator?: string;
  readonly nbf?: number;
  readonly exp?: number;
  readonly usages?: readonly string[];
  readonly revokerKid?: string;
  /** The line of the registry that issued it, if one did. */
  readonly issuedBy?: EvidenceLine;
  /** The earliest cut by a revocation: `compromisedSince`, else `effectiveAt`; and the line that revoked it. */
  cut?: number;
  revokedBy?: EvidenceLine;
  /** A published test key (samples, RFC 8032). */
  readonly test: boolean;
}

/** When an entry was signed at the earliest and at the latest, by anchors; epoch milliseconds, outward. Absent: open. */
export interface Bracket {
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export type ChainEnd = 'proven' | 'open' | 'truncated' | 'unknown';

export interface ChainState {
  readonly id: string;
  /** The actor of its first placed entry. */
  readonly actor?: { readonly id: string; readonly role: Role };
  /** Lines in its file or files, in file order, copies included. */
  readonly lines: LineSpan;
  /** The placed lines by seq; where two copies differ, the first placed (the others carry E_FORK). */
  readonly bySeq: Places;
  /** Places taken by lines that could not be read: each fills the place after its predecessor. */
  readonly filled?: ReadonlyMap<number, EvidenceLine>;
  first?: number;
  last?: number;
  head?: Digest;
  end: ChainEnd;
  /** `closes`, or the instant (epoch ms) of the latest counted cosignature of a checkpoint of size last+1. */
  endProof?: { readonly kind: 'closes' } | { readonly kind: 'checkpoint'; readonly at?: number };
  /** True if any finding E_SEQ_GAP, E_TRUNC_HEAD or E_ROLLBACK stands on it. */
  gap: boolean;
  /** True if a line of it could not be read (no digest or no seq). */
  unreadable: boolean;
}

/** A checkpoint note of the bundle, assessed under the policy. Times in epoch milliseconds. */
export interface CheckpointState {
  readonly path: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
  /** Digest of the note's bytes, cosignatures included. */
  readonly note: Digest;
  readonly counts: boolean;
  readonly bad: boolean;
  readonly cosignatures: readonly { readonly name: string; readonly at: number }[];
  /** Anchor instants: [lower, upper] of each trusted token or policy witness's cosignature. */
  readonly anchors: readonly { readonly from: number; readonly to: number; readonly by: string }[];
}

/** A file of the bundle that is no chain: artifacts by digest, and what else travels. */
export interface BundleFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: Digest;
  readonly role: 'artifact' | 'disclosure' | 'sealed' | 'log' | 'anchor' | 'key' | 'ruling' | 'other';
  /** Present for files that passes read (artifacts up to a limit, everything else). */
  readonly bytes?: Uint8Array;
}

export interface InputInfo {
  readonly path: string;
  readonly sha256: Digest;
  readonly bytes: number;
  readonly format: string;
}

/** What verification hands to replay, arbitration and reports. */
export interface Evidence {
  readonly inputs: readonly InputInfo[];
  readonly policy: TrustPolicy | undefined;
  readonly policySource: 'file' | 'keys' | 'none';
  readonly policyDigest: Digest | undefined;
  /** Every line, by chain, then path, then line. */
  readonly lines: LineSpan;
  /** The line of each entry digest (the first copy). */
  readonly byDigest: DigestIndex;
  readonly chains: ReadonlyMap<string, ChainState>;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  readonly checkpoints: readonly CheckpointState[];
  readonly files: readonly BundleFile[];
  readonly omitted: ReadonlySet<Digest>;
  readonly brackets: BracketBook;
  readonly findings: readonly Finding[];
  /** The drafts behind `findings`, same order: what stands on which line. */
  readonly drafts: readonly FindingDraft[];
  readonly axes: Readonly<Record<Axis, AxisState>>;
  readonly verdict: Verdict;
  readonly counts: {
    readonly entries: number;
    readonly chains: number;
    readonly transactions: number;
    readonly artifacts: number;
  };
}
