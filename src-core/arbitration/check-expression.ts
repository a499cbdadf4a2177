import { assertNever } from '../assert-never.ts';
import { AssizeError } from '../errors.ts';
import { joinPointer } from '../json/json-pointer.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Expression, Operator, Quantifier } from './expression.ts';
import { unionIds } from './fact-inputs.ts';
import { describeType, equalTypes, parseType, parseValue } from './value.ts';
import type { ValueType } from './value.ts';
import { factOfVocabulary } from './vocabulary.ts';
import { includes, type Semantics } from './semantics.ts';

/** The names that an expression may use besides the vocabulary: its pack's parameters and calendars. */
export interface ExpressionScope {
  readonly semantics: Semantics;
  readonly params: ReadonlyMap<string, ValueType>;
  readonly calendars: ReadonlySet<string>;
}

interface Place {
  /** Pointer of the rule in its pack; only messages show it. */
  readonly base: string;
  /** Pointer of the expression in its rule. */
  readonly clause: string;
  readonly variables: ReadonlyMap<string, ValueType>;
}

const quantifiers: ReadonlySet<string> = new Set(['count', 'sum', 'exists', 'all']);
const comparable: ReadonlySet<string> = new Set(['boolean', 'integer', 'money', 'decimal', 'string']);

function refuse(place: Place, message: string, code = 'E_PACK_TYPE'): never {
  throw new AssizeError(code, message, { pointer: place.base + place.clause });
}

function below(place: Place, ...tokens: (string | number)[]): Place {
  return { ...place, clause: place.clause + joinPointer(...tokens) };
}

function onlyMembers(json: JsonObject, names: readonly string[], place: Place): void {
  for (const name of Object.keys(json)) if (!names.includes(name)) refuse(place, `unknown member ${name}`, 'E_PACK_SCHEMA');
}

function isOrdered(type: ValueType): boolean {
  return type === 'integer' || type === 'money' || type === 'decimal';
}

function isNumeric(type: ValueType): boolean {
  return type === 'integer' || type === 'money';
}

/** What each operator takes, in words. */
const argumentsOf: { readonly [op in Operator]: string } = {
  and: 'booleans',
  or: 'booleans',
  not: 'one boolean',
  eq: 'two values of one scalar type',
  lt: 'two integers, amounts or decimals',
  le: 'two integers, amounts or decimals',
  gt: 'two integers, amounts or decimals',
  ge: 'two integers, amounts or decimals',
  in: 'a value and a set of its type',
  before: 'two intervals',
  after: 'two intervals',
  within: 'three intervals',
  plus: 'an interval and an integer',
  add: 'integers, or amounts',
  min: 'integers, or amounts',
  max: 'integers, or amounts',
  sub: 'two integers, or two amounts',
  pos: 'an integer or an amount',
  mulDec: 'an integer or an amount, and a decimal',
  absent: 'one value',
  known: 'one value',
  days: 'two intervals',
  mul: 'an integer or an amount, and an integer',
  if: 'a boolean, and two values of one type',
};

const laterOperators: ReadonlySet<Operator> = new Set<Operator>(['days', 'mul', 'if']);

