import { parseJws } from '../../../src-core/crypto/jose/jws.ts';
import { verifyJws } from '../../../src-core/crypto/jose/verify-jws.ts';
import { base64Field } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { tokenAnswer, tokenField, tokenKeys } from './token-keys.ts';
import { verifiers } from './verifiers.ts';

/** A JWS in any serialisation, with the key for it; `payload` (base64) where it is detached. */
export const jwsKind: CheckKind = {
  kind: 'jws',
  answer(fields) {
    const token = tokenField(fields, 'token');
    const detached = fields['payload'] === undefined ? undefined : base64Field(fields, 'payload');
    const keys = tokenKeys(fields);
    const jws = parseJws(token, detached);
    return tokenAnswer(verifyJws(jws, keys ?? { keys: [] }, verifiers.fast));
  },
};
