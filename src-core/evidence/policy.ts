import { parseTlogPolicy, type TlogPolicy } from '../chain/tlog-policy.ts';
import { parseDsse } from '../crypto/dsse.ts';
import { parseJwk, parseJwkSet } from '../crypto/jwk.ts';
import type { PublicKey } from '../crypto/jwk.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import { parseInstant } from '../encoding/instant.ts';
import { AssizeError } from '../errors.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { isJsonObject } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { chainUrn, id, instant, role, text, type Role } from './model/shared.ts';
import { anything, array, integer, literal, object, schemaProblems, type Static } from './schema/schema.ts';

/** A registry that the user trusts: its chain, and the key that signs it. */
export interface TrustedRegistry {
  readonly chain: string;
  readonly kid: string;
  readonly key: PublicKey;
}

/** A key that the user vouches for without a registry. Times in epoch milliseconds. */
export interface TrustedKey {
  readonly key: PublicKey;
  /** Whose it is; absent only for keys of a bare JWK Set, which name nobody. */
  readonly sub?: string;
  readonly role?: Role;
  readonly operator?: string;
  readonly nbf?: number;
  readonly exp?: number;
}

/** What the user trusts; it comes from outside the evidence. */
export interface TrustPolicy {
  readonly name: string;
  readonly registries: readonly TrustedRegistry[];
  readonly keys: readonly TrustedKey[];
  /** C2SP tlog-policy text: logs, witnesses and the quorum. */
  readonly tlogPolicy?: string;
  /** What `tlogPolicy` says. */
  readonly logs?: TlogPolicy;
  /** PEM certificates of time-stamping authorities' roots. */
  readonly tsaRoots: readonly string[];
  /** Algorithms accepted; absent: all that this version speaks. */
  readonly algs?: readonly string[];
  readonly clockSkewMs: number;
  readonly packSigners: readonly { readonly key: PublicKey; readonly name: string }[];
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly key: PublicKey;
    readonly roles: readonly string[];
  }[];
  /** Over the RFC 8785 form of the policy document. */
  readonly digest: Digest;
}

/** The DSSE payload type of a trust policy. */
export const POLICY_PAYLOAD_TYPE = 'application/vnd.assize.trust-policy.v1+json';

const DEFAULT_CLOCK_SKEW_MS = 5000;

/** The document of a trust policy; keys are checked one by one besides. */
export const policySchema = object(
  {
    v: literal(1),
    name: text,
    issued: instant,
    registries: array(object({ chain: chainUrn, kid: id, jwk: anything })),
    keys: array(object({ jwk: anything, sub: text, role, operator: text }, { nbf: instant, exp: instant })),
  },
  {
    tlogPolicy: text,
    tsaRoots: array(text),
    algs: array(text),
    clockSkewMs: integer(0),
    packSigners: array(object({ jwk: anything, name: text })),
    people: array(object({ id: text, name: text, jwk: anything, roles: array(text) })),
  },
);

/**
 * Reads a trust policy: its JSON document, bare or as the payload of a DSSE envelope (whose signatures are the user's affair: a
 * policy is what the user says that it is).
 *
 * @param source - the file's bytes, or the document read already
 * @throws {AssizeError} `E_POLICY` with the pointer of what is wrong; the reader's own code where it is no strict JSON
 */
export function parseTrustPolicy(source: Uint8Array | JsonValue): TrustPolicy {
  const document = openEnvelope(source instanceof Uint8Array ? parseJson(source) : source);
  const [problem] = schemaProblems(policySchema, document);
  if (problem !== undefined)
    throw policyError(`${problem.pointer === '' ? 'the document' : problem.pointer} ${problem.message}`, problem.pointer);
  const stated = document as unknown as Static<typeof policySchema>;
  return {
    name: stated.name,
    registries: stated.registries.map((registry, index) => readRegistry(registry, `/registries/${index}`)),
    keys: stated.keys.map(({ jwk, sub, role, operator, nbf, exp }, index) => ({
      key: readKey(jwk, `/keys/${index}/jwk`),
      sub,
      role,
      operator,
      nbf: nbf === undefined ? undefined : parseInstant(nbf),
      exp: exp === undefined ? undefined : parseInstant(exp),
    })),
    tlogPolicy: stated.tlogPolicy,
    logs: readLogs(stated.tlogPolicy),
    tsaRoots: stated.tsaRoots ?? [],
    algs: stated.algs,
    clockSkewMs: stated.clockSkewMs ?? DEFAULT_CLOCK_SKEW_MS,
    packSigners: (stated.packSigners ?? []).map(({ jwk, name }, index) => ({
      key: readKey(jwk, `/packSigners/${index}/jwk`),
      name,
    })),
    people: (stated.people ?? []).map(({ jwk, id, name, roles }, index) => ({
      id,
      name,
      roles,
      key: readKey(jwk, `/people/${index}/jwk`),
    })),
    digest: digestOf(canonicalizeBytes(document)),
  };
}

/**
 * The policy of a bare JWK Set (`--keys`): its keys are trusted, and nothing is said of whose they are. Keys that are not ours to
 * use are skipped.
 *
 * @throws {AssizeError} `E_POLICY` where it is no set, or holds no usable key
 */
export function policyFromJwks(source: Uint8Array | JsonValue): TrustPolicy {
  const document = source instanceof Uint8Array ? parseJson(source) : source;
  const single = isJsonObject(document) && document['kty'] !== undefined;
  let keys: PublicKey[];
  try {
    keys = single ? [parseJwk(document)] : parseJwkSet(document).keys;
  } catch (error) {
    throw error instanceof AssizeError ? policyError(error.message, '') : error;
  }
  if (keys.length === 0) throw policyError('no key of this set can be used', '/keys');
  return {
    name: 'keys',
    registries: [],
    keys: keys.map((key) => ({ key })),
    tsaRoots: [],
    clockSkewMs: DEFAULT_CLOCK_SKEW_MS,
    packSigners: [],
    people: [],
    digest: digestOf(canonicalizeBytes(document)),
  };
}

function openEnvelope(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || value['payloadType'] === undefined) return value;
  const envelope = parseDsse(value);
  if (envelope.payloadType !== POLICY_PAYLOAD_TYPE)
    throw policyError(`the envelope carries ${envelope.payloadType}, no trust policy`, '/payloadType');
  return parseJson(envelope.payload);
}

function readRegistry(registry: { chain: string; kid: string; jwk: JsonValue }, pointer: string): TrustedRegistry {
  const key = readKey(registry.jwk, `${pointer}/jwk`);
  if (key.thumbprint !== registry.kid) throw policyError(`kid must be the key's thumbprint, ${key.thumbprint}`, `${pointer}/kid`);
  return { chain: registry.chain, kid: registry.kid, key };
}

function readKey(jwk: JsonValue, pointer: string): PublicKey {
  try {
    return parseJwk(jwk);
  } catch (error) {
    throw error instanceof AssizeError ? policyError(error.message, pointer) : error;
  }
}

function readLogs(policy: string | undefined): TlogPolicy | undefined {
  if (policy === undefined) return undefined;
  try {
    return parseTlogPolicy(policy);
  } catch (error) {
    throw error instanceof AssizeError ? policyError(`in tlogPolicy: ${error.message}`, '/tlogPolicy') : error;
  }
}

function policyError(message: string, pointer: string): AssizeError {
  return new AssizeError(
    'E_POLICY',
    `no trust policy: ${message}`,
    { pointer },
    'Correct the policy file, or make one with `assize policy init`.',
  );
}
