import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonValue } from '../../json/json-value.ts';
import type { Expression } from '../expression.ts';
import type { Interval, Money, SetValue, Value, ValueType } from '../value.ts';
import { factNames } from './fact-names.ts';
import { phrases } from './phrases.ts';
import { showMoney } from './show-money.ts';
import type { ExplainLanguage } from './words.ts';

/** What a pack's parameter is worth, for a text that names it with its value. */
export type ParamValues = ReadonlyMap<string, { readonly value: Value; readonly type: ValueType }>;

/** A value of a document in words: an amount with its currency, an instant, a list. */
export function sayValue(type: ValueType, value: Value, language: ExplainLanguage): string {
  const say = phrases[language];
  if (type === 'boolean') return value === true ? say.yes : say.no;
  if (type === 'money') return showMoney(value as Money);
  if (type === 'string') return say.quoted(value as string);
  if (type === 'interval') {
    const { notBefore, notAfter } = value as Interval;
    return notBefore === notAfter && notBefore !== undefined
      ? notBefore
      : say.between(notBefore ?? say.open, notAfter ?? say.open);
  }
  if (typeof type === 'object' && 'set' in type) {
    const items = (value as SetValue).items.map((item) => sayValue(type.set, item, language));
    return items.length === 0 ? say.nothing : items.join(say.comma);
  }
  return typeof value === 'object' ? canonicalize(value as JsonValue) : String(value);
}

/**
 * An expression of a rule in plain words, made from the rule's data alone: facts by their names, parameters by their values, variables as
 * "it". What it says is what is evaluated; nothing is left out.
 */
export function sayExpression(expression: Expression, params: ParamValues, language: ExplainLanguage): string {
  const say = phrases[language];
  const tell = (part: Expression): string => sayExpression(part, params, language);
  switch (expression.kind) {
    case 'fact':
      return expression.type === 'boolean'
        ? say.fact(factNames.get(expression.id)?.[language] ?? expression.id)
        : (factNames.get(expression.id)?.[language] ?? expression.id);
    case 'param': {
      const param = params.get(expression.id);
      // A choice and a date of the case are known by their names; a threshold is read by its value.
      if (param === undefined || param.type === 'interval') return expression.id;
      if (param.type === 'boolean') return say.fact(expression.id);
      return sayValue(param.type, param.value, language);
    }
    case 'lit':
      return sayValue(expression.type, expression.value, language);
    case 'var':
      return expression.path.length === 0 ? say.it : expression.path.map((member) => say.members[member] ?? member).join(say.of);
    case 'apply': {
      const [only] = expression.args;
      if (expression.op === 'not' && only?.type === 'boolean' && (only.kind === 'fact' || only.kind === 'param'))
        return say.factDenied(factNames.get(only.id)?.[language] ?? only.id);
      if (expression.op === 'not' && only?.kind === 'apply' && only.op === 'absent')
        return say.present(only.args.map(tell).join(''));
      const parts = expression.args.map((part) => (isCompound(part) ? say.bracket(tell(part)) : tell(part)));
      if (expression.op === 'plus' && expression.calendar !== undefined) return say.plusBusiness(...(parts as [string, string]));
      return say.apply[expression.op](parts);
    }
    case 'over': {
      const where = expression.where === undefined ? undefined : tell(expression.where);
      const value = expression.value === undefined ? undefined : tell(expression.value);
      return say.over[expression.op](tell(expression.of), where, value);
    }
  }
}

/** True for what reads wrongly inside another clause without brackets. */
function isCompound(expression: Expression): boolean {
  if (expression.kind === 'over') return expression.where !== undefined;
  if (expression.kind !== 'apply') return false;
  return ['and', 'or', 'if', 'add', 'sub', 'plus'].includes(expression.op) && expression.args.length > 1;
}
