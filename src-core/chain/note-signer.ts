import { AssizeError } from '../errors.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { decodeBase64Url } from '../encoding/base64url.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.ts';
import type { Signer } from '../crypto/signer.ts';
import { cosignedMessage, parseSignedNote } from './signed-note.ts';
import { COSIGNATURE_TYPE, ED25519_TYPE, formatVerifierKey, isKeyName, keyIdOf } from './verifier-key.ts';

/** Somebody who signs notes under a name. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  /** What to give to those who verify. */
  readonly verifierKey: string;
  /** The bytes after the key id, for a note's text. */
  sign(text: Uint8Array): Uint8Array;
}

/** Signs note texts as they are (type 0x01): a log, named by its origin. */
export function logSigner(name: string, signer: Signer): NoteSigner {
  return noteSigner(name, ED25519_TYPE, signer, (text) => signer.sign(text));
}

/** Cosigns checkpoints as of a POSIX second (type 0x04): a witness. */
export function witnessSigner(name: string, signer: Signer, timestamp: number): NoteSigner {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) throw new Error('a cosignature states whole POSIX seconds');
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(timestamp));
  return noteSigner(name, COSIGNATURE_TYPE, signer, (text) => concatBytes(stamp, signer.sign(cosignedMessage(timestamp, text))));
}

function noteSigner(name: string, type: number, signer: Signer, sign: (text: Uint8Array) => Uint8Array): NoteSigner {
  if (!isKeyName(name))
    throw new AssizeError('E_KEY', `${JSON.stringify(name)} cannot name a signer: it is empty or has a space or a plus`);
  const key = publicKeyOf(signer);
  return { name, keyId: keyIdOf(name, type, key), verifierKey: formatVerifierKey(name, type, key), sign };
}

/** The 32 bytes of an Ed25519 signer's public key. */
export function publicKeyOf(signer: Signer): Uint8Array {
  const { jwk } = signer;
  const key = jwk.kty === 'OKP' ? decodeBase64Url(jwk.x) : undefined;
  if (key === undefined) throw new Error('the signer has no Ed25519 public key');
  return key;
}

/** A note of `text`, which ends in a newline, with a signature of each signer in turn. */
export function signNote(text: string, signers: readonly NoteSigner[]): Uint8Array {
  const note = concatBytes(encodeUtf8(`${text}\n`), encodeUtf8(signatureLines(text, signers)));
  parseSignedNote(note);
  return note;
}

/** The same note with more signatures after those that it has; a signature of the same name and key is replaced. */
export function addSignatures(note: Uint8Array, signers: readonly NoteSigner[]): Uint8Array {
  const { text, signatures } = parseSignedNote(note);
  const replaced = (line: { name: string; keyId: number }): boolean =>
    signers.some((signer) => signer.name === line.name && signer.keyId === line.keyId);
  const kept = signatures.filter((line) => !replaced(line)).map((line) => formatLine(line.name, line.keyId, line.signature));
  const grown = encodeUtf8(`${text}\n${kept.join('')}${signatureLines(text, signers)}`);
  parseSignedNote(grown);
  return grown;
}

function signatureLines(text: string, signers: readonly NoteSigner[]): string {
  const bytes = encodeUtf8(text);
  if (decodeUtf8(bytes) !== text) throw new AssizeError('E_NOTE', 'the text of a note is well-formed Unicode');
  return signers.map((signer) => formatLine(signer.name, signer.keyId, signer.sign(bytes))).join('');
}

function formatLine(name: string, keyId: number, signature: Uint8Array): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `\u2014 ${name} ${encodeBase64(concatBytes(id, signature))}\n`;
}
