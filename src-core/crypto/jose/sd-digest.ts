import { sha384, sha512 } from '@noble/hashes/sha2.js';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { sha256 } from '../sha256.ts';

/** Digest of ASCII text, base64url: of a disclosure (RFC 9901 section 4.2.3) or of a presentation (section 4.3.1). */
export type SdDigest = (text: string) => string;

const hashes = { 'sha-256': sha256, 'sha-384': sha384, 'sha-512': sha512 } as const;

/**
 * The digest that `_sd_alg` names (RFC 9901 section 4.1.1), SHA-256 where it is absent.
 * @throws {AssizeError} `I_ALG` for another hash, `E_SD_CLAIMS` where it is no string
 */
export function sdDigest(name: JsonValue | undefined): SdDigest {
  if (name !== undefined && typeof name !== 'string')
    throw new AssizeError('E_SD_CLAIMS', '_sd_alg is a string', { pointer: '/_sd_alg' });
  const known = name ?? 'sha-256';
  if (!Object.hasOwn(hashes, known)) throw new AssizeError('I_ALG', `the hash ${JSON.stringify(known)} is not supported`);
  const hash = hashes[known as keyof typeof hashes];
  return (text) => encodeBase64Url(hash(encodeUtf8(text)));
}
