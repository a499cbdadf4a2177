import { convertAmount } from './amount.ts';
import type { Conversion } from './amount.ts';
import type { BoundRule, PackSet } from './combine-packs.ts';
import { evaluateExpression, inputsOf } from './evaluate.ts';
import type { Evaluated, EvaluationContext, TraceNode } from './evaluate.ts';
import type { FactInput, FactTable } from './fact.ts';
import { unionIds } from './fact-inputs.ts';
import { isInForce } from './in-force.ts';
import type { Truth } from './kleene.ts';
import { toOperand } from './operand.ts';
import type { Amount, Span } from './operand.ts';
import { isReferral, readsOf, type Branch } from './rule.ts';
import { isOpen, type RuleOutcome } from './rule-outcome.ts';
import type { Money, Value } from './value.ts';

/** The rule that a `missing` burden acts under; it is established if and only if such a row applied. */
export const missingEvidenceRule = 'AR-EVD-03';

/** What became of one rule, and why. */
export interface RuleResult {
  readonly bound: BoundRule;
  readonly outcome: RuleOutcome;
  readonly inForce: Truth;
  /** Its condition alone, whatever dates and defeaters made of it. */
  readonly when: Truth;
  readonly inputs: readonly FactInput[];
  readonly missing: readonly string[];
  readonly defeatedBy: readonly string[];
  /** Facts that it read with a value given by a burden of proof, sorted. */
  readonly assumed: readonly string[];
  /** In the currency of the settled amount, not below 0; absent without a remedy or where it is unknown. */
  readonly amount?: Money;
  readonly branch?: Branch;
  readonly trace: { readonly when: TraceNode; readonly amount?: TraceNode; readonly guards: readonly TraceNode[] };
}

/** What rules are decided on. */
export interface DecisionInput {
  readonly set: PackSet;
  readonly facts: FactTable;
  readonly conversion: Conversion;
  readonly assumed: ReadonlyMap<string, Value>;
  /** True where a burden row `on: missing` applied; never in a first pass. */
  readonly burdened: boolean;
}

interface Draft {
  readonly bound: BoundRule;
  readonly inForce: Truth;
  readonly when: Evaluated;
  readonly amount?: Evaluated;
  readonly guards: readonly Evaluated[];
}

function truthOf(evaluated: Evaluated): Truth {
  return evaluated.node.state === 'unknown' ? undefined : evaluated.operand === true;
}

/** The time that rules are in force at: of the payment, or of filing where that is unknown. */
function timeInForce(input: DecisionInput): Span {
  const assumed = input.assumed.get('pay.tPay');
  const fact = input.facts.get('pay.tPay');
  const paid = assumed ?? (fact?.state === 'known' ? fact.value : undefined);
  const value = paid ?? input.facts.get('claim.filedAt')?.value;
  return value === undefined ? {} : (toOperand('interval', value) as Span);
}

function draftRule(bound: BoundRule, input: DecisionInput, time: Span): Draft {
  const { rule, home } = bound;
  const { facts, assumed, conversion } = input;
  const context: EvaluationContext = { facts, assumed, conversion, params: home.params, calendars: home.pack.calendars };
  const { remedy } = rule;
  const guards = (remedy?.branches ?? []).flatMap((branch) => (branch.guard === undefined ? [] : [branch.guard]));
  return {
    bound,
    inForce: isInForce(rule, home.pack, time),
    when: evaluateExpression(rule.when, context),
    ...(remedy === undefined ? {} : { amount: evaluateExpression(remedy.amount, context) }),
    guards: guards.map((guard) => evaluateExpression(guard, context)),
  };
}

interface Judgement {
  readonly outcome: RuleOutcome;
  readonly defeatedBy?: readonly string[];
  /** In place of what the parts miss. */
  readonly missing?: readonly string[];
}

