import { AssizeError } from '../errors.ts';
import { pae, parseDsse } from '../crypto/dsse.ts';
import type { PublicKey } from '../crypto/jwk.ts';
import { verifyUnderKey, type SignatureVerifier } from '../crypto/signature.ts';
import type { Signer } from '../crypto/signer.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { packDefects } from './analyse-pack.ts';
import { builtInPacks } from './built-in-packs.ts';
import { parsePack, type Pack } from './pack.ts';
import { runPackTests } from './run-pack-tests.ts';

/** The DSSE payload type of a signed rule pack. */
const packPayloadType = 'application/vnd.assize.rule-pack.v1+json';

/** Someone whose packs the user's policy accepts. */
export interface PackSigner {
  readonly key: PublicKey;
  readonly name: string;
}

/** Why a pack may be used: it is this program's own, or someone whom the policy names signed it; or why not. */
export type PackStanding =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'signed'; readonly by: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'bad-signature' };

/** A pack as it was found, with its standing. */
export interface OpenedPack {
  readonly pack: Pack;
  readonly standing: PackStanding;
  /** The document as it was given: the pack, or the envelope around it. */
  readonly source: JsonValue;
}

function judgeSigners(
  envelope: ReturnType<typeof parseDsse>,
  signers: readonly PackSigner[],
  verifier: SignatureVerifier,
): PackStanding {
  if (envelope.payloadType !== packPayloadType) return { kind: 'bad-signature' };
  const message = pae(envelope.payloadType, envelope.payload);
  let bad = false;
  for (const { keyid, sig } of envelope.signatures) {
    for (const { key, name } of signers) {
      if (keyid !== undefined && keyid !== key.thumbprint) continue;
      if (verifyUnderKey(verifier, key, message, sig) === 'valid') return { kind: 'signed', by: name };
      bad ||= keyid !== undefined;
    }
  }
  return { kind: bad ? 'bad-signature' : 'untrusted' };
}

/**
 * Reads a pack, bare or in a DSSE envelope, and says whether the user has a reason to use it.
 *
 * @throws AssizeError as `parsePack`, and `E_ENVELOPE` for an envelope that is none.
 */
export function openPack(source: JsonValue, signers: readonly PackSigner[], verifier: SignatureVerifier): OpenedPack {
  const enveloped = isJsonObject(source) && source['payloadType'] !== undefined;
  const envelope = enveloped ? parseDsse(source) : undefined;
  const pack = parsePack(envelope === undefined ? source : parseJson(envelope.payload));
  if (builtInPacks.get(pack.id) === pack.digest) return { pack, standing: { kind: 'built-in' }, source };
  if (envelope === undefined) return { pack, standing: { kind: 'unsigned' }, source };
  return { pack, standing: judgeSigners(envelope, signers, verifier), source };
}

/**
 * Lets a pack be used: it is built in, or signed by someone whom the policy names, and its own tests pass.
 *
 * @param elsewhere - Rule ids of the packs beside it.
 * @throws AssizeError `E_PACK_SIGNER` without such a signature, `E_PACK_TEST` where a test fails or a rule lacks its tests.
 */
export function admitPack(opened: OpenedPack, elsewhere: ReadonlySet<string>): Pack {
  const { pack, standing } = opened;
  if (standing.kind === 'built-in') return pack;
  if (standing.kind !== 'signed') {
    const reasons = {
      unsigned: 'is not signed',
      untrusted: 'is signed by nobody whom the policy names',
      'bad-signature': 'carries a signature that does not fit',
    } as const;
    const advice = 'Sign it with `assize pack sign`, and name the signer in the policy’s packSigners.';
    throw new AssizeError('E_PACK_SIGNER', `pack ${pack.id} ${reasons[standing.kind]}`, {}, advice);
  }
  const failed = runPackTests(pack).find((test) => !test.passed);
  if (failed !== undefined)
    throw new AssizeError('E_PACK_TEST', `test "${failed.name}" of pack ${pack.id} fails: ${failed.failures.join('; ')}`);
  const [defect] = packDefects(pack, elsewhere);
  if (defect !== undefined) throw new AssizeError('E_PACK_TEST', `pack ${pack.id}: ${defect.message}`);
  return pack;
}

/** A pack in a DSSE envelope, signed over its RFC 8785 bytes. */
export function signPack(pack: Pack, signer: Signer): JsonObject {
  const payload = canonicalizeBytes(pack.document);
  const sig = encodeBase64(signer.sign(pae(packPayloadType, payload)));
  return { payload: encodeBase64(payload), payloadType: packPayloadType, signatures: [{ keyid: signer.kid, sig }] };
}