/** The type of an operator's result; undefined where the arguments do not fit it. */
function resultType(op: Operator, types: readonly ValueType[]): ValueType | undefined {
  const [first, second, third] = types;
  if (first === undefined) return undefined;
  const same = types.every((type) => equalTypes(type, first));
  const fits = (count: number, condition: boolean, type: ValueType): ValueType | undefined =>
    types.length === count && condition ? type : undefined;
  switch (op) {
    case 'and':
    case 'or':
      return same && first === 'boolean' ? 'boolean' : undefined;
    case 'not':
      return fits(1, first === 'boolean', 'boolean');
    case 'eq':
      return fits(2, same && typeof first === 'string' && comparable.has(first), 'boolean');
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return fits(2, same && isOrdered(first), 'boolean');
    case 'in':
      return fits(2, typeof second === 'object' && 'set' in second && equalTypes(second.set, first), 'boolean');
    case 'before':
    case 'after':
      return fits(2, same && first === 'interval', 'boolean');
    case 'within':
      return fits(3, same && first === 'interval', 'boolean');
    case 'plus':
      return fits(2, first === 'interval' && second === 'integer', 'interval');
    case 'add':
    case 'min':
    case 'max':
      return same && isNumeric(first) ? first : undefined;
    case 'sub':
      return fits(2, same && isNumeric(first), first);
    case 'pos':
      return fits(1, isNumeric(first), first);
    case 'mulDec':
      return fits(2, isNumeric(first) && second === 'decimal', first);
    case 'absent':
    case 'known':
      return fits(1, true, 'boolean');
    case 'days':
      return fits(2, same && first === 'interval', 'integer');
    case 'mul':
      return fits(2, isNumeric(first) && second === 'integer', first);
    case 'if':
      return second !== undefined && third !== undefined
        ? fits(3, first === 'boolean' && equalTypes(second, third), second)
        : undefined;
    default:
      return assertNever(op);
  }
}

function isOperator(op: string, semantics: Semantics): op is Operator {
  return Object.hasOwn(argumentsOf, op) && (!laterOperators.has(op as Operator) || includes(semantics, 'assize/1.1'));
}

function checkApplication(json: JsonObject, op: Operator, place: Place, scope: ExpressionScope): Expression {
  const { args, calendar } = json;
  onlyMembers(json, op === 'plus' ? ['op', 'args', 'calendar'] : ['op', 'args'], place);
  if (!Array.isArray(args)) return refuse(place, `${op} needs a list of arguments`, 'E_PACK_SCHEMA');
  const checked = args.map((arg, index) => checkAt(arg, below(place, 'args', index), scope));
  const type = resultType(
    op,
    checked.map((arg) => arg.type),
  );
  if (type === undefined) {
    const found = checked.map((arg) => describeType(arg.type)).join(', ');
    return refuse(place, `${op} takes ${argumentsOf[op]}, not (${found})`);
  }
  const common = { kind: 'apply', op, args: checked, type, clause: place.clause } as const;
  const reads = unionIds(...checked.map((arg) => arg.reads));
  if (calendar === undefined) return { ...common, reads };
  if (typeof calendar !== 'string' || !scope.calendars.has(calendar))
    return refuse(below(place, 'calendar'), 'no calendar of this pack', 'E_PACK_NAME');
  return { ...common, reads, calendar };
}

function checkQuantifier(json: JsonObject, op: Quantifier, place: Place, scope: ExpressionScope): Expression {
  onlyMembers(json, ['op', 'of', 'as', 'where', 'value'], place);
  const of = checkAt(json['of'], below(place, 'of'), scope);
  if (typeof of.type === 'string' || !('set' in of.type))
    return refuse(below(place, 'of'), `${op} goes over a set, not ${describeType(of.type)}`);
  const name = json['as'];
  let inner = place;
  if (name !== undefined) {
    if (typeof name !== 'string' || name === '') return refuse(below(place, 'as'), 'not a name', 'E_PACK_SCHEMA');
    if (place.variables.has(name)) return refuse(below(place, 'as'), `${name} is bound already`, 'E_PACK_NAME');
    inner = { ...place, variables: new Map([...place.variables, [name, of.type.set]]) };
  }
  const where = json['where'] === undefined ? undefined : checkAt(json['where'], below(inner, 'where'), scope);
  if (where !== undefined && where.type !== 'boolean')
    return refuse(below(place, 'where'), `a condition is a boolean, not ${describeType(where.type)}`);
  if (op === 'all' && where === undefined) return refuse(place, 'all needs a condition (where)', 'E_PACK_SCHEMA');
  const value = json['value'] === undefined ? undefined : checkAt(json['value'], below(inner, 'value'), scope);
  if ((value !== undefined) !== (op === 'sum'))
    return refuse(place, op === 'sum' ? 'sum needs a value' : `${op} takes no value`, 'E_PACK_SCHEMA');
  if (value !== undefined && !isNumeric(value.type))
    return refuse(below(place, 'value'), `a sum is of integers or amounts, not ${describeType(value.type)}`);
  const type: ValueType = op === 'sum' ? (value as Expression).type : op === 'count' ? 'integer' : 'boolean';
  return {
    kind: 'over',
    op,
    of,
    ...(name === undefined ? {} : { as: name as string }),
    ...(where === undefined ? {} : { where }),
    ...(value === undefined ? {} : { value }),
    type,
    clause: place.clause,
    reads: unionIds(of.reads, where?.reads ?? [], value?.reads ?? []),
  };
}