function judge(draft: Draft, input: DecisionInput, results: ReadonlyMap<string, RuleResult>): Judgement {
  const { bound, inForce } = draft;
  const when = truthOf(draft.when);
  if (inForce === false) return { outcome: 'not-in-force', missing: [] };
  if (inForce === undefined) return { outcome: 'undetermined', missing: ['pay.tPay'] };
  if (when === false) return { outcome: 'not-established' };
  if (isReferral(bound.rule)) return { outcome: 'referred' };
  const against = bound.defeaters.filter((id) => results.get(id)?.outcome === 'established');
  if (against.length > 0) return { outcome: 'defeated', defeatedBy: against };
  if (when === undefined) {
    const { missing } = draft.when.node;
    const excluded = missing.length > 0 && missing.every((id) => input.facts.get(id)?.state === 'excluded');
    return { outcome: excluded ? 'excluded' : 'undetermined' };
  }
  const open = bound.defeaters.filter((id) => isOpen((results.get(id) as RuleResult).outcome));
  if (open.length > 0) return { outcome: 'contested', defeatedBy: open };
  if (bound.rule.id === missingEvidenceRule && !input.burdened) return { outcome: 'not-established' };
  return { outcome: 'established' };
}

/** The first branch whose guard is true; unknown guards before it count as false and are missed. */
function takeBranch(draft: Draft): Branch | undefined {
  const branches = draft.bound.rule.remedy?.branches;
  return branches?.find((_, index) => {
    const guard = draft.guards[index];
    return guard === undefined || truthOf(guard) === true;
  });
}

function readAmount(draft: Draft, conversion: Conversion): { amount?: Money; missing: readonly string[] } {
  const { amount } = draft;
  if (amount === undefined || amount.node.state === 'unknown') return { missing: amount?.node.missing ?? [] };
  const { currency } = conversion;
  const operand = amount.operand as Amount | undefined;
  if (operand === undefined || operand.flexible === true)
    return currency === undefined ? { missing: ['fx'] } : { amount: { currency, minor: 0 }, missing: [] };
  const converted = currency === undefined ? operand : convertAmount(operand, conversion);
  if (typeof converted === 'string') return { missing: [converted] };
  return { amount: { currency: converted.currency, minor: converted.minor < 0n ? 0 : Number(converted.minor) }, missing: [] };
}

function finishRule(draft: Draft, judgement: Judgement, input: DecisionInput): RuleResult {
  const { bound, when, guards } = draft;
  const whole = truthOf(when) !== false;
  const reads = readsOf(bound.rule, whole ? 'all' : 'when');
  const amount = readAmount(draft, input.conversion);
  const branch = takeBranch(draft);
  const taken = branch === undefined ? 0 : (bound.rule.remedy?.branches ?? []).indexOf(branch);
  const missing = [when.node.missing];
  if (whole) missing.push(amount.missing, ...guards.slice(0, taken).map((guard) => guard.node.missing));
  return {
    bound,
    outcome: judgement.outcome,
    inForce: draft.inForce,
    when: truthOf(when),
    inputs: inputsOf(reads, input.facts),
    missing: judgement.missing ?? unionIds(...missing),
    defeatedBy: judgement.defeatedBy ?? [],
    assumed: reads.filter((id) => input.assumed.has(id)),
    ...(amount.amount === undefined ? {} : { amount: amount.amount }),
    ...(branch === undefined ? {} : { branch }),
    trace: {
      when: when.node,
      ...(draft.amount === undefined ? {} : { amount: draft.amount.node }),
      guards: guards.map((guard) => guard.node),
    },
  };
}

/**
 * Decides every rule on one table of facts: dates, condition, defeat, in the order of defeat.
 *
 * @returns All rules by id, sorted by id.
 */
export function decideRules(input: DecisionInput): ReadonlyMap<string, RuleResult> {
  const time = timeInForce(input);
  const results = new Map<string, RuleResult>();
  for (const bound of input.set.order) {
    const draft = draftRule(bound, input, time);
    results.set(bound.rule.id, finishRule(draft, judge(draft, input, results), input));
  }
  return new Map(input.set.rules.map(({ rule }) => [rule.id, results.get(rule.id) as RuleResult]));
}
