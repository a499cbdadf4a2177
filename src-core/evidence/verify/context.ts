import type { SignatureVerifier } from '../../crypto/signature.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { DigestIndex } from '../lines/digest-index.ts';
import { LineBook } from '../lines/line-book.ts';
import { LineSpan } from '../lines/line-span.ts';
import { BracketBook } from '../time/bracket-book.ts';
import type { LogState } from '../log/log-state.ts';
import type { TrustPolicy } from '../policy.ts';
import { STEPS, type BundleFile, type ChainState, type CheckpointState, type FindingDraft, type KeyRecord } from '../state.ts';

/** A head that the user saw before, from entries whose integrity and authenticity passed then. */
export interface KnownHead {
  readonly chain: string;
  readonly seq: number;
  readonly digest: Digest;
}

/** An RFC 3161 token of the bundle, as the host checked it against the policy's roots. Times in epoch milliseconds. */
export interface TimeToken {
  readonly path: string;
  /** SHA-256 that the token stamps, lower-case hex; absent where the token could not be read. */
  readonly imprint?: string;
  readonly genTime?: number;
  readonly accuracyMs?: number;
  /** `trusted`, or why it is not: no path to a root of the policy, signed in a way that is not spoken, or no token at all. */
  readonly status: 'trusted' | 'untrusted' | 'unsupported' | 'malformed';
  readonly message?: string;
}

/** A JWE that the host opened with the user's key: the disclosure lines of one entry. Memory only. */
export interface OpenedSeal {
  readonly path: string;
  readonly entry: Digest;
  /** The plaintext's lines, or why the JWE could not be opened (wrong key: undefined; tampered: failure). */
  readonly disclosures?: readonly string[];
  readonly failure?: string;
}

/**
 * What the passes of a verification share. The line pass fills lines, chains and keys; each later pass reads what is
 * there and adds findings. A pass never throws on bad evidence.
 */
export class VerificationContext {
  readonly policy: TrustPolicy | undefined;
  readonly verifier: SignatureVerifier;
  readonly heads: readonly KnownHead[];
  readonly timeTokens: readonly TimeToken[];
  readonly opened: readonly OpenedSeal[];
  /** Without copies. */
  readonly lines: LineSpan;
  readonly byDigest: DigestIndex;
  readonly chains = new Map<string, ChainState>();
  readonly keys = new Map<string, KeyRecord>();
  /** Files of the bundle that are no chains, with bytes where passes need them. */
  readonly files: BundleFile[] = [];
  /** Digests that the manifest says were left out. */
  readonly omitted = new Set<Digest>();
  readonly checkpoints: CheckpointState[] = [];
  readonly brackets: BracketBook;
  /** What the check of logs found, for the check of time. */
  logs?: LogState;
  readonly drafts: FindingDraft[] = [];
  readonly #onFinding: ((draft: FindingDraft) => void) | undefined;

  constructor(options: {
    /** What the lines are kept in; an empty one if absent. */
    book?: LineBook;
    policy?: TrustPolicy | undefined;
    verifier: SignatureVerifier;
    heads?: readonly KnownHead[];
    timeTokens?: readonly TimeToken[];
    opened?: readonly OpenedSeal[];
    onFinding?: ((draft: FindingDraft) => void) | undefined;
  }) {
    const book = options.book ?? new LineBook();
    this.lines = new LineSpan(book, true);
    this.byDigest = new DigestIndex(book);
    this.brackets = new BracketBook(this.byDigest, book.memory);
    this.policy = options.policy;
    this.verifier = options.verifier;
    this.heads = options.heads ?? [];
    this.timeTokens = options.timeTokens ?? [];
    this.opened = options.opened ?? [];
    this.#onFinding = options.onFinding;
  }

  /** Records a finding; an error on a line becomes its root if no earlier step already failed there. */
  add(draft: FindingDraft): FindingDraft {
    this.drafts.push(draft);
    const line = draft.line;
    if (line !== undefined) {
      line.drafts = [...line.drafts, draft];
      const isError = draft.code.startsWith('E_');
      if (isError && (line.root === undefined || stepIndex(draft.step) < stepIndex(line.root.step))) line.root = draft;
    }
    this.#onFinding?.(draft);
    return draft;
  }
}

export function stepIndex(step: FindingDraft['step']): number {
  return STEPS.indexOf(step);
}
