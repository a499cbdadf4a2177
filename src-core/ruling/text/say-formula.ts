import { assertNever } from '../../assert-never.ts';
import type { Expression, Operator } from '../../arbitration/expression.ts';
import { factNames } from '../../arbitration/explain/fact-names.ts';
import { phrases } from '../../arbitration/explain/phrases.ts';
import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Money } from '../../arbitration/value.ts';
import { sayValue } from './say-value.ts';

/** Puts a name or a value in place of a fact or a parameter. */
export interface FormulaNames {
  readonly fact: (id: string) => string;
  readonly param: (id: string) => string;
}

/** What a person checks by hand is written as arithmetic; the rest in the words that rules are explained in. */
const signs: { readonly [op in Operator]?: string } = {
  eq: ' = ',
  lt: ' < ',
  le: ' ≤ ',
  gt: ' > ',
  ge: ' ≥ ',
  add: ' + ',
  sub: ' − ',
  mul: ' × ',
  mulDec: ' × ',
};

/** A condition of a rule, or a part of one, as a statement that a person may check by hand. */
export function sayCondition(expression: Expression, language: ExplainLanguage, names: FormulaNames): string {
  const say = phrases[language];
  const isFact = (given: Expression | undefined): boolean => given?.kind === 'fact' && given.type === 'boolean';
  const plain = (given: Expression | undefined): string => (given === undefined ? '' : sayFormula(given, language, names));
  if (isFact(expression)) return say.fact(plain(expression));
  if (expression.kind !== 'apply' || expression.op !== 'not') return plain(expression);
  const [denied] = expression.args;
  if (isFact(denied)) return say.factDenied(plain(denied));
  if (denied?.kind === 'apply' && denied.op === 'absent') return say.present(plain(denied.args[0]));
  return plain(expression);
}

const isZero = ({ type, value }: Expression & { kind: 'lit' }): boolean => type === 'money' && (value as Money).minor === 0;

/** An expression of a rule in words and signs. */
export function sayFormula(expression: Expression, language: ExplainLanguage, names: FormulaNames): string {
  const say = phrases[language];
  switch (expression.kind) {
    case 'fact':
      return names.fact(expression.id);
    case 'param':
      return names.param(expression.id);
    case 'lit':
      // A zero of any currency.
      return isZero(expression) ? '0' : sayValue(expression.value, expression.type, language);
    case 'var':
      return expression.path.length === 0 ? say.it : expression.path.map((member) => say.members[member] ?? member).join(say.of);
    case 'apply': {
      const { op, args, calendar } = expression;
      const tell = op === 'and' || op === 'or' ? sayCondition : sayFormula;
      const parts = args.map((arg) => {
        const part = tell(arg, language, names);
        // An operand that itself is made of parts stands in brackets.
        return args.length > 1 && (arg.kind === 'apply' || arg.kind === 'over') ? say.bracket(part) : part;
      });
      if (op === 'plus' && calendar !== undefined) return say.plusBusiness(...(parts as [string, string]));
      const sign = signs[op];
      return sign === undefined ? say.apply[op](parts) : parts.join(sign);
    }
    case 'over': {
      const { op, of, where, value } = expression;
      const test = where === undefined ? undefined : sayCondition(where, language, names);
      const summed = value === undefined ? undefined : sayFormula(value, language, names);
      return say.over[op](sayFormula(of, language, names), test, summed);
    }
    default:
      return assertNever(expression);
  }
}

/** A fact's name for people. */
export function sayFactName(id: string, language: ExplainLanguage): string {
  return factNames.get(id)?.[language] ?? id;
}
