import type { SignatureVerifier } from '../../crypto/signature.ts';
import type { Axis } from '../finding.ts';
import type { TrustPolicy } from '../policy.ts';
import type { BundleFile, Evidence, FindingDraft, InputInfo } from '../state.ts';
import type { PageStore } from '../lines/page-memory.ts';
import type { ChainSource } from './checked-line.ts';
import type { KnownHead, OpenedSeal, TimeToken } from './context.ts';
import type { LineReading } from './line-reading.ts';
import type { StatedManifest } from './manifest-claims.ts';

/** What a verification goes by. */
export interface VerificationOptions {
  readonly policy?: TrustPolicy | undefined;
  /** `keys`: the policy is a bare JWK Set. */
  readonly policySource?: Evidence['policySource'];
  readonly verifier: SignatureVerifier;
  readonly heads?: readonly KnownHead[];
  /** Keeps the pages that memory has no room for; without it what is known of lines stays in memory. */
  readonly pages?: PageStore;
  /** Readings of lines by the SHA-256 of their bytes, kept from one verification to the next: unchanged lines are not read again. */
  readonly cache?: Map<string, LineReading>;
}

/** A finding about the input itself (its container, its manifest), made before or beside the lines. */
export interface InputFinding {
  readonly code: FindingDraft['code'];
  readonly path?: string;
  readonly chain?: string;
  readonly pointer?: string;
  readonly message: string;
}

/** What documents of another protocol show, and the axes that they ask something of. */
export interface ForeignFindings {
  readonly findings: readonly InputFinding[];
  readonly asked: readonly Axis[];
  readonly entries: number;
  readonly transactions: readonly string[];
}

/** What the host found out with means of its own, once all files were fed. */
export interface HostFindings {
  readonly inputs: readonly InputInfo[];
  readonly timeTokens?: readonly TimeToken[];
  readonly opened?: readonly OpenedSeal[];
}

/**
 * One verification, fed by the host piece by piece: chain files line by line (best the chains of registries first: a signature is
 * checked at once where its key was met), then all other files; `close` judges everything and answers.
 */
export interface Verification {
  /** @param chain - from the file's name (`urn:uuid:…`); else the first readable line decides */
  openChain(path: string, chain?: string): ChainSource;
  /** @param line - the bytes without LF */
  push(source: ChainSource, line: Uint8Array, hasLf: boolean): void;
  /** A line beyond the limit, whose bytes the host did not keep. */
  pushTooLong(source: ChainSource): void;
  /** Any file that is no chain. Keys count from when they come, so they are best given before the chains. */
  pushFile(file: BundleFile): void;
  pushFinding(finding: InputFinding): void;
  /** What documents of another protocol show. */
  pushForeign(report: ForeignFindings): void;
  /** Forgets all that was fed under this path or below it: a container that turned out to be refused. */
  withdraw(path: string): void;
  /** Forgets one chain file: the very same file came with another input. */
  dropChain(source: ChainSource): void;
  /** What the manifest of one container says of chains and of what was left out. */
  pushManifest(manifest: StatedManifest): void;
  close(host: HostFindings): Evidence;
}
