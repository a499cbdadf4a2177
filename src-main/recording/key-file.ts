import { randomBytes } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, errors } from 'jose';
import { ed25519Signer } from '../../src-core/crypto/signer.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { decodeBase64Url, encodeBase64Url } from '../../src-core/encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { withPath } from '../files/read-json.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { writeDurably } from '../files/write-durably.ts';

/** Asked only where a key file is locked. */
export type AskPassphrase = () => Promise<string | undefined>;

const ALG = 'PBES2-HS512+A256KW';
/** PBKDF2 iterations with HMAC-SHA-512: OWASP's figure of 2023. */
const ITERATIONS = 210_000;
/** More would let a file keep the machine busy for minutes. */
const MOST_ITERATIONS = 5_000_000;

/**
 * Makes a new Ed25519 key and writes it to a file that only its owner may read (mode 0600): a private JWK (RFC 8037), or, with a
 * passphrase, that JWK encrypted as RFC 7517 section 7 has it: a compact JWE with PBES2-HS512+A256KW and A256GCM.
 *
 * @param options.secret - 32 bytes of the host's randomness if absent
 * @throws {AssizeError} `E_EXISTS`, `E_WRITE`
 */
export async function createKeyFile(
  path: string,
  options: { readonly passphrase?: string; readonly overwrite?: boolean; readonly secret?: Uint8Array } = {},
): Promise<Signer> {
  const secret = options.secret ?? new Uint8Array(randomBytes(32));
  const signer = ed25519Signer(secret);
  const jwk = canonicalizeBytes({ ...signer.jwk, d: encodeBase64Url(secret), kid: signer.kid, use: 'sig' });
  const bytes = options.passphrase === undefined ? jwk : await lock(jwk, options.passphrase);
  await writeDurably(path, Uint8Array.from([...bytes, 0x0a]), { mode: 0o600, overwrite: options.overwrite });
  return signer;
}

/**
 * The signer of a key file.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_KEY` for what is no Ed25519 key, `E_PASSPHRASE` where none or a wrong one was given
 */
export async function readSigner(
  path: string,
  ask: AskPassphrase = async () => undefined,
  stdin?: AsyncIterable<Uint8Array>,
): Promise<Signer> {
  const jwk = await readPrivateJwk(path, ask, stdin);
  const { kty, crv, d, x } = jwk;
  const secret = typeof d === 'string' ? decodeBase64Url(d) : undefined;
  if (kty !== 'OKP' || crv !== 'Ed25519' || secret?.length !== 32) {
    throw new AssizeError('E_KEY', `${path} holds no private Ed25519 key`, { path }, 'Make one with `assize key new`.');
  }
  const signer = ed25519Signer(secret);
  if ((signer.jwk as { x?: string }).x !== x)
    throw new AssizeError('E_KEY', `the public and the private half in ${path} do not belong together`, { path });
  return signer;
}

/** The private JWK of a key file of any kind, unlocked where it is locked. It lives in memory only. */
export async function readPrivateJwk(path: string, ask: AskPassphrase, stdin?: AsyncIterable<Uint8Array>): Promise<JsonObject> {
  const bytes = await readUserFile(path, stdin);
  const text = (decodeUtf8(bytes) ?? '').trim();
  const isLocked = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){4}$/.test(text);
  const json = isLocked ? await unlock(text, path, await ask()) : bytes;
  const value = withPath(path, () => parseJson(json));
  if (!isJsonObject(value)) throw new AssizeError('E_KEY', `${path} is no key file`, { path });
  return value;
}

async function lock(jwk: Uint8Array, passphrase: string): Promise<Uint8Array> {
  if (passphrase === '') throw new AssizeError('E_PASSPHRASE', 'an empty passphrase protects nothing');
  const jwe = await new CompactEncrypt(jwk)
    .setProtectedHeader({ alg: ALG, enc: 'A256GCM', cty: 'jwk+json' })
    .setKeyManagementParameters({ p2c: ITERATIONS })
    .encrypt(encodeUtf8(passphrase.normalize('NFC')));
  return encodeUtf8(jwe);
}

async function unlock(jwe: string, path: string, passphrase: string | undefined): Promise<Uint8Array> {
  if (passphrase === undefined) {
    throw new AssizeError(
      'E_PASSPHRASE',
      `${path} is locked with a passphrase`,
      { path },
      'Give --passphrase-file, or answer the prompt on a terminal.',
    );
  }
  try {
    const { plaintext } = await compactDecrypt(jwe, encodeUtf8(passphrase.normalize('NFC')), {
      keyManagementAlgorithms: [ALG],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxPBES2Count: MOST_ITERATIONS,
    });
    return plaintext;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AssizeError('E_PASSPHRASE', `the passphrase does not open ${path}`, { path }, undefined, { cause: error });
  }
}
