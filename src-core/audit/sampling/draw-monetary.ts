import { AssizeError } from '../../errors.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Frame } from '../frame.ts';
import { drawsFor, mostHits } from './binomial.ts';
import type { Drawn, DrawnSample } from './drawn-sample.ts';
import { riskOf, type SampleSpec } from './sample-spec.ts';
import { uniformNumber, type Chance } from './ticket.ts';

const advice = 'Name one of the currencies that the population has: currency=CODE.';

function chooseCurrency(frame: Frame, spec: SampleSpec): string {
  if (spec.currency !== undefined) return spec.currency;
  const found = new Set<string>();
  for (let index = 0; index < frame.length; index++) found.add(frame.unit(index).settled?.currency ?? '');
  found.delete('');
  const [currency] = found;
  if (currency !== undefined && found.size === 1) return currency;
  const list = [...found].sort(compareUtf16).join(', ');
  throw new AssizeError('E_SAMPLE', `the population has ${found.size} currencies: ${list}`, { pointer: '/currency' }, advice);
}

function plannedDraws(total: bigint, spec: SampleSpec): number {
  if (spec.size !== undefined) return spec.size;
  const draws = drawsFor({ num: BigInt(spec.tolerable ?? '1'), den: total }, spec.expected, riskOf(spec));
  if (draws !== undefined) return draws;
  throw new AssizeError(
    'E_SAMPLE',
    `${mostHits} draws are not enough for so small a tolerable amount`,
    { pointer: '/tolerable' },
    'Examine everything, or tolerate more.',
  );
}

/**
 * Draws by units of money: all units of at least one interval for certain; of the others, one after the other in the order of the frame, those
 * on which the draws fall that begin at a random place and follow each other by the interval.
 */
export function drawMonetary(frame: Frame, spec: SampleSpec, chance: Chance): DrawnSample {
  const currency = chooseCurrency(frame, spec);
  const amountOf = (index: number): bigint => {
    const { settled } = frame.unit(index);
    return settled?.currency === currency ? BigInt(settled.minor) : 0n;
  };
  let total = 0n;
  let units = 0;
  for (let index = 0; index < frame.length; index++) {
    const amount = amountOf(index);
    total += amount;
    if (amount > 0n) units += 1;
  }
  if (total === 0n) {
    throw new AssizeError('E_SAMPLE', `nothing was settled in ${currency}`, { pointer: '/currency' }, advice);
  }
  const size = plannedDraws(total, spec);
  const interval = total / BigInt(size) === 0n ? 1n : total / BigInt(size);
  const start = uniformNumber(chance, interval);
  const drawn: Drawn[] = [];
  let passed = 0n;
  let next = start;
  let hits = 0;
  for (let index = 0; index < frame.length; index++) {
    const amount = amountOf(index);
    if (amount >= interval) drawn.push({ index, by: 'certain' });
    if (amount === 0n || amount >= interval) continue;
    passed += amount;
    if (next >= passed) continue;
    drawn.push({ index, by: 'hit' });
    next += interval; // the unit is smaller than the interval: no second draw falls on it
    hits += 1;
  }
  return { units: drawn, size, monetary: { currency, units, total, interval, start, drawnFrom: passed, hits } };
}
