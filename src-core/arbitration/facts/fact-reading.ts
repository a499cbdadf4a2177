import { formatInstant } from '../../encoding/instant.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { Fact, FactAssumption, FactInput } from '../fact.ts';
import type { Span } from '../operand.ts';
import type { Interval, SetValue, Value } from '../value.ts';
import { buildSet } from '../value.ts';
import type { Reading } from './reading.ts';
import { known, mapValue } from './reading.ts';

/** Facts under their ids, as a family derives them; undefined stands for none. */
export type FactReadings = readonly (readonly [id: string, reading: Reading<Value | undefined>])[];

/** A bracket as facts state it. */
export function intervalOf(span: Span): Interval {
  return {
    ...(span.from === undefined ? {} : { notBefore: formatInstant(span.from) }),
    ...(span.to === undefined ? {} : { notAfter: formatInstant(span.to) }),
  };
}

/** An instant as a bracket of no width. */
export function pointInterval(instant: number): Interval {
  return intervalOf({ from: instant, to: instant });
}

export function readInterval(reading: Reading<Span>): Reading<Value> {
  return mapValue(reading, intervalOf);
}

/** A set of what was found, each item with its sources. */
export function readSet(
  items: readonly { readonly item: Value; readonly inputs: readonly FactInput[]; readonly assumedAt?: readonly FactInput[] }[],
  complete: boolean,
): Reading<SetValue> {
  const inputs = unionInputs(...items.map((item) => item.inputs));
  const assumedAt = unionInputs(...items.map((item) => item.assumedAt ?? []));
  return known(
    buildSet(
      items.map(({ item }) => item),
      complete,
    ),
    inputs,
    assumedAt,
  );
}

/** A fact in its final form. */
export function factOf(id: string, reading: Reading<Value | undefined>): Fact {
  if (reading.state !== 'known') return { id, state: reading.state, inputs: unionInputs(reading.inputs), assumptions: [] };
  const assumptions: FactAssumption[] = [];
  if (reading.assumedAt.length > 0) assumptions.push({ what: 'at', inputs: unionInputs(reading.assumedAt) });
  if (reading.floor) assumptions.push({ what: 'floor', inputs: [] });
  const value = reading.value === undefined ? {} : { value: reading.value };
  return { id, state: 'known', ...value, inputs: unionInputs(reading.inputs), assumptions };
}
