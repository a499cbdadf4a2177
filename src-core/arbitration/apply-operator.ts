import { assertNever } from '../assert-never.ts';
import { compareDecimals, multiplyDecimals, roundHalfUp } from '../encoding/decimal.ts';
import type { Decimal } from '../encoding/decimal.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { alignAmounts, type Conversion } from './amount.ts';
import type { Calendar } from './calendar.ts';
import type { Expression } from './expression.ts';
import { kleeneAnd, kleeneNot, type Truth } from './kleene.ts';
import { fromOperand, isSafe, type Amount, type Operand, type SetOperand, type Span } from './operand.ts';
import { isBefore, shiftSpan, wholeDays } from './span.ts';
import type { ValueType } from './value.ts';

/** What came of an operation: an operand, `null` for none, `undefined` for unknown, with what it misses besides its arguments. */
export interface Result {
  readonly operand: Operand | null | undefined;
  readonly missing?: readonly string[];
}

/** What operators read besides their arguments. */
export interface OperatorContext {
  readonly conversion: Conversion;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/** A truth value as a result. */
export function fromTruth(truth: Truth): Result {
  return { operand: truth };
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

/** Adds, subtracts or compares integers, or amounts once they are in one currency. */
export function calculate(
  op: 'add' | 'sub' | 'min' | 'max',
  type: ValueType,
  operands: readonly Operand[],
  conversion: Conversion,
): Result {
  if (type === 'integer') return safeInteger(combine(op, operands as readonly bigint[]));
  const aligned = alignAmounts(operands as readonly Amount[], conversion);
  if (typeof aligned === 'string') return { operand: undefined, missing: [aligned] };
  const [first] = aligned as [Amount];
  const flexible = aligned.every((amount) => amount.flexible === true);
  return safeAmount({
    currency: first.currency,
    minor: combine(
      op,
      aligned.map((amount) => amount.minor),
    ),
    ...(flexible ? { flexible } : {}),
  });
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

/** Applies an operator other than logic, absent and known to arguments that all have values. */
export function applyToValues(
  expression: Expression & { kind: 'apply' },
  operands: readonly Operand[],
  context: OperatorContext,
): Result {
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
    case 'days': {
      const days = wholeDays(a as Span, b as Span);
      return days === undefined ? { operand: undefined } : safeInteger(days);
    }
    case 'mul': {
      const factor = b as bigint;
      if (expression.type === 'integer') return safeInteger((a as bigint) * factor);
      return safeAmount({ ...(a as Amount), minor: (a as Amount).minor * factor });
    }
    case 'and':
    case 'or':
    case 'not':
    case 'absent':
    case 'known':
    case 'if':
      throw new Error(`${op} takes values that may be unknown`);
    default:
      return assertNever(op);
  }
}
