import { pae } from '../../crypto/dsse.ts';
import { digestOf } from '../../crypto/sha256.ts';
import type { Digest } from '../../crypto/sha256.ts';
import type { Signer } from '../../crypto/signer.ts';
import { encodeBase64 } from '../../encoding/base64.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import { ENTRY_PAYLOAD_TYPE } from '../model/entry.ts';

/** A line of a chain file with the digest that links and references name it by. */
export interface SignedLine {
  /** With its LF. */
  readonly line: Uint8Array;
  readonly digest: Digest;
}

/**
 * Signs a payload as it is and puts it into a line: the DSSE envelope in its RFC 8785 form, and LF. Nothing about the payload is
 * checked here; `writeEntry` does that.
 *
 * @param keyid - another name for the key than its own, for evidence that is wrong on purpose
 */
export function signLine(payload: Uint8Array, signer: Signer, payloadType = ENTRY_PAYLOAD_TYPE, keyid = signer.kid): SignedLine {
  const message = pae(payloadType, payload);
  const sig = encodeBase64(signer.sign(message));
  const envelope = { payload: encodeBase64(payload), payloadType, signatures: [{ keyid, sig }] };
  return { line: encodeUtf8(`${canonicalize(envelope)}\n`), digest: digestOf(message) };
}
