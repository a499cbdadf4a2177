import { parseHttpSignature, signatureLabels, verifyHttpSignature } from '../../../src-core/crypto/http/http-signature.ts';
import { parseRequestHead } from '../../../src-core/crypto/http/request-head.ts';
import { parseJwk } from '../../../src-core/crypto/jwk.ts';
import { base64Field, caseError, optionalString } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { tokenAnswer } from './token-keys.ts';
import { verifiers } from './verifiers.ts';

/** A signed request's head. `label` may be left out of a request with one signature; `scheme` is `https` unless the case says. */
export const httpSignatureKind: CheckKind = {
  kind: 'http-signature',
  answer(fields) {
    const bytes = base64Field(fields, 'request');
    const named = optionalString(fields, 'label');
    const scheme = optionalString(fields, 'scheme') ?? 'https';
    if (scheme !== 'https' && scheme !== 'http') throw caseError('scheme is https or http');
    const { jwk } = fields;
    const key = jwk === undefined ? undefined : parseJwk(jwk);
    const head = parseRequestHead(bytes);
    const [first, ...others] = signatureLabels(head);
    const label = named ?? first;
    if (label === undefined || (named === undefined && others.length > 0)) throw caseError('label names one of the signatures');
    const signature = parseHttpSignature(head, label);
    if (key === undefined) return { verdict: 'not-checkable', code: 'I_KEY_UNKNOWN', message: 'no key is given' };
    return tokenAnswer(verifyHttpSignature(head, signature, key, verifiers.fast, scheme));
  },
};
