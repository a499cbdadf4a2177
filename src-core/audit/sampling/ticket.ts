import { sha256, type Digest } from '../../crypto/sha256.ts';
import { encodeHex } from '../../encoding/hex.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import type { JsonValue } from '../../json/json-value.ts';

/** What all chance of a sample comes from: the auditor's seed, and the population that it is drawn from. */
export interface Chance {
  readonly seed: string;
  readonly population: Digest;
}

const purpose = 'assize/audit/1';

function draw({ seed, population }: Chance, what: readonly JsonValue[]): string {
  return encodeHex(sha256(canonicalizeBytes([purpose, seed, population, ...what])));
}

/**
 * The ticket of a unit: 64 hexadecimal digits, SHA-256 of the RFC 8785 form of ["assize/audit/1", seed, population digest, txn, payments]. The
 * units with the smallest tickets are the sample: every set of that size is as likely as any other, and order of input has no effect.
 */
export function ticketOf(chance: Chance, txn: string, payments: readonly string[]): string {
  return draw(chance, [txn, [...payments]]);
}

/** A whole number from 0 to below `below`, each as likely: digests of ["…", seed, population digest, "start", 0, 1, …], the first that fits. */
export function uniformNumber(chance: Chance, below: bigint): bigint {
  const span = 1n << 256n;
  const fair = span - (span % below);
  for (let attempt = 0; ; attempt++) {
    const number = BigInt(`0x${draw(chance, ['start', attempt])}`);
    if (number < fair) return number % below;
  }
}
