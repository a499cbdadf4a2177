import { AssizeError } from '../errors.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { buildCore, type CoreSources } from './build-core.ts';
import type { Claim } from './claim.ts';
import { combinePacks, coversJurisdiction, sharedParameters, type PackSet, type Setting } from './combine-packs.ts';
import type { Core, CoreCounterfactual } from './core.ts';
import { decideCase, type CaseDecision } from './decide-case.ts';
import type { Derivation, HeldCopies } from './derivation.ts';
import type { Pack } from './pack.ts';
import type { EffectiveParams } from './parameter.ts';
import type { Money } from './value.ts';

/** What a ruling is derived from. */
export interface ArbitrationInput {
  readonly claim: Claim;
  /** Loaded and tested; their order has no effect. */
  readonly packs: readonly Pack[];
  /** Parameters that this run changes. */
  readonly settings?: readonly Setting[];
  /** The facts of the claim's payment under the parameters in effect, with the copies of forked entries that are read. */
  readonly derive: (params: EffectiveParams, held: HeldCopies) => Derivation;
  readonly sources: CoreSources;
}

/** A ruling's core with its bytes, and how every rule came out, for people to check. */
export interface Arbitration {
  readonly core: Core;
  /** RFC 8785. */
  readonly coreBytes: Uint8Array;
  readonly coreDigest: Digest;
  readonly packs: PackSet;
  /** The decision behind the core: results of rules with their traces, facts, parties, copies held. */
  readonly decision: CaseDecision;
}

function decide(input: ArbitrationInput, settings: readonly Setting[]): { set: PackSet; decision: CaseDecision } {
  const set = combinePacks(input.packs, settings);
  for (const { pack } of set.packs) {
    if (coversJurisdiction(pack, input.claim.jurisdiction)) continue;
    const message = `pack ${pack.id} is for ${pack.jurisdiction}, the claim for ${input.claim.jurisdiction}`;
    throw new AssizeError('E_PACK_JURISDICTION', message, {}, 'Leave the pack out, or choose the claim’s jurisdiction.');
  }
  return { set, decision: decideCase(set, input.claim, (held) => input.derive(set.params, held)) };
}

function totalOf(decision: CaseDecision): { total?: Money } {
  const { heads } = decision.pass.money;
  const [first] = heads;
  if (first === undefined) return {};
  return { total: { currency: first.money.currency, minor: heads.reduce((sum, head) => sum + head.money.minor, 0) } };
}

/** For each choice of a pack that demands it, the whole run again with the other value. */
function whatIf(input: ArbitrationInput, set: PackSet): CoreCounterfactual[] {
  const settings = input.settings ?? [];
  return set.packs.flatMap(({ pack, params }) =>
    pack.params
      .filter((param) => param.whatIf)
      .sort((a, b) => compareUtf16(a.id, b.id))
      .map((param) => {
        const value = params.get(param.id)?.value !== true;
        const place = sharedParameters.has(param.id) ? {} : { pack: pack.id };
        const { decision } = decide(input, [...settings, { ...place, param: param.id, value }]);
        return { pack: pack.id, param: param.id, value, outcome: decision.pass.outcome, ...totalOf(decision) };
      }),
  );
}

/**
 * Derives a ruling's core: pure, without clock, randomness or network, so that the same evidence, claim, packs and policy give the same
 * bytes on any machine.
 *
 * @throws AssizeError `E_CLAIM` where the claim does not fit the evidence (no such payment, another currency), `E_PACK_*` where the
 *   packs do not fit each other or the claim.
 */
export function arbitrate(input: ArbitrationInput): Arbitration {
  const { claim } = input;
  const { set, decision } = decide(input, input.settings ?? []);
  const { currency } = decision.derivation;
  if (currency !== undefined && currency !== claim.amount.currency) {
    throw new AssizeError('E_CLAIM', `the claim is in ${claim.amount.currency}, the payment in ${currency}`, {
      pointer: '/amount/currency',
    });
  }
  const core = buildCore(set, claim, decision, input.sources, whatIf(input, set));
  const coreBytes = canonicalizeBytes(core as unknown as JsonValue);
  return { core, coreBytes, coreDigest: digestOf(coreBytes), packs: set, decision };
}
