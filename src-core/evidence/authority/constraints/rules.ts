import { schemaProblems } from '../../schema/schema.ts';
import { CONSTRAINTS, type Constraint, type ConstraintName } from '../../model/shared.ts';
import { canonicalize } from '../../../json/canonicalize.ts';
import type { JsonObject } from '../../../json/json-value.ts';
import { agentRecurrence } from './agent-recurrence.ts';
import { allowedInstruments } from './allowed-instruments.ts';
import { allowedMerchants, allowedPayees } from './allowed-payees.ts';
import { amountRange } from './amount-range.ts';
import { budget } from './budget.ts';
import type { ConstraintOf, ConstraintRule } from './constraint-rule.ts';
import { deniedMcc } from './denied-mcc.ts';
import { executionDate } from './execution-date.ts';
import { lineItems } from './line-items.ts';
import { terminalAllowed } from './terminal-allowed.ts';

const RULES: { readonly [N in ConstraintName]: ConstraintRule<ConstraintOf<N>> } = {
  'payment.amount_range': amountRange,
  'payment.budget': budget,
  'payment.agent_recurrence': agentRecurrence,
  'payment.allowed_payees': allowedPayees,
  'payment.denied_mcc': deniedMcc,
  'payment.allowed_payment_instruments': allowedInstruments,
  'payment.execution_date': executionDate,
  'checkout.allowed_merchants': allowedMerchants,
  'checkout.line_items': lineItems,
  'terminal.allowed': terminalAllowed,
};

/** What a constraint means. */
export function ruleFor(constraint: Constraint): ConstraintRule<Constraint> {
  return RULES[constraint.type] as ConstraintRule<Constraint>;
}

/** The constraint, if its name is known and no part of it is withheld. */
export function readConstraint(value: JsonObject): Constraint | undefined {
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(CONSTRAINTS, type)) return undefined;
  return schemaProblems(CONSTRAINTS[type as ConstraintName], value).length === 0 ? (value as unknown as Constraint) : undefined;
}

/**
 * True where `child` repeats `parent`, equal or narrower. A constraint of an unknown name has no narrower form: it is
 * repeated as it is.
 */
export function repeats(child: JsonObject, parent: JsonObject): boolean {
  if (child['type'] !== parent['type']) return false;
  const narrow = readConstraint(child);
  const wide = readConstraint(parent);
  if (narrow === undefined || wide === undefined) return canonicalize(child) === canonicalize(parent);
  return ruleFor(wide).isNarrower(narrow, wide);
}
