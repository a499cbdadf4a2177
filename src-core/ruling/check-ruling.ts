import type { Arbitration } from '../arbitration/arbitrate.ts';
import { arbitrateEvidence } from '../arbitration/arbitrate-evidence.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { AssizeError } from '../errors.ts';
import { parseKnownHeads } from '../evidence/known-heads.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { Evidence } from '../evidence/state.ts';
import type { KnownHead } from '../evidence/verify/context.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import { parseRuling, type RulingDocument } from './ruling-document.ts';
import { verifyRuling, type RederivationRequest, type RulingReport } from './verify-ruling.ts';

/** What a ruling's file is checked with. */
export interface RulingCheckRequest {
  readonly verifier: SignatureVerifier;
  readonly policy?: TrustPolicy | undefined;
  /** Verifies the evidence that was given, under the known heads that the ruling itself names; absent where none was given. */
  readonly verifyEvidence?: ((heads: readonly KnownHead[]) => Promise<Evidence>) | undefined;
}

/** What a check came to. */
export interface RulingAnswer {
  readonly report: RulingReport;
  /** The ruling, where its file can be read. */
  readonly ruling?: RulingDocument;
}

/**
 * Checks a ruling's file and, where the evidence is given, derives its core again. A file that is no ruling is a failed check, and its
 * evidence is not looked at.
 *
 * @throws {AssizeError} what verifying the evidence may throw
 */
export async function checkRuling(bytes: Uint8Array, request: RulingCheckRequest): Promise<RulingAnswer> {
  const ruling = tryParse(bytes);
  const stated = ruling?.parts.heads;
  const heads = stated === undefined ? [] : parseKnownHeads(canonicalizeBytes(stated));
  const evidence = ruling === undefined ? undefined : await request.verifyEvidence?.(heads);
  const policy = evidence?.policy ?? request.policy;
  const report = verifyRuling(bytes, {
    verifier: request.verifier,
    ...(policy === undefined ? {} : { policy }),
    ...(evidence === undefined ? {} : { evidence }),
    derive: deriveAgain,
  });
  return { report, ...(ruling === undefined ? {} : { ruling }) };
}

/** Derives the core of a ruling again, from its own terms and evidence that is at hand. */
export function deriveAgain({ evidence, parts, packs, settings }: RederivationRequest): Arbitration {
  return arbitrateEvidence({
    evidence,
    claim: parts.claim,
    packs,
    settings,
    ...(parts.heads === undefined ? {} : { knownHeads: parts.heads }),
  });
}

/** The ruling as far as it can be read; what is wrong with it, `verifyRuling` says. */
function tryParse(bytes: Uint8Array): RulingDocument | undefined {
  try {
    return parseRuling(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}
