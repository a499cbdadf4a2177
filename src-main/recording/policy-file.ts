import { readFile } from 'node:fs/promises';
import { formatTlogPolicy, parseTlogPolicy } from '../../src-core/chain/tlog-policy.ts';
import { formatVerifierKey } from '../../src-core/chain/verifier-key.ts';
import { parseJwk } from '../../src-core/crypto/jwk.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { parseTrustPolicy } from '../../src-core/evidence/policy.ts';
import type { TrustPolicy } from '../../src-core/evidence/policy.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { asReadError, writeDurably } from '../files/write-durably.ts';

/** One thing more that a policy is to trust. Paths are files; keys in them are JWKs, of which only the public members are taken. */
export type PolicyAddition =
  | { readonly kind: 'registry'; readonly chain: string; readonly key: string }
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly sub: string;
      readonly role: string;
      readonly operator: string;
      readonly nbf?: string;
      readonly exp?: string;
    }
  | { readonly kind: 'log'; readonly verifierKey: string }
  | { readonly kind: 'witness'; readonly name: string; readonly verifierKey: string }
  | { readonly kind: 'quorum'; readonly threshold: number }
  | { readonly kind: 'tsa'; readonly pem: string }
  | { readonly kind: 'pack-signer'; readonly key: string; readonly name: string };

type Stdin = AsyncIterable<Uint8Array>;

/**
 * Writes a policy that trusts nobody but what is added to it. Where an addition fails nothing is written.
 *
 * @param stdin - what the path `-` reads
 * @throws {AssizeError} `E_EXISTS`, `E_WRITE`, and what reading keys may throw
 */
export async function initPolicy(
  path: string,
  options: { readonly name: string; readonly issued: string; readonly overwrite?: boolean },
  additions: readonly PolicyAddition[] = [],
  stdin?: Stdin,
): Promise<TrustPolicy> {
  const empty: JsonObject = { v: 1, name: options.name, issued: options.issued, registries: [], keys: [] };
  return writePolicy(path, await withAdditions(empty, additions, stdin), options.overwrite === true);
}

/** Adds to a policy's file; the file is replaced as a whole, and only by a policy that can be read. */
export async function addToPolicy(path: string, additions: readonly PolicyAddition[], stdin?: Stdin): Promise<TrustPolicy> {
  return writePolicy(path, await withAdditions(await readDocument(path), additions, stdin), true);
}

async function withAdditions(document: JsonObject, additions: readonly PolicyAddition[], stdin?: Stdin): Promise<JsonObject> {
  let grown = document;
  for (const addition of additions) grown = await withAddition(grown, addition, stdin);
  return grown;
}

async function withAddition(document: JsonObject, addition: PolicyAddition, stdin?: Stdin): Promise<JsonObject> {
  switch (addition.kind) {
    case 'registry': {
      const { jwk, kid } = await readPublicJwk(addition.key, stdin);
      return append(document, 'registries', { chain: addition.chain, kid, jwk });
    }
    case 'key': {
      const { key, kind: _, ...rest } = addition;
      const { jwk } = await readPublicJwk(key, stdin);
      return append(document, 'keys', { jwk, ...rest });
    }
    case 'tsa': {
      try {
        return append(document, 'tsaRoots', await readFile(addition.pem, 'utf8'));
      } catch (error) {
        throw asReadError(error, addition.pem);
      }
    }
    case 'pack-signer': {
      const { jwk } = await readPublicJwk(addition.key, stdin);
      return append(document, 'packSigners', { jwk, name: addition.name });
    }
    default:
      return { ...document, tlogPolicy: withLog(document['tlogPolicy'], addition) };
  }
}

const WITNESSES = 'witnesses';

/** The log policy with one log or witness more, or another quorum: so many of all witnesses, which is one group. */
function withLog(text: JsonValue | undefined, addition: PolicyAddition & { kind: 'log' | 'witness' | 'quorum' }): string {
  const old = typeof text === 'string' ? parseTlogPolicy(text) : { logs: [], witnesses: [], groups: [], quorum: 'none' };
  const own = old.groups.length === 0 || (old.groups.length === 1 && old.groups[0]?.name === WITNESSES);
  if (!own)
    throw new AssizeError(
      'E_POLICY',
      'the log policy has groups of its own making',
      { pointer: '/tlogPolicy' },
      'Edit its text by hand.',
    );
  const key = (of: { readonly name: string; readonly type: number; readonly material: Uint8Array }): string =>
    formatVerifierKey(of.name, of.type, of.material);
  const logs = old.logs.map(key);
  const witnesses = old.witnesses.map((witness) => ({ name: witness.name, key: key(witness.key) }));
  if (addition.kind === 'log') logs.push(addition.verifierKey);
  if (addition.kind === 'witness') witnesses.push({ name: addition.name, key: addition.verifierKey });
  const threshold = addition.kind === 'quorum' ? addition.threshold : (old.groups[0]?.threshold ?? 0);
  const isAsked = threshold > 0;
  const group = { name: WITNESSES, threshold, members: witnesses.map(({ name }) => name) };
  return formatTlogPolicy({ logs, witnesses, groups: isAsked ? [group] : [], quorum: isAsked ? WITNESSES : 'none' });
}

function append(document: JsonObject, member: string, item: JsonValue): JsonObject {
  const items = document[member];
  return { ...document, [member]: [...(Array.isArray(items) ? items : []), item] };
}

async function readPublicJwk(path: string, stdin?: Stdin): Promise<{ jwk: JsonObject; kid: string }> {
  const value = await readJsonFile(path, stdin);
  const key = withPath(path, () => parseJwk(value));
  return { jwk: { ...key.jwk }, kid: key.thumbprint };
}

async function readDocument(path: string): Promise<JsonObject> {
  const value = await readJsonFile(path);
  if (isJsonObject(value) && value['payloadType'] !== undefined) {
    throw new AssizeError(
      'E_POLICY',
      `${path} is a signed policy`,
      { path },
      'Change the policy that was signed, and sign it anew.',
    );
  }
  withPath(path, () => parseTrustPolicy(value));
  return value as JsonObject;
}

async function writePolicy(path: string, document: JsonObject, overwrite: boolean): Promise<TrustPolicy> {
  const policy = parseTrustPolicy(document);
  await writeDurably(path, encodeUtf8(`${JSON.stringify(document, null, 2)}\n`), { overwrite });
  return policy;
}
