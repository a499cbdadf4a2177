import { AssizeError } from '../errors.ts';
import { decodeBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.ts';
import type { SignatureVerdict, SignatureVerifier } from '../crypto/signature.ts';
import { isKeyName, readUint32, type VerifierKey } from './verifier-key.ts';

/** A signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** The bytes after the key id. */
  readonly signature: Uint8Array;
}

/** A note as it was read: nothing of it is checked, so nothing of it may be believed. */
export interface SignedNote {
  /** With its last newline, without the blank line before the signatures. */
  readonly text: string;
  /** Each different line once, in the order of the note. */
  readonly signatures: readonly NoteSignature[];
}

const maximumBytes = 1 << 20;
const maximumSignatures = 100;
const signatureLine = /^\u2014 ([^ ]*) (.+)$/su;
// Control characters below U+0020 other than newline.
const forbidden = /[\u0000-\u0009\u000b-\u001f]/;

/**
 * Reads a signed note (C2SP signed-note, "Format"): UTF-8 without control characters, text up to the last blank line, then 1 to 100
 * signature lines, the last one ended too. Throws `AssizeError` E_NOTE where it is none, with the line at fault where one is.
 *
 * Stricter than Go's reader in one thing: base64 must be canonical, so that a note has one spelling. A note is at most 1 MiB.
 */
export function parseSignedNote(bytes: Uint8Array): SignedNote {
  if (bytes.length > maximumBytes) throw badNote('a note is at most 1 MiB');
  const note = decodeUtf8(bytes);
  if (note === undefined) throw badNote('the note is not well-formed UTF-8');
  if (forbidden.test(note)) throw badNote('the note has control characters other than newline');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw badNote('the note has no blank line before its signatures');
  const text = note.slice(0, split + 1);
  const block = note.slice(split + 2);
  if (!block.endsWith('\n')) throw badNote(block === '' ? 'the note has no signatures' : 'the last signature line is cut short');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > maximumSignatures) throw badNote(`a note has at most ${maximumSignatures} signatures`);
  const firstLine = text.split('\n').length + 1;
  const parsed = lines.map((line, index) => parseSignatureLine(line, firstLine + index));
  return { text, signatures: parsed.filter((_, index) => lines.indexOf(lines[index] as string) === index) };
}

function parseSignatureLine(line: string, lineNumber: number): NoteSignature {
  const [, name = '', base64 = ''] = signatureLine.exec(line) ?? [];
  const bytes = decodeBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw badNote('a signature line is an em dash, a key name and base64 of a key id and a signature', lineNumber);
  }
  return { name, keyId: readUint32(bytes), signature: bytes.subarray(4) };
}

/** What one signature line comes to under the keys at hand. */
export interface NoteSignatureReport {
  readonly name: string;
  readonly keyId: number;
  /** `unknown-key`: nobody at hand has that name with that id; such lines must be ignored. */
  readonly state: SignatureVerdict | 'unknown-key';
  readonly key?: VerifierKey;
  /** POSIX seconds that a cosignature states; given where its signature is valid. */
  readonly timestamp?: number;
}

/** Verifies each signature of a note whose key is among `keys`; the report has the lines in the note's order. */
export function verifyNote(note: SignedNote, keys: readonly VerifierKey[], verifier: SignatureVerifier): NoteSignatureReport[] {
  const text = encodeUtf8(note.text);
  return note.signatures.map((line) => {
    const matching = keys.filter((key) => key.name === line.name && key.keyId === line.keyId);
    const [key, twin] = matching;
    const place = { name: line.name, keyId: line.keyId };
    if (key === undefined) return { ...place, state: 'unknown-key' };
    if (twin !== undefined) throw new AssizeError('E_KEY', `two of the keys given are called ${line.name} with the same id`);
    if (key.key === undefined) return { ...place, state: 'unsupported', key };
    if (key.algorithm === 'ed25519') return { ...place, state: verifyEd25519(verifier, key, text, line.signature), key };
    const cosignature = readCosignature(line.signature);
    if (cosignature === undefined) return { ...place, state: 'invalid', key };
    const message = cosignedMessage(cosignature.timestamp, text);
    const state = verifyEd25519(verifier, key, message, cosignature.signature);
    return state === 'valid' ? { ...place, state, key, timestamp: cosignature.timestamp } : { ...place, state, key };
  });
}

function verifyEd25519(
  verifier: SignatureVerifier,
  key: VerifierKey,
  message: Uint8Array,
  signature: Uint8Array,
): SignatureVerdict {
  if (key.key === undefined) throw new Error('an Ed25519 verifier key has its key');
  if (signature.length !== 64) return 'invalid';
  return verifier.verify('Ed25519', key.key, message, signature);
}

/** What a cosigner signs: header and time lines, then the whole note text (C2SP tlog-cosignature, "Ed25519 signed message"). */
export function cosignedMessage(timestamp: number, text: Uint8Array): Uint8Array {
  return concatBytes(encodeUtf8(`cosignature/v1\ntime ${timestamp}\n`), text);
}

// The last second of the ECMAScript time range; a later one (the format goes to 2^63-1) is no time that anybody witnessed.
const lastSecond = 8_640_000_000_000;

/** A timestamped signature: 8 bytes of POSIX seconds, big-endian, then 64 of Ed25519; `undefined` for anything else. */
export function readCosignature(bytes: Uint8Array): { timestamp: number; signature: Uint8Array } | undefined {
  if (bytes.length !== 72) return undefined;
  const timestamp = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
  return timestamp > lastSecond ? undefined : { timestamp, signature: bytes.subarray(8) };
}

function badNote(message: string, line?: number): AssizeError {
  return new AssizeError('E_NOTE', message, line === undefined ? {} : { line });
}
