import { decodeHex } from '../../src-core/encoding/hex.ts';
import { parseInstant } from '../../src-core/encoding/instant.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import type { EvidenceLine } from '../../src-core/evidence/state.ts';
import { isJsonObject, type JsonObject } from '../../src-core/json/json-value.ts';

/** The body of a line, with what was disclosed in its place. */
export function bodyOf(line: EvidenceLine): JsonObject | undefined {
  const body = line.body ?? line.payload?.['body'];
  return isJsonObject(body) ? body : undefined;
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const integerOf = (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined);
/** Epoch milliseconds. */
export const instantOf = (value: unknown): number | undefined => (typeof value === 'string' ? parseInstant(value) : undefined);
export const bytesOf = (digest: Digest): Uint8Array => decodeHex(digest.slice('sha256:'.length)) ?? new Uint8Array(0);
