import type { Digest } from '../crypto/sha256.ts';
import { AssizeError } from '../errors.ts';
import { parseJson } from '../json/parse-json.ts';
import { chainUrn, digest } from './model/shared.ts';
import { array, integer, object, schemaProblems } from './schema/schema.ts';
import type { KnownHead } from './verify/context.ts';

const schema = array(object({ chain: chainUrn, seq: integer(0), digest }));

/**
 * Reads heads that the user saw before (`--heads`): a JSON array of `{chain, seq, digest}`.
 * @throws {AssizeError} `E_HEADS` with the pointer; the reader's own code where it is no strict JSON
 */
export function parseKnownHeads(bytes: Uint8Array): KnownHead[] {
  const value = parseJson(bytes);
  const [problem] = schemaProblems(schema, value);
  if (problem !== undefined)
    throw new AssizeError('E_HEADS', `no list of known heads: ${problem.pointer} ${problem.message}`, {
      pointer: problem.pointer,
    });
  return value as unknown as { chain: string; seq: number; digest: Digest }[];
}
