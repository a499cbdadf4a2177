import type { CheckKind } from './check-kind.ts';
import { checkpointKind } from './checkpoint.ts';
import { consistencyKind } from './consistency.ts';
import { dsseKind } from './dsse.ts';
import { httpSignatureKind } from './http-signature.ts';
import { inclusionKind } from './inclusion.ts';
import { jsonKind } from './json.ts';
import { jweKind } from './jwe.ts';
import { jwsKind } from './jws.ts';
import { noteKind } from './note.ts';
import { receiptKind } from './receipt.ts';
import { sdJwtKind } from './sd-jwt.ts';
import { signatureKind } from './signature.ts';
import { timeStampKind } from './time-stamp.ts';
import { zipKind } from './zip.ts';

/*
 * The codes of the kinds in this folder. They are stable: others' test suites quote them.
 *
 * code               verdict         when
 * E_CASE             invalid         the line is no case: not strict JSON, no object, a field missing or of another type, too long
 * E_KIND             unsupported     no such kind
 * E_INTERNAL         invalid         a bug of ours; the case deserves a report
 * E_PARSE            invalid         JSON (the text itself, a header, a payload) that the strict reader refuses
 * E_PARSE_DUPKEY     invalid         a member twice in one object
 * E_LIMIT            invalid         too deep, too long
 * E_ENVELOPE         invalid         a token, envelope or request without the form of its kind: parts, base64, types of members
 * E_CRIT             invalid         critical header parameters, unencoded payloads
 * E_SIG              invalid         the signature does not fit, or the key is not for its algorithm; alg none; a MAC
 * E_KEY              invalid         the key given cannot be one
 * E_KEY_WEAK         invalid         Ed25519 key of small order or not canonical; RSA below 2,048 bits
 * E_DISCLOSURE       invalid         sd-jwt: a disclosure that is malformed, stands twice or belongs nowhere
 * E_SD_CLAIMS        invalid         sd-jwt: digests misplaced or standing twice, _sd or _sd_alg of another type
 * E_KEY_BINDING      invalid         sd-jwt: key binding absent though asked for, or of another audience, nonce or presentation
 * E_HTTP_COMPONENT   invalid         http-signature: a covered component that the request lacks or cannot have
 * E_DECRYPT          invalid         jwe: the key does not open it
 * E_INCLUSION        invalid         inclusion: numbers that cannot be, a proof of the wrong length, another root
 * E_CONSISTENCY      invalid         consistency: likewise
 * E_NOTE             invalid         note: the text is no signed note
 * E_CHECKPOINT       invalid         checkpoint: the text is no checkpoint
 * E_TSA_IMPRINT      invalid         time-stamp: a token over other bytes
 * E_TSA_CHAIN        invalid         time-stamp: its signature, its certificate or the path to a root fails
 * E_ZIP_...          invalid         zip: the gravest refusal; `refusals` lists all (the first hundred)
 * E_SCHEMA           invalid         receipt: a member missing, of another type, or null where it may only be absent
 * E_KEYID            invalid         receipt: a fingerprint in a key rotation that is of another key
 * E_PREV, E_SEQ_GAP, E_LINE_ORDER, E_CHAIN_MIX, E_AFTER_CLOSE   invalid   receipt: the receipts given do not follow one another
 * E_FORMAT           unsupported     receipt: a document of no format that is read
 * I_KEY_UNKNOWN      not-checkable   no key given that the token or note means
 * I_KEY_UNTRUSTED    not-checkable   time-stamp: no roots given
 * I_ALG              unsupported     algorithm, curve, hash, compression or component parameter that is not spoken
 */

/** Every kind of case that `check` answers. */
export const checkKinds: readonly CheckKind[] = [
  signatureKind,
  jwsKind,
  dsseKind,
  sdJwtKind,
  jsonKind,
  jweKind,
  httpSignatureKind,
  inclusionKind,
  consistencyKind,
  noteKind,
  checkpointKind,
  timeStampKind,
  receiptKind,
  zipKind,
];
