import { setImmediate } from 'node:timers/promises';

/** Key of what has none: it comes last, whichever way the others go. */
export const NO_KEY = 2 ** 53 - 1;
const DIGITS = 4;
const BASE = 2 ** 16;

/**
 * Puts ids in the order of their keys, equal keys in the order that they came in; descending is that backwards, but for ids without a key,
 * which stay last. Linear in their number, and gives other work a turn after each pass.
 *
 * @param keys - by position, each an integer from 0 to NO_KEY
 */
export async function radixOrder(ids: Uint32Array, keys: Float64Array, isDescending: boolean): Promise<Uint32Array> {
  const count = ids.length;
  let order = Uint32Array.from({ length: count }, (_, at) => at);
  let next = new Uint32Array(count);
  for (let digit = 0; digit < DIGITS; digit++) {
    const starts = new Uint32Array(BASE + 1);
    const scale = BASE ** digit;
    const digitOf = (at: number): number => {
      return Math.floor((keys[at] ?? NO_KEY) / scale) % BASE;
    };
    for (let at = 0; at < count; at++) {
      const value = digitOf(at) + 1;
      starts[value] = (starts[value] ?? 0) + 1;
    }
    if (count > 0 && starts[digitOf(0) + 1] === count) continue;
    for (let value = 0; value < BASE; value++) starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
    for (let at = 0; at < count; at++) {
      const from = order[at] ?? 0;
      const value = digitOf(from);
      const to = starts[value] ?? 0;
      next[to] = from;
      starts[value] = to + 1;
    }
    [order, next] = [next, order];
    await setImmediate();
  }
  for (let at = 0; at < count; at++) next[at] = ids[order[at] ?? 0] ?? 0;
  if (isDescending) {
    const without = order.findIndex((at) => keys[at] === NO_KEY);
    next.subarray(0, without < 0 ? count : without).reverse();
  }
  return next;
}
