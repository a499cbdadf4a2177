/** Fields that a filter of the ledger may name. */
export const FILTER_FIELDS = [
  'seq',
  'at',
  'actor',
  'role',
  'type',
  'txn',
  'amount',
  'currency',
  'status',
  'code',
  'chain',
  'digest',
  'line',
  'terminal',
  'kid',
  'cause',
  'text',
  'flagged',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

export type FilterOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~' | 'in';

/** What a field is compared with. */
export type FilterValue =
  | { readonly kind: 'number'; readonly number: number }
  /** Epoch milliseconds, `to` excluded: a time that is written without its seconds is the whole minute. */
  | { readonly kind: 'span'; readonly from: number; readonly to: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'money'; readonly currency: string; readonly minor: number }
  | { readonly kind: 'yes'; readonly yes: boolean };

export interface Comparison {
  readonly kind: 'compare';
  readonly field: FilterField;
  readonly operator: FilterOperator;
  /** One, but for `in`: one or more. */
  readonly values: readonly FilterValue[];
}

/**
 * A filter, read. A comparison over what a line does not have is false, and so `!=`, which is the contrary of `==`, is true of it: every
 * filter and its `not` share the lines out between them.
 */
export type Expression =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | Comparison;

type FieldKind = 'number' | 'instant' | 'text' | 'choice' | 'money' | 'digest' | 'search' | 'flag';

interface FieldRule {
  readonly kind: FieldKind;
  readonly operators: readonly FilterOperator[];
  readonly choices?: readonly string[];
}

const EQUAL: readonly FilterOperator[] = ['==', '!=', 'in'];
const ORDERED: readonly FilterOperator[] = ['==', '!=', '<', '<=', '>', '>=', 'in'];
const TEXT: readonly FilterOperator[] = ['==', '!=', '~', 'in'];

/** What may be asked of each field. */
export const FIELD_RULES: Readonly<Record<FilterField, FieldRule>> = {
  seq: { kind: 'number', operators: ORDERED },
  at: { kind: 'instant', operators: ORDERED },
  actor: { kind: 'text', operators: TEXT },
  role: { kind: 'text', operators: TEXT },
  type: { kind: 'text', operators: TEXT },
  txn: { kind: 'text', operators: TEXT },
  amount: { kind: 'money', operators: ORDERED },
  currency: { kind: 'text', operators: TEXT },
  status: { kind: 'choice', operators: EQUAL, choices: ['pass', 'fail', 'indeterminate', 'not-checked'] },
  code: { kind: 'text', operators: TEXT },
  chain: { kind: 'text', operators: TEXT },
  digest: { kind: 'digest', operators: TEXT },
  line: { kind: 'number', operators: ORDERED },
  terminal: { kind: 'text', operators: TEXT },
  kid: { kind: 'text', operators: TEXT },
  cause: { kind: 'number', operators: EQUAL },
  text: { kind: 'search', operators: ['~'] },
  flagged: { kind: 'flag', operators: ['==', '!='] },
};

export const isFilterField = (name: string): name is FilterField => Object.hasOwn(FIELD_RULES, name);
