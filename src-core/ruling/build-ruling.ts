import { pae } from '../crypto/dsse.ts';
import type { Signer } from '../crypto/signer.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { JsonObject } from '../json/json-value.ts';
import { buildManifest, type RulingDocument, type RulingParts } from './ruling-document.ts';
import { buildStatement, statementPayloadType } from './statement.ts';

/**
 * Puts a ruling together and has it signed. Deterministic: Ed25519 signs the same bytes the same way, and there is no time in it.
 *
 * @param signers - None for a ruling that nobody answers for.
 */
export function buildRuling(parts: RulingParts, signers: readonly Signer[]): RulingDocument {
  const manifest = buildManifest(parts);
  if (signers.length === 0) return { parts, manifest, keys: [] };
  const payload = buildStatement(parts, manifest);
  const sorted = [...signers].sort((a, b) => compareUtf16(a.kid, b.kid));
  const envelope: JsonObject = {
    payload: encodeBase64(payload),
    payloadType: statementPayloadType,
    signatures: sorted.map((signer) => ({
      keyid: signer.kid,
      sig: encodeBase64(signer.sign(pae(statementPayloadType, payload))),
    })),
  };
  return { parts, manifest, envelope, keys: sorted.map((signer) => ({ ...signer.jwk })) };
}
