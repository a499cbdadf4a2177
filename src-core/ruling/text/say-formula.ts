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

type Signed = 'eq' | 'lt' | 'le' | 'gt' | 'ge' | 'add' | 'sub' | 'mul' | 'mulDec';

const signs: { readonly [op in Signed]: string } = {
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

type Say = (parts: readonly string[]) => string;

const spoken: { readonly [language in ExplainLanguage]: { readonly [op in Exclude<Operator, Signed>]: Say } } = {
  en: {
    and: (parts) => parts.join(' and '),
    or: (parts) => parts.join(' or '),
    not: ([part]) => `it is not so that ${part}`,
    in: ([item, set]) => `${item} is among ${set}`,
    before: ([a, b]) => `${a} is before ${b}`,
    after: ([a, b]) => `${a} is after ${b}`,
    within: ([a, b, c]) => `${a} is neither before ${b} nor after ${c}`,
    plus: ([time, days]) => `${time} + ${days} days`,
    min: (parts) => `the least of ${parts.join(', ')}`,
    max: (parts) => `the greatest of ${parts.join(', ')}`,
    pos: ([part]) => `${part}, not below 0`,
    absent: ([part]) => `${part}: none`,
    known: ([part]) => `${part}: known`,
    days: phrases.en.apply.days,
    if: phrases.en.apply.if,
  },
  'zh-CN': {
    and: (parts) => parts.join('且'),
    or: (parts) => parts.join('或'),
    not: ([part]) => `并非${part}`,
    in: ([item, set]) => `${item}属于${set}`,
    before: ([a, b]) => `${a}早于${b}`,
    after: ([a, b]) => `${a}晚于${b}`,
    within: ([a, b, c]) => `${a}不早于${b}且不晚于${c}`,
    plus: ([time, days]) => `${time} + ${days}日`,
    min: (parts) => `${parts.join('、')}中最小者`,
    max: (parts) => `${parts.join('、')}中最大者`,
    pos: ([part]) => `${part}，不低于0`,
    absent: ([part]) => `${part}：无`,
    known: ([part]) => `${part}：已知`,
    days: phrases['zh-CN'].apply.days,
    if: phrases['zh-CN'].apply.if,
  },
};

const overs: {
  readonly [language in ExplainLanguage]: {
    readonly [op in 'exists' | 'all' | 'count' | 'sum']: (set: string, as: string, where: string, value: string) => string;
  };
} = {
  en: {
    exists: (set, as, where) => (where === '' ? `${set}: at least one` : `for some ${as} of ${set}, ${where}`),
    all: (set, as, where) => `for every ${as} of ${set}, ${where}`,
    count: (set, as, where) => (where === '' ? `the number of ${set}` : `the number of ${as} of ${set} with ${where}`),
    sum: (set, as, where, value) => `the sum of ${value} over ${as} of ${set}${where === '' ? '' : ` with ${where}`}`,
  },
  'zh-CN': {
    exists: (set, as, where) => (where === '' ? `${set}：至少一项` : `${set}中有${as}，使${where}`),
    all: (set, as, where) => `${set}中每一${as}，均使${where}`,
    count: (set, as, where) => (where === '' ? `${set}的数目` : `${set}中使${where}的${as}的数目`),
    sum: (set, as, where, value) => `${set}中${where === '' ? '' : `使${where}的`}${as}的${value}之和`,
  },
};

const isSigned = (op: Operator): op is Signed => Object.hasOwn(signs, op);

/** What is written for a yes, a no, and the presence of what a fact names. */
const truths = {
  en: {
    yes: (name: string) => `${name}: yes`,
    no: (name: string) => `${name}: no`,
    present: (name: string) => `${name}: present`,
  },
  'zh-CN': {
    yes: (name: string) => `${name}：是`,
    no: (name: string) => `${name}：否`,
    present: (name: string) => `${name}：有`,
  },
} as const;

/** A condition of a rule, or a part of one, as a statement that a person may check by hand. */
export function sayCondition(expression: Expression, language: ExplainLanguage, names: FormulaNames): string {
  const say = truths[language];
  const isFact = (given: Expression | undefined): boolean => given?.kind === 'fact' && given.type === 'boolean';
  const plain = (given: Expression | undefined): string => (given === undefined ? '' : sayFormula(given, language, names));
  if (isFact(expression)) return say.yes(plain(expression));
  if (expression.kind !== 'apply' || expression.op !== 'not') return plain(expression);
  const [denied] = expression.args;
  if (isFact(denied)) return say.no(plain(denied));
  if (denied?.kind === 'apply' && denied.op === 'absent') return say.present(plain(denied.args[0]));
  return plain(expression);
}

/** An operand that itself is made of parts stands in brackets. */
const bracketed = (expression: Expression, text: string): string =>
  expression.kind === 'apply' || expression.kind === 'over' ? `(${text})` : text;

const isZero = ({ type, value }: Expression & { kind: 'lit' }): boolean => type === 'money' && (value as Money).minor === 0;

/** An expression of a rule in words and signs. */
export function sayFormula(expression: Expression, language: ExplainLanguage, names: FormulaNames): string {
  switch (expression.kind) {
    case 'fact':
      return names.fact(expression.id);
    case 'param':
      return names.param(expression.id);
    case 'lit':
      // A zero of any currency.
      return isZero(expression) ? '0' : sayValue(expression.value, expression.type, language);
    case 'var':
      return [expression.name, ...expression.path].join('.');
    case 'apply': {
      const { op, args } = expression;
      if (op === 'and' || op === 'or')
        return spoken[language][op](args.map((arg) => bracketed(arg, sayCondition(arg, language, names))));
      const parts = args.map((arg) => {
        const part = sayFormula(arg, language, names);
        return args.length === 1 ? part : bracketed(arg, part);
      });
      if (op === 'plus' && expression.calendar !== undefined)
        return phrases[language].plusBusiness(...(parts as [string, string]));
      return isSigned(op) ? parts.join(signs[op]) : spoken[language][op](parts);
    }
    case 'over': {
      const { op, of, as, where, value } = expression;
      const part = (given: Expression | undefined): string => (given === undefined ? '' : sayFormula(given, language, names));
      const test = where === undefined ? '' : sayCondition(where, language, names);
      return overs[language][op](part(of), as ?? '', test, part(value));
    }
    default:
      return assertNever(expression);
  }
}

/** A fact's name for people. */
export function sayFactName(id: string, language: ExplainLanguage): string {
  return factNames.get(id)?.[language] ?? id;
}
