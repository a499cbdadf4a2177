import { isAlgorithm } from '../../../src-core/crypto/algorithm.ts';
import { publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { caseError, hexField, optionalString, stringField } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { verifiers } from './verifiers.ts';

/** A bare signature over a message, all in hexadecimal, on the path that the case names (`fast` where it names none). */
export const signatureKind: CheckKind = {
  kind: 'signature',
  answer(fields) {
    const alg = stringField(fields, 'alg');
    const path = optionalString(fields, 'path') ?? 'fast';
    if (path !== 'reference' && path !== 'fast') throw caseError('path is reference or fast');
    const raw = hexField(fields, 'key');
    const message = hexField(fields, 'message');
    const signature = hexField(fields, 'signature');
    if (!isAlgorithm(alg))
      return { verdict: 'unsupported', code: 'I_ALG', message: `alg ${JSON.stringify(alg)} is not supported` };
    const verdict = verifiers[path].verify(alg, publicKeyFromRaw(alg, raw), message, signature);
    switch (verdict) {
      case 'valid':
        return { verdict };
      case 'weak-key':
        return { verdict: 'invalid', code: 'E_KEY_WEAK', message: 'under this key a signature proves nothing' };
      case 'invalid':
        return { verdict, code: 'E_SIG', message: 'the signature does not fit' };
      case 'unsupported':
        return { verdict, code: 'I_ALG' };
    }
  },
};
