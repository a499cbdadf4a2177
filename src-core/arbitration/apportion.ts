import { compareUtf16 } from '../encoding/compare-utf16.ts';

/**
 * Divides a whole by weights so that the parts sum to it exactly: each part is first rounded down, and the units left go to the largest
 * remainders, a tie to the lower name (UTF-16 code units).
 *
 * @param total - Not negative.
 * @param weights - By name, not negative, of a sum above 0.
 * @returns Every name's part, sorted by name.
 */
export function apportion(total: bigint, weights: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const sum = [...weights.values()].reduce((left, weight) => left + weight, 0n);
  const parts = [...weights]
    .map(([name, weight]) => ({ name, part: (total * weight) / sum, remainder: (total * weight) % sum }))
    .sort((a, b) => compareUtf16(a.name, b.name));
  let left = total - parts.reduce((given, { part }) => given + part, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : compareUtf16(a.name, b.name),
  );
  for (const entry of byRemainder) {
    if (left === 0n) break;
    entry.part += 1n;
    left -= 1n;
  }
  return new Map(parts.map(({ name, part }) => [name, part]));
}
