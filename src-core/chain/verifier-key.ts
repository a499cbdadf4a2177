import { AssizeError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { sha256 } from '../crypto/sha256.ts';
import { publicKeyFromRaw, type PublicKey } from '../crypto/jwk.ts';

/**
 * How a key signs notes, by the type byte of its verifier key (C2SP signed-note, "Signature types"). `ed25519` is 0x01 over the
 * text, `cosignature-v1` is 0x04, timestamped (C2SP tlog-cosignature). ECDSA (0x02) and ML-DSA-44 (0x06) have keys too but are not
 * spoken here: what they sign is neither valid nor invalid.
 */
export type NoteAlgorithm = 'ed25519' | 'cosignature-v1' | 'unsupported';

/** Who may sign a note: a key with the name and the short id by which signature lines call it. */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes of SHA-256(name || LF || type || key), big-endian. Short on purpose: it finds a key, it proves nothing. */
  readonly keyId: number;
  readonly type: number;
  readonly algorithm: NoteAlgorithm;
  /** The key's bytes without the type byte; two keys of the same bytes are duplicates, whatever their names. */
  readonly material: Uint8Array;
  /** The Ed25519 key; absent where the algorithm is unsupported. */
  readonly key?: PublicKey;
}

export const ED25519_TYPE = 0x01;
export const COSIGNATURE_TYPE = 0x04;
export const ML_DSA_TYPE = 0x06;

const ecdsaType = 0x02;
const assignedTypes: ReadonlyMap<number, NoteAlgorithm> = new Map<number, NoteAlgorithm>([
  [ED25519_TYPE, 'ed25519'],
  [ecdsaType, 'unsupported'],
  [COSIGNATURE_TYPE, 'cosignature-v1'],
  [ML_DSA_TYPE, 'unsupported'],
]);

// Unicode White_Space, spelt out: the class \s of ECMAScript has U+FEFF and lacks U+0085.
const whiteSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** True for a name that may stand in a signature line: not empty, no Unicode space, no plus (C2SP signed-note, "Format"). */
export function isKeyName(name: string): boolean {
  return name !== '' && !name.includes('+') && !whiteSpace.test(name);
}

/** The key id that the specification computes for a name, a type byte and a key's bytes; of ECDSA keys, from their SPKI alone. */
export function keyIdOf(name: string, type: number, material: Uint8Array): number {
  if (type === ecdsaType) return readUint32(sha256(material));
  return readUint32(sha256(concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(type), material)));
}

/** Four bytes as a big-endian number. */
export function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/** The text `name+id+base64(type || key)` of an Ed25519 key of type 0x01 or 0x04 (C2SP signed-note, "Verifier keys"). */
export function formatVerifierKey(name: string, type: number, key: Uint8Array): string {
  const id = keyIdOf(name, type, key).toString(16).padStart(8, '0');
  return `${name}+${id}+${encodeBase64(concatBytes(Uint8Array.of(type), key))}`;
}

/**
 * Reads a verifier key. Throws `AssizeError` E_KEY where the text is none, its id is not the computed one, an Ed25519 key does not
 * have 32 bytes or the type byte has no key of a known form. A weak Ed25519 point is read: what it signs is refused by the signature door.
 */
export function parseVerifierKey(text: string): VerifierKey {
  const parts = /^([^+]*)\+([0-9a-fA-F]{8})\+(.+)$/su.exec(text);
  const [, name = '', id = '', base64 = ''] = parts ?? [];
  const bytes = decodeBase64(base64);
  if (parts === null || bytes === undefined || bytes.length === 0 || !isKeyName(name)) {
    throw badKey('a verifier key is written name+id+base64, the id of 8 hexadecimal digits');
  }
  const type = bytes[0] as number;
  const material = bytes.subarray(1);
  const algorithm = assignedTypes.get(type);
  if (algorithm === undefined) throw badKey(`the verifier key of ${name} has the unknown signature type ${type}`);
  const keyId = Number.parseInt(id, 16);
  if (keyId !== keyIdOf(name, type, material)) throw badKey(`the id ${id} is not that of the key of ${name}`);
  if (algorithm === 'unsupported') return { name, keyId, type, algorithm, material };
  if (material.length !== 32) throw badKey(`the Ed25519 key of ${name} has ${material.length} bytes instead of 32`);
  return { name, keyId, type, algorithm, material, key: publicKeyFromRaw('Ed25519', material) };
}

function badKey(message: string): AssizeError {
  return new AssizeError('E_KEY', message);
}
