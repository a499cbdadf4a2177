import { decodeBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { AssizeError } from '../errors.ts';
import { joinPointer } from '../json/json-pointer.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';

/** A DSSE v1 envelope, opened. */
export interface DsseEnvelope {
  readonly payloadType: string;
  /** The bytes that were signed, as carried. */
  readonly payload: Uint8Array;
  /** One or more; `keyid` is an unauthenticated hint. */
  readonly signatures: readonly DsseSignature[];
}

export interface DsseSignature {
  readonly keyid?: string;
  readonly sig: Uint8Array;
}

/**
 * The pre-authentication encoding, which is what is signed:
 * `DSSEv1 <bytes of type> <type> <bytes of payload> <payload>` (DSSE v1 protocol, section "Signature Definition").
 */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  return concatBytes(encodeUtf8(`DSSEv1 ${type.length} `), type, encodeUtf8(` ${payload.length} `), payload);
}

/**
 * Opens a foreign envelope. As DSSE asks, unknown members are ignored and both alphabets of base64 are taken, each exact; one
 * text uses one of them. Lines of evidence are read by a stricter reader.
 *
 * @throws {AssizeError} `E_ENVELOPE` with the pointer of the member at fault
 */
export function parseDsse(value: JsonValue): DsseEnvelope {
  if (!isJsonObject(value)) throw envelopeError('an envelope is a JSON object', '');
  const { payloadType, signatures } = value;
  if (typeof payloadType !== 'string') throw envelopeError('payloadType is a string', '/payloadType');
  const payload = base64Member(value, 'payload', '');
  if (!Array.isArray(signatures) || signatures.length === 0)
    throw envelopeError('signatures is an array of one or more', '/signatures');
  return { payloadType, payload, signatures: signatures.map(parseSignature) };
}

function parseSignature(value: JsonValue, index: number): DsseSignature {
  const pointer = joinPointer('signatures', index);
  if (!isJsonObject(value)) throw envelopeError('a signature is a JSON object', pointer);
  const { keyid } = value;
  if (keyid !== undefined && keyid !== null && typeof keyid !== 'string')
    throw envelopeError('keyid is a string', `${pointer}/keyid`);
  const sig = base64Member(value, 'sig', pointer);
  // DSSE: an empty or null keyid is the same as none.
  return typeof keyid === 'string' && keyid !== '' ? { keyid, sig } : { sig };
}

function base64Member(object: JsonObject, member: string, pointer: string): Uint8Array {
  const text = object[member];
  const bytes = typeof text === 'string' ? decodeEitherBase64(text) : undefined;
  if (bytes === undefined) throw envelopeError(`${member} is base64`, `${pointer}/${member}`);
  return bytes;
}

function decodeEitherBase64(text: string): Uint8Array | undefined {
  if (!/[-_]/.test(text)) return decodeBase64(text);
  return /[+/]/.test(text) ? undefined : decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function envelopeError(message: string, pointer: string): AssizeError {
  return new AssizeError('E_ENVELOPE', message, { pointer });
}
