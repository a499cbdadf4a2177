import { parseSdJwt } from '../../../src-core/crypto/jose/sd-jwt.ts';
import { verifySdJwt } from '../../../src-core/crypto/jose/verify-sd-jwt.ts';
import { optionalString } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { tokenAnswer, tokenField, tokenKeys } from './token-keys.ts';
import { verifiers } from './verifiers.ts';

/** An SD-JWT, with key binding where there is one or `aud` or `nonce` ask for it; a valid answer has the disclosed `claims`. */
export const sdJwtKind: CheckKind = {
  kind: 'sd-jwt',
  answer(fields) {
    const token = tokenField(fields, 'token');
    const demand = { aud: optionalString(fields, 'aud'), nonce: optionalString(fields, 'nonce') };
    const keys = tokenKeys(fields);
    const result = verifySdJwt(parseSdJwt(token), keys, demand, verifiers.fast);
    const answer = tokenAnswer(result);
    return result.verdict === 'valid' ? { ...answer, claims: result.claims } : answer;
  },
};
