import { parseDsse } from '../../../src-core/crypto/dsse.ts';
import { verifyDsse } from '../../../src-core/crypto/verify-dsse.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { CheckKind } from './check-kind.ts';
import { tokenAnswer, tokenField, tokenKeys } from './token-keys.ts';
import { verifiers } from './verifiers.ts';

/** A DSSE envelope, as an object or as its text. */
export const dsseKind: CheckKind = {
  kind: 'dsse',
  answer(fields) {
    const given = tokenField(fields, 'envelope');
    const keys = tokenKeys(fields);
    const envelope = parseDsse(typeof given === 'string' ? parseJson(encodeUtf8(given)) : given);
    return tokenAnswer(verifyDsse(envelope, keys ?? { keys: [] }, verifiers.fast));
  },
};
