import { AssizeError } from '../../errors.ts';
import { apportion } from '../../arbitration/apportion.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Frame, FrameUnit } from '../frame.ts';
import { parsePercent, type Fraction } from './fraction.ts';
import { sampleSizeFor } from './hypergeometric.ts';
import { drawMonetary } from './draw-monetary.ts';
import type { Drawn, DrawnSample } from './drawn-sample.ts';
import { riskOf, type SampleSpec } from './sample-spec.ts';
import { SmallestTickets } from './smallest-tickets.ts';
import { ticketOf, type Chance } from './ticket.ts';

function stratumOf({ terminal, day, settled }: FrameUnit, by: SampleSpec['by']): string {
  if (by === 'day') return day;
  return by === 'currency' ? (settled?.currency ?? '-') : by === 'terminal' ? terminal : '';
}

function plannedSize(units: number, spec: SampleSpec): number {
  if (spec.size !== undefined) return Math.min(spec.size, units);
  const { num, den } = parsePercent(spec.tolerable ?? '5') as Fraction;
  // More marked units than are tolerable: one more than the greatest number of them that is.
  const marked = Math.min(units, Number((BigInt(units) * num) / den) + 1);
  if (spec.expected >= marked && units > 0) {
    throw new AssizeError(
      'E_SAMPLE',
      `${spec.expected} expected exceptions are more than can be tolerated among ${units} units`,
      { pointer: '/expected' },
      'Expect fewer, or tolerate more.',
    );
  }
  return sampleSizeFor(units, marked, spec.expected, riskOf(spec));
}

/** One of each stratum, the rest in proportion to what is left of them by largest remainder. */
function allocate(counts: ReadonlyMap<string, number>, size: number): Map<string, number> {
  const rest = Math.max(0, size - counts.size);
  const weights = new Map([...counts].map(([name, count]) => [name, BigInt(count - 1)]));
  const shares = rest === 0 ? new Map<string, bigint>() : apportion(BigInt(rest), weights);
  return new Map([...counts.keys()].map((name) => [name, 1 + Number(shares.get(name) ?? 0n)]));
}

function drawByTickets(frame: Frame, spec: SampleSpec, chance: Chance): DrawnSample {
  const counts = new Map<string, number>();
  for (let index = 0; index < frame.length; index++) {
    const name = stratumOf(frame.unit(index), spec.by);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const size = Math.max(plannedSize(frame.length, spec), counts.size);
  const sizes = allocate(counts, size);
  const drawn = new Map([...sizes].map(([name, part]) => [name, new SmallestTickets(part)]));
  for (let index = 0; index < frame.length; index++) {
    const unit = frame.unit(index);
    drawn.get(stratumOf(unit, spec.by))?.offer(ticketOf(chance, unit.txn, unit.payments), index);
  }
  const isStratified = spec.method === 'stratified';
  const units = [...drawn].flatMap(([stratum, { indices }]) =>
    indices.map((index): Drawn => (isStratified ? { index, stratum } : { index })),
  );
  const names = [...counts.keys()].sort(compareUtf16);
  const strata = names.map((name) => ({ name, units: counts.get(name) ?? 0, drawn: sizes.get(name) ?? 0 }));
  return { units: units.sort((a, b) => a.index - b.index), size, ...(isStratified ? { strata } : {}) };
}

/**
 * Draws a sample from a population. It depends on the population, the seed and the spec alone; docs/audits.md gives every step, so that any
 * other program draws the same.
 *
 * @throws AssizeError `E_SAMPLE` where the spec does not fit the population
 */
export function drawSample(frame: Frame, spec: SampleSpec): DrawnSample {
  const chance: Chance = { seed: spec.seed, population: frame.digest };
  return spec.method === 'monetary' ? drawMonetary(frame, spec, chance) : drawByTickets(frame, spec, chance);
}
