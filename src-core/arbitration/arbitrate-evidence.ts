import { digestOf } from '../crypto/sha256.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { arbitrate, type Arbitration } from './arbitrate.ts';
import type { Claim } from './claim.ts';
import type { Setting } from './combine-packs.ts';
import { deriveFacts } from './facts/derive-facts.ts';
import type { Pack } from './pack.ts';
import { newestOf } from './semantics.ts';
import { verificationDigest } from './verification-digest.ts';

/** Verified evidence, a claim on it, and the rules to apply. */
export interface EvidenceArbitration {
  readonly evidence: Evidence;
  readonly claim: Claim;
  readonly packs: readonly Pack[];
  readonly settings?: readonly Setting[];
  /** The known heads that the evidence was verified with, as the array that was given. */
  readonly knownHeads?: JsonValue;
}

/**
 * Derives the core of a ruling on verified evidence.
 *
 * @throws AssizeError as `arbitrate`.
 */
export function arbitrateEvidence(input: EvidenceArbitration): Arbitration {
  const { evidence, claim, packs, settings, knownHeads } = input;
  const semantics = newestOf(packs.map((pack) => pack.semantics));
  return arbitrate({
    claim,
    packs,
    ...(settings === undefined ? {} : { settings }),
    derive: (params, held) => deriveFacts(evidence, claim, params, { held, semantics }),
    sources: {
      evidence: evidence.inputs.map((given) => given.sha256),
      verificationDigest: verificationDigest(evidence),
      ...(evidence.policyDigest === undefined ? {} : { policyDigest: evidence.policyDigest }),
      ...(knownHeads === undefined ? {} : { knownHeads: digestOf(canonicalizeBytes(knownHeads)) }),
    },
  });
}
