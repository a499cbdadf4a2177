import { decodeLatin1 } from '../../encoding/ascii.ts';
import { decodeBase64, decodeBase64Codes } from '../../encoding/base64.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { JsonError } from '../../json/json-error.ts';
import { isJsonObject, type JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { ENTRY_PAYLOAD_TYPE, MAX_LINE_BYTES } from '../model/entry.ts';
import type { Fault } from './fault.ts';

/** The envelope of one line, opened. */
export interface LineEnvelope {
  readonly payload: Uint8Array;
  readonly keyid: string;
  readonly signature: Uint8Array;
}

/** A line longer than any may be. */
export const TOO_LONG: Fault = { code: 'E_LIMIT', step: 'parse', message: `the line has more than ${MAX_LINE_BYTES} bytes` };

const HEAD = encodeUtf8('{"payload":"');
const MIDDLE = encodeUtf8(`","payloadType":"${ENTRY_PAYLOAD_TYPE}","signatures":[{"keyid":"`);
const SIGNATURE = encodeUtf8('","sig":"');
const TAIL = encodeUtf8('"}]}');
const QUOTE = 0x22;

/**
 * Opens a line of a chain file: the RFC 8785 form of a DSSE envelope with exactly one signature, and LF.
 *
 * A line that is no strict JSON is `E_PARSE`, `E_PARSE_DUPKEY` or `E_LIMIT`; one that is JSON of another form `E_ENVELOPE`.
 *
 * @param bytes - the line without its LF
 */
export function readEnvelope(bytes: Uint8Array, hasLf: boolean): LineEnvelope | Fault {
  if (bytes.length > MAX_LINE_BYTES) return TOO_LONG;
  const scanned = hasLf ? scanEnvelope(bytes) : undefined;
  if (scanned !== undefined) return scanned;
  let value: JsonValue;
  try {
    value = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { ...parseFault(error, 'the line'), pointer: undefined };
  }
  return shapeEnvelope(value, bytes, hasLf);
}

/** The fault of JSON that the strict reader refuses. */
export function parseFault(error: JsonError, what: string): Fault {
  const { byte, pointer } = error.place;
  return {
    code: error.code,
    step: 'parse',
    message: `${what} cannot be read as strict JSON: ${error.message}${byte === undefined ? '' : ` (byte ${byte})`}`,
    pointer: pointer === '' ? undefined : pointer,
  };
}

/** Reads an envelope that is spelt as it must be; undefined where a closer look is needed. */
function scanEnvelope(bytes: Uint8Array): LineEnvelope | undefined {
  if (!hasAt(bytes, HEAD, 0)) return undefined;
  const payloadEnd = bytes.indexOf(QUOTE, HEAD.length);
  if (payloadEnd < 0 || !hasAt(bytes, MIDDLE, payloadEnd)) return undefined;
  const keyidStart = payloadEnd + MIDDLE.length;
  const keyidEnd = bytes.indexOf(QUOTE, keyidStart);
  if (keyidEnd < 0 || !hasAt(bytes, SIGNATURE, keyidEnd)) return undefined;
  const signatureStart = keyidEnd + SIGNATURE.length;
  const signatureEnd = bytes.indexOf(QUOTE, signatureStart);
  if (signatureEnd < 0 || bytes.length !== signatureEnd + TAIL.length || !hasAt(bytes, TAIL, signatureEnd)) return undefined;
  for (let at = keyidStart; at < keyidEnd; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e || byte === 0x5c) return undefined;
  }
  const payload = decodeBase64Codes(bytes.subarray(HEAD.length, payloadEnd));
  const signature = decodeBase64Codes(bytes.subarray(signatureStart, signatureEnd));
  if (payload === undefined || signature === undefined) return undefined;
  return { payload, keyid: decodeLatin1(bytes.subarray(keyidStart, keyidEnd)), signature };
}

function hasAt(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at + part.length > bytes.length) return false;
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}

function shapeEnvelope(value: JsonValue, bytes: Uint8Array, hasLf: boolean): LineEnvelope | Fault {
  if (!isJsonObject(value)) return envelopeFault('the line is no JSON object');
  const { payload, payloadType, signatures } = value;
  if (!hasMembers(value, 'payload', 'payloadType', 'signatures'))
    return envelopeFault('an envelope has the members payload, payloadType and signatures, no other');
  if (payloadType !== ENTRY_PAYLOAD_TYPE) return envelopeFault(`payloadType must be ${ENTRY_PAYLOAD_TYPE}`);
  if (!Array.isArray(signatures) || signatures.length !== 1) return envelopeFault('signatures must hold exactly one signature');
  const [signature] = signatures;
  if (!isJsonObject(signature) || !hasMembers(signature, 'keyid', 'sig'))
    return envelopeFault('a signature has the members keyid and sig, no other');
  const { keyid, sig } = signature;
  if (typeof keyid !== 'string') return envelopeFault('keyid must be text');
  const payloadBytes = typeof payload === 'string' ? decodeBase64(payload) : undefined;
  const signatureBytes = typeof sig === 'string' ? decodeBase64(sig) : undefined;
  if (payloadBytes === undefined || signatureBytes === undefined) {
    return envelopeFault(
      `${payloadBytes === undefined ? 'payload' : 'sig'} must be padded base64 in its one spelling (RFC 4648 section 4)`,
    );
  }
  if (!equalBytes(canonicalizeBytes(value), bytes)) {
    return envelopeFault(bytes.at(-1) === 0x0d ? 'the line ends in CR before LF' : 'the line is not in its RFC 8785 form');
  }
  if (!hasLf) return envelopeFault('the last line does not end in LF');
  return { payload: payloadBytes, keyid, signature: signatureBytes };
}

function hasMembers(value: object, ...names: readonly string[]): boolean {
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

function envelopeFault(message: string): Fault {
  return { code: 'E_ENVELOPE', step: 'envelope', message };
}
