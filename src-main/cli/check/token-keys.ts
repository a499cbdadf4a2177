import { parseJwk, parseJwkSet } from '../../../src-core/crypto/jwk.ts';
import type { TokenKeys, TokenVerdict } from '../../../src-core/crypto/jose/verify-jws.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { caseError } from './case-fields.ts';
import type { Answer } from './check-kind.ts';

/** The keys that a case gives, `jwk` or `jwks`; none at all is no fault of the case. */
export function tokenKeys(fields: JsonObject): TokenKeys | undefined {
  const { jwk, jwks } = fields;
  if (jwk !== undefined && jwks !== undefined) throw caseError('a case has jwk or jwks, not both');
  if (jwk !== undefined) return { key: parseJwk(jwk) };
  return jwks === undefined ? undefined : { keys: parseJwkSet(jwks).keys };
}

/** A token of a case: text or an object. */
export function tokenField(fields: JsonObject, name: string): string | JsonObject {
  const value = fields[name];
  if (typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value))) return value;
  throw caseError(`${name} is a string or an object`);
}

/** A verdict on a token as an answer. */
export function tokenAnswer({ verdict, code, message }: TokenVerdict): Answer {
  return { verdict, code, message };
}
