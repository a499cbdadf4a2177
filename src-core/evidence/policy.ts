import type { PublicKey } from '../crypto/jwk.ts';
import type { Digest } from '../crypto/sha256.ts';
import type { Role } from './model/shared.ts';

/** A registry that the user trusts: its chain, and the key that signs it. */
export interface TrustedRegistry {
  readonly chain: string;
  readonly kid: string;
  readonly key: PublicKey;
}

/** A key that the user vouches for without a registry. Times in epoch milliseconds. */
export interface TrustedKey {
  readonly key: PublicKey;
  readonly sub: string;
  readonly role: Role;
  readonly operator: string;
  readonly nbf?: number;
  readonly exp?: number;
}

/** What the user trusts; it comes from outside the evidence. */
export interface TrustPolicy {
  readonly name: string;
  readonly registries: readonly TrustedRegistry[];
  readonly keys: readonly TrustedKey[];
  /** C2SP tlog-policy text: logs, witnesses and the quorum. */
  readonly tlogPolicy?: string;
  /** PEM certificates of time-stamping authorities' roots. */
  readonly tsaRoots: readonly string[];
  /** Algorithms accepted; absent: all that this version speaks. */
  readonly algs?: readonly string[];
  readonly clockSkewMs: number;
  readonly packSigners: readonly { readonly key: PublicKey; readonly name: string }[];
  readonly people: readonly { readonly id: string; readonly name: string; readonly key: PublicKey; readonly roles: readonly string[] }[];
  /** Over the RFC 8785 form of the policy document. */
  readonly digest: Digest;
}