function checkVariable(json: JsonObject, name: JsonValue, place: Place): Expression {
  onlyMembers(json, ['var', 'path'], place);
  let type = typeof name === 'string' ? place.variables.get(name) : undefined;
  if (type === undefined) return refuse(place, `${String(name)} is not bound here`, 'E_PACK_NAME');
  const path = json['path'];
  if (path !== undefined && typeof path !== 'string')
    return refuse(below(place, 'path'), 'not a path of member names', 'E_PACK_SCHEMA');
  const members = path === undefined ? [] : path.split('.');
  for (const member of members) {
    const inner: ValueType | undefined = typeof type === 'object' && 'record' in type ? type.record[member] : undefined;
    if (inner === undefined) return refuse(below(place, 'path'), `no member ${member} in ${describeType(type)}`);
    type = inner;
  }
  return { kind: 'var', name: name as string, path: members, type, clause: place.clause, reads: [] };
}

function checkAt(json: JsonValue | undefined, place: Place, scope: ExpressionScope): Expression {
  if (!isJsonObject(json)) return refuse(place, 'not an expression', 'E_PACK_SCHEMA');
  const { fact, param, lit, op } = json;
  const name = json['var'];
  if (op !== undefined) {
    if (typeof op === 'string' && quantifiers.has(op)) return checkQuantifier(json, op as Quantifier, place, scope);
    if (typeof op === 'string' && isOperator(op, scope.semantics)) return checkApplication(json, op, place, scope);
    return refuse(below(place, 'op'), `no operator ${String(op)}`, 'E_PACK_NAME');
  }
  if (name !== undefined) return checkVariable(json, name, place);
  if (fact !== undefined) {
    onlyMembers(json, ['fact'], place);
    const definition = typeof fact === 'string' ? factOfVocabulary(fact, scope.semantics) : undefined;
    if (definition === undefined) return refuse(place, `no fact ${String(fact)} in the vocabulary`, 'E_PACK_NAME');
    return { kind: 'fact', id: definition.id, type: definition.type, clause: place.clause, reads: [definition.id] };
  }
  if (param !== undefined) {
    onlyMembers(json, ['param'], place);
    const type = typeof param === 'string' ? scope.params.get(param) : undefined;
    if (type === undefined) return refuse(place, `no parameter ${String(param)} in this pack`, 'E_PACK_NAME');
    return { kind: 'param', id: param as string, type, clause: place.clause, reads: [] };
  }
  if (isJsonObject(lit)) {
    onlyMembers(json, ['lit'], place);
    onlyMembers(lit, ['type', 'value'], below(place, 'lit'));
    const type = parseType(lit['type'], place.base + place.clause + '/lit/type');
    const value = parseValue(type, lit['value'], place.base + place.clause + '/lit/value');
    return { kind: 'lit', value, type, clause: place.clause, reads: [] };
  }
  return refuse(place, 'not an expression', 'E_PACK_SCHEMA');
}

/**
 * Checks an expression of a rule and gives every part its type. Names that nothing binds, operators that do not exist and arguments of
 * the wrong types are refused here, when the pack is loaded, so that evaluation cannot fail.
 *
 * @param base - Pointer of the rule in its pack, for messages.
 * @param clause - Pointer of the expression in its rule, as traces show it.
 * @throws AssizeError `E_PACK_TYPE`, `E_PACK_NAME` or `E_PACK_SCHEMA` with the pointer of the part.
 */
export function checkExpression(json: JsonValue | undefined, base: string, clause: string, scope: ExpressionScope): Expression {
  return checkAt(json, { base, clause, variables: new Map() }, scope);
}
