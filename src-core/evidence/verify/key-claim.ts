import { isDigest } from '../../crypto/sha256.ts';
import { isAlgorithm, type Algorithm, type SignatureVerifier } from '../../crypto/signature.ts';
import { isKeyFor } from '../../crypto/signature.ts';
import { parseJwk, type PublicKey } from '../../crypto/jwk.ts';
import { decodeBase64 } from '../../encoding/base64.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { AssizeError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import type { Role } from '../model/shared.ts';
import { possessionMessage } from '../write/proof-of-possession.ts';
import type { CheckedLine } from './checked-line.ts';
import type { Fault } from './fault.ts';

/** What a `key.issued` or `key.rotated` entry claims about a key. */
export interface KeyClaim {
  readonly line: CheckedLine;
  readonly kind: 'issued' | 'rotated';
  readonly kid: string;
  readonly alg: string;
  /** Absent where the key is of a kind that is not spoken (`unsupported`), or no key at all (`fault`). */
  readonly key?: PublicKey;
  /** Of the key that the record holds, whatever kid it states; absent where that cannot be told. */
  readonly thumbprint?: string;
  readonly unsupported: boolean;
  /** Why the record is wrong in itself: `E_KEY_BINDING` or `E_POP`. */
  readonly fault?: Fault;
  readonly sub?: string;
  readonly role?: Role;
  readonly operator?: string;
  readonly nbf?: number;
  readonly exp?: number;
  readonly usages?: readonly string[];
  readonly revokerKid?: string;
}

/**
 * Reads the claim of a line whose type is `key.issued` or `key.rotated`; undefined where its body is not of that form, which the
 * schema will say.
 */
export function readKeyClaim(line: CheckedLine, verifier: SignatureVerifier): KeyClaim | undefined {
  const { type } = line;
  const body = line.payload?.['body'];
  if (!isJsonObject(body)) return undefined;
  if (type === 'key.issued') return readIssued(line, body);
  return type === 'key.rotated' ? readRotated(line, body, verifier) : undefined;
}

function readIssued(line: CheckedLine, body: JsonObject): KeyClaim | undefined {
  const { kid, jwk, alg, sub, role, operator, nbf, exp, usages, revokerKid } = body;
  if (typeof kid !== 'string' || jwk === undefined || typeof alg !== 'string') return undefined;
  return {
    line,
    kind: 'issued',
    kid,
    alg,
    ...readKey(jwk, kid, alg, '/body/kid', '/body/alg'),
    sub: textOf(sub),
    role: textOf(role) as Role | undefined,
    operator: textOf(operator),
    nbf: instantOf(nbf),
    exp: instantOf(exp),
    usages: Array.isArray(usages) ? usages.filter((usage) => typeof usage === 'string') : undefined,
    revokerKid: textOf(revokerKid),
  };
}

function readRotated(line: CheckedLine, body: JsonObject, verifier: SignatureVerifier): KeyClaim | undefined {
  const { oldKid, newKid, newJwk, pop } = body;
  if (typeof newKid !== 'string' || newJwk === undefined || typeof oldKid !== 'string' || typeof pop !== 'string')
    return undefined;
  const read = readKey(newJwk, newKid, undefined, '/body/newKid', '');
  const claim = { line, kind: 'rotated' as const, kid: newKid, alg: read.key?.alg ?? '', ...read };
  if (read.fault !== undefined) return claim;
  if (oldKid !== line.kid)
    return { ...claim, fault: bindingFault('/body/oldKid', 'oldKid is not the key that signs the rotation') };
  if (read.key === undefined) return claim;
  return { ...claim, fault: possessionFault(line, read.key, { oldKid, newKid, pop }, verifier) };
}

function possessionFault(
  line: CheckedLine,
  key: PublicKey,
  stated: { oldKid: string; newKid: string; pop: string },
  verifier: SignatureVerifier,
): Fault | undefined {
  const { statedChain: chain, seq, prev } = line;
  if (chain === undefined || seq === undefined || prev === undefined || key.alg === undefined) return undefined;
  if (prev !== null && !isDigest(prev)) return undefined;
  const signature = decodeBase64(stated.pop);
  const message = possessionMessage({ chain, seq, prev, oldKid: stated.oldKid, newKid: stated.newKid });
  // A weak key proves nothing either way; what it signs says so (E_KEY_WEAK).
  const verdict = signature === undefined ? 'invalid' : verifier.verify(key.alg, key, message, signature);
  if (verdict !== 'invalid') return undefined;
  return {
    code: 'E_POP',
    step: 'key-binding',
    pointer: '/body/pop',
    message: 'the new key did not sign this rotation: nobody has shown to hold it',
  };
}

function readKey(
  jwk: JsonValue,
  kid: string,
  alg: string | undefined,
  kidPointer: string,
  algPointer: string,
): Pick<KeyClaim, 'key' | 'thumbprint' | 'unsupported' | 'fault'> {
  let key: PublicKey;
  try {
    key = parseJwk(jwk);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    if (error.code === 'I_ALG') return { unsupported: true };
    return { unsupported: false, fault: bindingFault(kidPointer, `no thumbprint: the record holds no key (${error.message})`) };
  }
  const { thumbprint } = key;
  const refuse = (fault: Fault) => ({ thumbprint, unsupported: false, fault });
  if (thumbprint !== kid) return refuse(bindingFault(kidPointer, `must be the thumbprint of the key, ${thumbprint}`));
  if (alg !== undefined && !(isAlgorithm(alg) && isKeyFor(key, alg as Algorithm)))
    return refuse(bindingFault(algPointer, `${alg} is not the algorithm of this key`));
  return { key, thumbprint, unsupported: false };
}

function bindingFault(pointer: string, message: string): Fault {
  return { code: 'E_KEY_BINDING', step: 'key-binding', pointer, message };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function instantOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}
