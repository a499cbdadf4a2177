import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { JsonError } from '../../../src-core/json/json-error.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { base64Field } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';

/** A JSON text: `canonical` is its RFC 8785 form; where it is refused, `byte`, `line`, `column` and `pointer` say where. */
export const jsonKind: CheckKind = {
  kind: 'json',
  answer(fields) {
    const bytes = base64Field(fields, 'bytes');
    try {
      return { verdict: 'valid', canonical: encodeBase64(canonicalizeBytes(parseJson(bytes))) };
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const { byte, line, column, pointer } = error.place;
      return { verdict: 'invalid', code: error.code, message: error.message, byte, line, column, pointer };
    }
  },
};
