import { disclose } from '../../crypto/jose/disclose.ts';
import { parseJws } from '../../crypto/jose/jws.ts';
import { parseSdJwt, type SdJwt } from '../../crypto/jose/sd-jwt.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
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
  /** True where something in its part stayed shut, so that a list in it may be longer than it looks. */
  readonly isPartial: boolean;
}

/** One signed part of a token, taken apart: `<JWT>~<disclosure>~…~`. */
export interface Ap2Part {
  /** As it stands alone, its last `~` included. */
  readonly presentation: string;
  /** The token's text up to the end of this part. */
  readonly chain: string;
}

/** What a part says, once its disclosures stand in their places. */
export interface Ap2Statement {
  readonly claims: JsonObject;
  /** The members of `delegate_payload`, else the claims themselves: each is a mandate, or something else that was signed. */
  readonly delegated: readonly JsonObject[];
  readonly mandates: readonly Ap2Mandate[];
  readonly follows?: string;
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

/** The text of a token's file: spaces and line ends around it are not part of it. */
export function ap2Text(bytes: Uint8Array): string | undefined {
  return decodeUtf8(bytes)?.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/**
 * Reads an artifact as AP2 v0.2 writes mandates (SD-JWT, or several chained as `open~` + `~` +
 * `closed~`), checkouts and receipts (compact JWS). No signature is checked.
 *
 * @returns undefined where it is written in no way that is understood: nothing can be said of it then
 */
export function readAp2Artifact(bytes: Uint8Array): Ap2Artifact | undefined {
  const text = ap2Text(bytes);
  if (text === undefined || text === '') return undefined;
  try {
    if (!text.includes('~')) return readJws(text);
    return { form: 'mandates', mandates: ap2Parts(text).flatMap((part) => statementOf(part, openAp2Part(part)).mandates) };
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

/** The parts of a token, first to last; a seam is `~~`. */
export function ap2Parts(text: string): Ap2Part[] {
  const parts = text.split('~~');
  const last = parts.length - 1;
  return parts.map((part, index) => ({
    presentation: index === last ? part : `${part}~`,
    chain: index === last ? text : `${parts.slice(0, index + 1).join('~~')}~`,
  }));
}

/** @throws {AssizeError} the codes of `parseSdJwt` */
export function openAp2Part({ presentation }: Ap2Part): SdJwt {
  return parseSdJwt(presentation);
}

/**
 * What a part says. Nothing is believed by this: whether its signature holds is another question.
 *
 * @throws {AssizeError} the codes of `disclose`
 */
export function statementOf({ chain }: Ap2Part, token: SdJwt): Ap2Statement {
  const { claims, undisclosed } = disclose(token.payload, token.disclosures);
  const hashes = [...new Set([ap2Hash(token.presentation), ap2Hash(chain)])];
  const follows = typeof claims['sd_hash'] === 'string' ? claims['sd_hash'] : undefined;
  const stated = claims['delegate_payload'];
  const delegated = Array.isArray(stated) ? stated.filter(isJsonObject) : [claims];
  const mandates = delegated.flatMap((member): Ap2Mandate[] => {
    const kind = typeof member['vct'] === 'string' ? KIND_OF_VCT.get(member['vct']) : undefined;
    return kind === undefined ? [] : [{ kind, claims: member, follows, hashes, isPartial: undisclosed > 0 }];
  });
  return { claims, delegated, mandates, ...(follows === undefined ? {} : { follows }), hashes };
}

/** The last second of the year 9999, which is where evidence's instants end. */
const LAST_SECOND = 253_402_300_799;

/** A NumericDate (RFC 7519) in epoch milliseconds, rounded down; undefined for anything else. */
export function instantOfClaim(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= LAST_SECOND ? Math.floor(value * 1000) : undefined;
}
