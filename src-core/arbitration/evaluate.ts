import { assertNever } from '../assert-never.ts';
import { compareDecimals, multiplyDecimals, roundHalfUp } from '../encoding/decimal.ts';
import type { Decimal } from '../encoding/decimal.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { alignAmounts } from './amount.ts';
import type { Conversion } from './amount.ts';
import type { Calendar } from './calendar.ts';
import type { Expression, Operator } from './expression.ts';
import type { FactInput, FactTable } from './fact.ts';
import { unionIds, unionInputs } from './fact-inputs.ts';
import { kleeneAnd, kleeneNot, kleeneOr } from './kleene.ts';
import type { Truth } from './kleene.ts';
import { fromOperand, isSafe, toOperand } from './operand.ts';
import type { Amount, Operand, SetOperand, Span } from './operand.ts';
import type { EffectiveParams } from './parameter.ts';
import { isBefore, shiftSpan } from './span.ts';
import { equalTypes } from './value.ts';
import type { RecordValue, Value, ValueType } from './value.ts';

/** What an expression is evaluated against. */
export interface EvaluationContext {
  readonly facts: FactTable;
  /** Values that a burden of proof gives to facts in place of their own. */
  readonly assumed: ReadonlyMap<string, Value>;
  readonly conversion: Conversion;
  /** Of the rule's own pack. */
  readonly params: EffectiveParams;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/**
 * One step of a derivation, as a reader can check it by hand: which clause, what came out, which places of the evidence it rests on, and
 * what would have to be known where nothing came out.
 */
export interface TraceNode {
  /** RFC 6901 pointer into the rule. */
  readonly clause: string;
  /** The operator, or `fact X`, `param X`, `lit`, `var X`. */
  readonly what: string;
  /** `none` is a value that is known to be absent. */
  readonly state: 'known' | 'none' | 'unknown';
  readonly value?: Value;
  readonly inputs: readonly FactInput[];
  /** Ids of facts, or `fx`, `calendar`, `overflow`; empty unless unknown. */
  readonly missing: readonly string[];
  /** Index of the item that a quantifier stood at. */
  readonly item?: number;
  readonly children: readonly TraceNode[];
}

/** A step with the operand that it computed; absent for none and unknown. */
export interface Evaluated {
  readonly node: TraceNode;
  readonly operand?: Operand;
}

type Variables = ReadonlyMap<string, Value>;
/** `undefined` is unknown, `null` is none. */
type Result = { readonly operand: Operand | null | undefined; readonly missing?: readonly string[] };

const none: Result = { operand: null };

function readInputs(expression: Expression, context: EvaluationContext): FactInput[] {
  return unionInputs(...expression.reads.map((id) => context.facts.get(id)?.inputs ?? []));
}

function finish(expression: Expression, what: string, result: Result, children: readonly Evaluated[], context: EvaluationContext): Evaluated {
  const { operand } = result;
  const nodes = children.map((child) => child.node);
  const common = { clause: expression.clause, what, inputs: readInputs(expression, context), children: nodes };
  if (operand === undefined) {
    const fromChildren = nodes.filter((child) => child.state === 'unknown').map((child) => child.missing);
    return { node: { ...common, state: 'unknown', missing: unionIds(...fromChildren, result.missing ?? []) } };
  }
  if (operand === null) return { node: { ...common, state: 'none', missing: [] } };
  return { node: { ...common, state: 'known', value: fromOperand(expression.type, operand), missing: [] }, operand };
}

function truthOf(evaluated: Evaluated): Truth {
  if (evaluated.node.state === 'unknown') return undefined;
  return evaluated.operand === true;
}

function fromTruth(truth: Truth): Result {
  return { operand: truth };
}

function readFact(expression: Expression & { kind: 'fact' }, context: EvaluationContext): Result {
  const assumed = context.assumed.get(expression.id);
  if (assumed !== undefined) return { operand: toOperand(expression.type, assumed) };
  const fact = context.facts.get(expression.id);
  if (fact === undefined || fact.state !== 'known') return { operand: undefined, missing: [expression.id] };
  return fact.value === undefined ? none : { operand: toOperand(expression.type, fact.value) };
}

function readLiteral(type: ValueType, value: Value): Operand {
  const operand = toOperand(type, value);
  return type === 'money' && (operand as Amount).minor === 0n ? { ...(operand as Amount), flexible: true } : operand;
}

function compareOrdered(op: 'eq' | 'lt' | 'le' | 'gt' | 'ge', order: number): boolean {
  if (op === 'eq') return order === 0;
  if (op === 'lt') return order < 0;
  if (op === 'le') return order <= 0;
  return op === 'gt' ? order > 0 : order >= 0;
}

function orderOf(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(op: 'eq' | 'lt' | 'le' | 'gt' | 'ge', type: ValueType, a: Operand, b: Operand, conversion: Conversion): Result {
  if (type === 'money') {
    const aligned = alignAmounts([a as Amount, b as Amount], conversion);
    if (typeof aligned === 'string') return { operand: undefined, missing: [aligned] };
    const [left, right] = aligned as [Amount, Amount];
    return fromTruth(compareOrdered(op, orderOf(left.minor, right.minor)));
  }
  if (type === 'integer') return fromTruth(compareOrdered(op, orderOf(a as bigint, b as bigint)));
  if (type === 'decimal') return fromTruth(compareOrdered(op, compareDecimals(a as Decimal, b as Decimal)));
  return fromTruth(a === b);
}

function safeInteger(value: bigint): Result {
  return isSafe(value) ? { operand: value } : { operand: undefined, missing: ['overflow'] };
}

function safeAmount(amount: Amount): Result {
  return isSafe(amount.minor) ? { operand: amount } : { operand: undefined, missing: ['overflow'] };
}

function combine(op: 'add' | 'sub' | 'min' | 'max', values: readonly bigint[]): bigint {
  const [first, ...rest] = values as [bigint, ...bigint[]];
  if (op === 'add') return rest.reduce((sum, value) => sum + value, first);
  if (op === 'sub') return rest.reduce((difference, value) => difference - value, first);
  return rest.reduce((chosen, value) => ((op === 'min' ? value < chosen : value > chosen) ? value : chosen), first);
}

function calculate(op: 'add' | 'sub' | 'min' | 'max', type: ValueType, operands: readonly Operand[], conversion: Conversion): Result {
  if (type === 'integer') return safeInteger(combine(op, operands as readonly bigint[]));
  const aligned = alignAmounts(operands as readonly Amount[], conversion);
  if (typeof aligned === 'string') return { operand: undefined, missing: [aligned] };
  const [first] = aligned as [Amount];
  const flexible = aligned.every((amount) => amount.flexible === true);
  return safeAmount({ currency: first.currency, minor: combine(op, aligned.map((amount) => amount.minor)), ...(flexible ? { flexible } : {}) });
}

function multiply(type: ValueType, factor: Operand, decimal: Decimal): Result {
  const minor = type === 'integer' ? (factor as bigint) : (factor as Amount).minor;
  const product = roundHalfUp(multiplyDecimals({ coefficient: minor, scale: 0 }, decimal));
  return type === 'integer' ? safeInteger(product) : safeAmount({ ...(factor as Amount), minor: product });
}

function isMember(element: Operand, elementType: ValueType, set: SetOperand, setReads: readonly string[]): Result {
  const form = canonicalize(fromOperand(elementType, element) as JsonValue);
  if (set.items.some((item) => canonicalize(item as JsonValue) === form)) return fromTruth(true);
  return set.complete ? fromTruth(false) : { operand: undefined, missing: setReads };
}

/** Operators other than logic, absent and known; all arguments have values. */
function applyToValues(expression: Expression & { kind: 'apply' }, operands: readonly Operand[], context: EvaluationContext): Result {
  const { op, args } = expression;
  const [a, b, c] = operands as [Operand, Operand, Operand];
  const argument = args[0] as Expression;
  switch (op) {
    case 'eq':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(op, argument.type, a, b, context.conversion);
    case 'in':
      return isMember(a, argument.type, b as SetOperand, (args[1] as Expression).reads);
    case 'before':
      return fromTruth(isBefore(a as Span, b as Span));
    case 'after':
      return fromTruth(isBefore(b as Span, a as Span));
    case 'within':
      return fromTruth(kleeneAnd([kleeneNot(isBefore(a as Span, b as Span)), kleeneNot(isBefore(c as Span, a as Span))]));
    case 'plus': {
      const calendar = expression.calendar === undefined ? undefined : context.calendars.get(expression.calendar);
      const shifted = shiftSpan(a as Span, b as bigint, calendar);
      return typeof shifted === 'string' ? { operand: undefined, missing: [shifted] } : { operand: shifted };
    }
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
      return calculate(op, expression.type, operands, context.conversion);
    case 'pos':
      if (expression.type === 'integer') return { operand: (a as bigint) < 0n ? 0n : a };
      return { operand: (a as Amount).minor < 0n ? { ...(a as Amount), minor: 0n } : a };
    case 'mulDec':
      return multiply(expression.type, a, b as Decimal);
    case 'and':
    case 'or':
    case 'not':
    case 'absent':
    case 'known':
      throw new Error(`${op} takes values that may be unknown`);
    default:
      return assertNever(op);
  }
}

const comparisons: ReadonlySet<Operator> = new Set<Operator>(['eq', 'lt', 'le', 'gt', 'ge', 'in', 'before', 'after', 'within']);

function apply(expression: Expression & { kind: 'apply' }, children: readonly Evaluated[], context: EvaluationContext): Result {
  const { op } = expression;
  const first = (children[0] as Evaluated).node.state;
  if (op === 'and') return fromTruth(kleeneAnd(children.map(truthOf)));
  if (op === 'or') return fromTruth(kleeneOr(children.map(truthOf)));
  if (op === 'not') return fromTruth(kleeneNot(truthOf(children[0] as Evaluated)));
  if (op === 'known') return fromTruth(first !== 'unknown');
  if (op === 'absent') return fromTruth(first === 'unknown' ? undefined : first === 'none');
  if (children.some((child) => child.node.state === 'none')) return comparisons.has(op) ? fromTruth(false) : none;
  if (children.some((child) => child.node.state === 'unknown')) return { operand: undefined };
  return applyToValues(expression, children.map((child) => child.operand as Operand), context);
}

function overItems(expression: Expression & { kind: 'over' }, context: EvaluationContext, variables: Variables): Evaluated {
  const { op, of, where, value } = expression;
  const set = evaluateAt(of, context, variables);
  const children: Evaluated[] = [set];
  const done = (result: Result): Evaluated => finish(expression, op, result, children, context);
  if (set.node.state === 'unknown') return done({ operand: undefined });
  if (set.node.state === 'none') return done(op === 'exists' || op === 'all' ? fromTruth(op === 'all') : none);
  const { complete, items } = set.operand as SetOperand;
  const truths: Truth[] = [];
  const terms: Evaluated[] = [];
  items.forEach((item, index) => {
    const inner = expression.as === undefined ? variables : new Map([...variables, [expression.as, item]]);
    const at = (part: Expression): Evaluated => {
      const evaluated = evaluateAt(part, context, inner);
      const marked = { ...evaluated, node: { ...evaluated.node, item: index } };
      children.push(marked);
      return marked;
    };
    const truth = where === undefined ? true : truthOf(at(where));
    truths.push(truth);
    if (value === undefined) return;
    const term = at(value);
    if (truth !== false) terms.push(term);
  });
  const open = complete ? [] : [undefined];
  const incomplete: Result = { operand: undefined, missing: complete ? [] : of.reads };
  if (op === 'exists') return done({ ...incomplete, ...fromTruth(kleeneOr([...truths, ...open])) });
  if (op === 'all') return done({ ...incomplete, ...fromTruth(kleeneAnd([...truths, ...open])) });
  if (!complete || truths.includes(undefined)) return done(incomplete);
  if (op === 'count') return done({ operand: BigInt(truths.filter((truth) => truth === true).length) });
  return done(addTerms(expression, terms, context));
}

function addTerms(expression: Expression, terms: readonly Evaluated[], context: EvaluationContext): Result {
  if (terms.some((term) => term.node.state === 'none')) return none;
  if (terms.some((term) => term.node.state === 'unknown')) return { operand: undefined };
  const operands = terms.map((term) => term.operand as Operand);
  if (equalTypes(expression.type, 'integer')) return calculate('add', 'integer', [0n, ...operands], context.conversion);
  if (operands.length > 0) return calculate('add', 'money', operands, context.conversion);
  const { currency } = context.conversion;
  return currency === undefined ? { operand: undefined, missing: ['fx'] } : { operand: { currency, minor: 0n } };
}

function evaluateAt(expression: Expression, context: EvaluationContext, variables: Variables): Evaluated {
  switch (expression.kind) {
    case 'fact':
      return finish(expression, `fact ${expression.id}`, readFact(expression, context), [], context);
    case 'param': {
      const param = context.params.get(expression.id);
      if (param === undefined) throw new Error(`no parameter ${expression.id}`);
      return finish(expression, `param ${expression.id}`, { operand: toOperand(expression.type, param.value) }, [], context);
    }
    case 'lit':
      return finish(expression, 'lit', { operand: readLiteral(expression.type, expression.value) }, [], context);
    case 'var': {
      let value = variables.get(expression.name) as Value;
      for (const member of expression.path) value = (value as RecordValue)[member] as Value;
      return finish(expression, `var ${[expression.name, ...expression.path].join('.')}`, { operand: toOperand(expression.type, value) }, [], context);
    }
    case 'apply': {
      const children = expression.args.map((arg) => evaluateAt(arg, context, variables));
      return finish(expression, expression.op, apply(expression, children, context), children, context);
    }
    case 'over':
      return overItems(expression, context, variables);
    default:
      return assertNever(expression);
  }
}

/**
 * Evaluates a checked expression. Nothing is short-circuited: every part is evaluated and traced whatever the others say, so that the
 * inputs of a decision do not depend on the order of its clauses. Never throws: what cannot be computed is unknown, with what is missing.
 */
export function evaluateExpression(expression: Expression, context: EvaluationContext): Evaluated {
  return evaluateAt(expression, context, new Map());
}
