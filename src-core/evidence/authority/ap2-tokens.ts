import { disclose } from '../../crypto/jose/disclose.ts';
import { parseJws } from '../../crypto/jose/jws.ts';
import { parseSdJwt } from '../../crypto/jose/sd-jwt.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';

export type Ap2Kind = 'open-checkout' | 'checkout' | 'open-payment' | 'payment';

const KIND_OF_VCT: ReadonlyMap<string, Ap2Kind> = new Map([
  ['mandate.checkout.open.1', 'open-checkout'],
  ['mandate.checkout.1', 'checkout'],
  ['mandate.payment.open.1', 'open-payment'],
  ['mandate.payment.1', 'payment'],
]);

/** One mandate that a token states, as far as it is disclosed. */
export interface Ap2Mandate {
  readonly kind: Ap2Kind;
  /** With what was disclosed in its place. */
  readonly claims: JsonObject;
  /** `sd_hash` of the part that states it: what it says came before it. */
  readonly follows?: string;
  /**
   * base64url SHA-256 of the presentation that states it, computed as `sd_hash` is; and of the chain up to it, where there
   * are parts before it.
   */
  readonly hashes: readonly string[];
}

/** What an artifact is to AP2 v0.2. `jws`: a signed document that is no mandate, a checkout or a receipt. */
export type Ap2Artifact =
  | { readonly form: 'mandates'; readonly mandates: readonly Ap2Mandate[] }
  | { readonly form: 'jws'; readonly text: string; readonly claims: JsonObject };

/** The hash of AP2's links: base64url SHA-256 of ASCII text. */
export function ap2Hash(text: string): string {
  return encodeBase64Url(sha256(encodeUtf8(text)));
}

/**
 * Reads an artifact as AP2 v0.2 or Verifiable Intent writes mandates (SD-JWT, or several chained as `open~` + `~` +
 * `closed~`), checkouts and receipts (compact JWS). No signature is checked. White space around the text is not part of it.
 *
 * @returns undefined where it is written in no way that is understood: nothing can be said of it then
 */
export function readAp2Artifact(bytes: Uint8Array): Ap2Artifact | undefined {
  const text = decodeUtf8(bytes)?.trim();
  if (text === undefined || text === '') return undefined;
  try {
    return text.includes('~') ? { form: 'mandates', mandates: readMandates(text) } : readJws(text);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

function readJws(text: string): Ap2Artifact | undefined {
  const jws = parseJws(text);
  const claims = jws.form === 'compact' ? parseJson(jws.payload) : undefined;
  return isJsonObject(claims) ? { form: 'jws', text, claims } : undefined;
}

function readMandates(text: string): Ap2Mandate[] {
  const parts = text.split('~~');
  return parts.flatMap((part, index) => {
    const presentation = index === parts.length - 1 ? part : `${part}~`;
    const token = parseSdJwt(presentation);
    const { claims } = disclose(token.payload, token.disclosures);
    const chain = parts.slice(0, index + 1).join('~~');
    const hashes = [...new Set([ap2Hash(token.presentation), ap2Hash(index === parts.length - 1 ? chain : `${chain}~`)])];
    const follows = typeof claims['sd_hash'] === 'string' ? claims['sd_hash'] : undefined;
    const delegated = claims['delegate_payload'];
    return (Array.isArray(delegated) ? delegated : [claims]).flatMap((stated): Ap2Mandate[] => {
      const kind = isJsonObject(stated) && typeof stated['vct'] === 'string' ? KIND_OF_VCT.get(stated['vct']) : undefined;
      return kind === undefined ? [] : [{ kind, claims: stated as JsonObject, follows, hashes }];
    });
  });
}
