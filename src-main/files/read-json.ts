import { AssizeError } from '../../src-core/errors.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { readUserFile } from './read-user-file.ts';

/**
 * Reads a file of JSON, strictly; `-` is standard input.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_READ`, or the reader's own codes with the file's path
 */
export async function readJsonFile(path: string, stdin?: AsyncIterable<Uint8Array>): Promise<JsonValue> {
  const bytes = await readUserFile(path, stdin);
  return withPath(path, () => parseJson(bytes));
}

/** Runs a reading of a file's content, so that what it refuses names the file. */
export function withPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AssizeError) || error.place.path !== undefined) throw error;
    throw new AssizeError(error.code, error.message, { ...error.place, path }, error.advice, { cause: error });
  }
}
