import { parseJwe } from '../../../src-core/crypto/jose/jwe.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { openJwe } from '../../crypto/open-jwe.ts';
import { caseError } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { tokenField } from './token-keys.ts';

/** A JWE and the private key that should open it; a valid answer has the `plaintext`. */
export const jweKind: CheckKind = {
  kind: 'jwe',
  async answer(fields) {
    const token = tokenField(fields, 'token');
    const { jwk } = fields;
    if (jwk === undefined) throw caseError('jwk is the private key');
    return { verdict: 'valid', plaintext: encodeBase64(await openJwe(parseJwe(token), jwk)) };
  },
};
