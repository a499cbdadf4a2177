import { AssizeError } from '../errors.ts';
import type { Evidence } from '../evidence/state.ts';
import { arbitrateEvidence } from './arbitrate-evidence.ts';
import type { Claim } from './claim.ts';
import type { Core } from './core.ts';
import type { Pack } from './pack.ts';
import type { ClaimOutcome, RuleOutcome } from './rule-outcome.ts';

/** What became of a claim: the outcome, and the minor units of all heads in the claim's currency. */
export interface ReplayedOutcome {
  readonly outcome: ClaimOutcome;
  readonly total: number;
}

/** A claim that two sets of packs decide otherwise. */
export interface OutcomeChange {
  readonly claim: string;
  readonly txn: string;
  readonly paymentId?: string;
  readonly before: ReplayedOutcome;
  readonly after: ReplayedOutcome;
  /** Rules that both have and that come out otherwise, by id. */
  readonly rules: readonly { readonly rule: string; readonly from: RuleOutcome; readonly to: RuleOutcome }[];
}

/** Claims decided under two sets of packs. */
export interface Replay {
  /** How many could be decided under both. */
  readonly decided: number;
  readonly changes: readonly OutcomeChange[];
}

function outcomeOf(core: Core): ReplayedOutcome {
  return { outcome: core.outcome, total: core.heads.reduce((sum, { money }) => sum + money.minor, 0) };
}

function tryCore(evidence: Evidence, claim: Claim, packs: readonly Pack[]): Core | undefined {
  try {
    return arbitrateEvidence({ evidence, claim, packs }).core;
  } catch (error) {
    // A claim that does not fit the evidence; what is wrong with the packs is wrong for every claim.
    if (error instanceof AssizeError && error.code === 'E_CLAIM') return undefined;
    throw error;
  }
}

/** A claim that chooses no law is taken to be under that of the packs, so that packs of a country can be tried. */
function underLawOf(packs: readonly Pack[], claim: Claim): Claim {
  const law = packs.find(({ jurisdiction }) => jurisdiction !== '*')?.jurisdiction;
  return claim.jurisdiction === '*' && law !== undefined ? { ...claim, jurisdiction: law } : claim;
}

/**
 * Decides claims under one set of packs and under another, and tells those that come out otherwise: what a new version would have changed.
 *
 * @throws AssizeError `E_PACK_*` where the packs do not fit each other or a claim's law.
 */
export function compareOutcomes(
  evidence: Evidence,
  claims: readonly Claim[],
  before: readonly Pack[],
  after: readonly Pack[],
): Replay {
  const changes: OutcomeChange[] = [];
  let decided = 0;
  for (const given of claims) {
    const claim = underLawOf([...before, ...after], given);
    const [old, now] = [before, after].map((packs) => tryCore(evidence, claim, packs));
    if (old === undefined || now === undefined) continue;
    decided += 1;
    const rules = old.rules.flatMap(({ id, outcome: from }) => {
      const to = now.rules.find((rule) => rule.id === id)?.outcome;
      return to === undefined || to === from ? [] : [{ rule: id, from, to }];
    });
    const [was, is] = [outcomeOf(old), outcomeOf(now)];
    if (was.outcome === is.outcome && was.total === is.total && rules.length === 0) continue;
    const { txn, paymentId } = claim;
    changes.push({ claim: claim.id, txn, ...(paymentId === undefined ? {} : { paymentId }), before: was, after: is, rules });
  }
  return { decided, changes };
}
