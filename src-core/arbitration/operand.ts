import { parseDecimal } from '../encoding/decimal.ts';
import type { Decimal } from '../encoding/decimal.ts';
import { formatInstant, parseInstant } from '../encoding/instant.ts';
import type { Value, ValueType, Interval, Money, SetValue, RecordValue } from './value.ts';

/** An amount inside arithmetic: exact, of any size. `flexible` marks a literal zero, which fits any currency. */
export interface Amount {
  readonly currency: string;
  readonly minor: bigint;
  readonly flexible?: boolean;
}

/** A bracket of time in milliseconds since the epoch; an absent bound is infinite. */
export interface Span {
  readonly from?: number;
  readonly to?: number;
}

/** A set whose items keep their wire form beside, which is what membership compares. */
export interface SetOperand {
  readonly complete: boolean;
  readonly items: readonly Value[];
}

/** A value as evaluation computes with it; which of them it is, the expression's type says. */
export type Operand = boolean | bigint | string | Decimal | Amount | Span | SetOperand | RecordValue;

const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** True for an integer within ±(2^53-1), which every program can hold exactly. */
export function isSafe(value: bigint): boolean {
  return value <= largest && value >= -largest;
}

/** Reads a value of a known type into the form that evaluation computes with. */
export function toOperand(type: ValueType, value: Value): Operand {
  switch (type) {
    case 'boolean':
      return value as boolean;
    case 'string':
      return value as string;
    case 'integer':
      return BigInt(value as number);
    case 'decimal': {
      const decimal = parseDecimal(value as string);
      if (decimal === undefined) throw new Error(`no decimal: ${String(value)}`);
      return decimal;
    }
    case 'money': {
      const money = value as Money;
      return { currency: money.currency, minor: BigInt(money.minor) };
    }
    case 'interval': {
      const { notBefore, notAfter } = value as Interval;
      const from = notBefore === undefined ? undefined : parseInstant(notBefore);
      const to = notAfter === undefined ? undefined : parseInstant(notAfter);
      return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    }
    default:
      return 'set' in type ? (value as SetValue) : (value as RecordValue);
  }
}

function boundText(milliseconds: number): string {
  const early = milliseconds < -62_167_219_200_000;
  const late = milliseconds > 253_402_300_799_999;
  return early || late ? `${milliseconds} ms` : formatInstant(milliseconds);
}

/** The wire form of an operand, as traces show it. Instants outside the years 0000 to 9999 are shown in milliseconds. */
export function fromOperand(type: ValueType, operand: Operand): Value {
  switch (type) {
    case 'boolean':
    case 'string':
      return operand as boolean | string;
    case 'integer':
      return Number(operand as bigint);
    case 'decimal': {
      const { coefficient, scale } = operand as Decimal;
      const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
      const sign = coefficient < 0n ? '-' : '';
      return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    }
    case 'money': {
      const amount = operand as Amount;
      return { currency: amount.currency, minor: Number(amount.minor) };
    }
    case 'interval': {
      const { from, to } = operand as Span;
      return {
        ...(from === undefined ? {} : { notBefore: boundText(from) }),
        ...(to === undefined ? {} : { notAfter: boundText(to) }),
      };
    }
    default:
      return operand as SetValue | RecordValue;
  }
}
