import type { Value, ValueType } from './value.ts';

/** Operators with plain arguments. */
export type Operator =
  | 'and'
  | 'or'
  | 'not'
  | 'eq'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'in'
  | 'before'
  | 'after'
  | 'within'
  | 'plus'
  | 'add'
  | 'sub'
  | 'min'
  | 'max'
  | 'pos'
  | 'mulDec'
  | 'absent'
  | 'known'
  | 'days'
  | 'mul'
  | 'if';

/** Operators that go over the items of a set. */
export type Quantifier = 'count' | 'sum' | 'exists' | 'all';

interface Common {
  readonly type: ValueType;
  /** RFC 6901 pointer of the expression inside its rule. */
  readonly clause: string;
  /** The facts read in it, sorted. */
  readonly reads: readonly string[];
}

/** An expression that was checked: every part has its type, every name is bound. */
export type Expression =
  | (Common & { readonly kind: 'fact'; readonly id: string })
  | (Common & { readonly kind: 'param'; readonly id: string })
  | (Common & { readonly kind: 'lit'; readonly value: Value })
  | (Common & { readonly kind: 'var'; readonly name: string; readonly path: readonly string[] })
  | (Common & { readonly kind: 'apply'; readonly op: Operator; readonly args: readonly Expression[]; readonly calendar?: string })
  | (Common & {
      readonly kind: 'over';
      readonly op: Quantifier;
      readonly of: Expression;
      readonly as?: string;
      readonly where?: Expression;
      readonly value?: Expression;
    });
