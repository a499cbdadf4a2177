import { AssizeError } from '../../src-core/errors.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { usageError } from './options.ts';

/** What stands in `NAME=VALUE`: the value as JSON where it is some, else as the text that was typed. */
export interface Assignment {
  readonly name: string;
  readonly value: JsonValue;
  readonly text: string;
}

/**
 * @param form - the option as its usage shows it, such as `--set takes PARAM=VALUE`
 * @throws {AssizeError} E_USAGE
 */
export function parseAssignment(given: string, form: string): Assignment {
  const at = given.indexOf('=');
  if (at < 1) throw usageError(`${form}, not ${given}`);
  const [name, text] = [given.slice(0, at), given.slice(at + 1)];
  try {
    return { name, text, value: parseJson(encodeUtf8(text)) };
  } catch (error) {
    if (error instanceof AssizeError) return { name, text, value: text };
    throw error;
  }
}
