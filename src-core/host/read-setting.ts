import { parseValue, type Value, type ValueType } from '../arbitration/value.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { AssizeError } from '../errors.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';

/**
 * A parameter's value as a person types it: the text itself for a text or a decimal, JSON for every other type. The page asks it while
 * it is typed, the case once more before it decides.
 *
 * @throws {AssizeError} `E_PARSE`, `E_PACK_TYPE` where the text is no value of the type
 */
export function readSetting(type: ValueType, text: string): Value {
  return parseValue(type, type === 'string' || type === 'decimal' ? text : parseJson(encodeUtf8(text.trim())), '');
}

/** The text that `readSetting` reads as the value. */
export function settingText(type: ValueType, value: Value): string {
  return type === 'string' || type === 'decimal' ? String(value) : canonicalize(value as JsonValue);
}

/** True where the text is a value of the type. */
export function isSetting(type: ValueType, text: string): boolean {
  try {
    readSetting(type, text);
    return true;
  } catch (error) {
    if (error instanceof AssizeError) return false;
    throw error;
  }
}
