import { AssizeError } from '../../errors.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { parseJson } from '../../json/parse-json.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { parseDisclosure } from './disclosure.ts';
import type { Disclosure } from './disclosure.ts';
import { tokenError } from './jose-header.ts';
import { parseJws } from './jws.ts';
import type { Jws } from './jws.ts';

/** A selectively disclosable JWT (RFC 9901), opened but not verified. */
export interface SdJwt {
  /** The issuer's signature. */
  readonly jws: Jws;
  /** The claims as signed, digests in them. */
  readonly payload: JsonObject;
  readonly disclosures: readonly Disclosure[];
  /** The holder's proof, where there is one (SD-JWT+KB). */
  readonly keyBinding?: Jws;
  /** `<issuer-signed JWT>~<disclosure>~…~`, which `sd_hash` of the key binding covers. */
  readonly presentation: string;
}

/**
 * Opens an SD-JWT or SD-JWT+KB: the compact form `JWT~disclosure~…~[KB-JWT]`, the text of a JSON form, or a JSON form as a value
 * (RFC 9901 section 8: `disclosures` and `kb_jwt` in the first unprotected header).
 *
 * @throws {AssizeError} the codes of `parseJws`, and `E_DISCLOSURE`
 */
export function parseSdJwt(token: JsonValue): SdJwt {
  if (typeof token !== 'string') return parseJsonForm(token);
  if (token.startsWith('{')) return parseJsonForm(parseJson(encodeUtf8(token)));
  const end = token.lastIndexOf('~');
  if (end < 0) throw tokenError('an SD-JWT has a ~ after its JWT');
  const [jwt, ...disclosures] = token.slice(0, end).split('~') as [string, ...string[]];
  const jws = parseJws(jwt);
  if (jws.form !== 'compact') throw tokenError('the first part of an SD-JWT is a compact JWS');
  return assemble(jws, disclosures, token.slice(end + 1), token.slice(0, end + 1));
}

function parseJsonForm(token: JsonValue): SdJwt {
  const jws = parseJws(token);
  const [first, ...others] = jws.signatures;
  if (first === undefined) throw new Error('a parsed JWS has a signature');
  if (others.some(({ header }) => 'disclosures' in header || 'kb_jwt' in header)) {
    throw tokenError('disclosures and kb_jwt stand in the first header only');
  }
  if ('disclosures' in first.protected || 'kb_jwt' in first.protected)
    throw tokenError('disclosures and kb_jwt are not protected');
  const { disclosures = [], kb_jwt: keyBinding = '' } = first.header;
  if (!Array.isArray(disclosures) || !disclosures.every((each) => typeof each === 'string')) {
    throw tokenError('disclosures is an array of strings');
  }
  if (typeof keyBinding !== 'string') throw tokenError('kb_jwt is a string');
  const jwt = `${first.protectedText}.${jws.payloadText}.${signatureText(token)}`;
  return assemble(jws, disclosures as string[], keyBinding, `${[jwt, ...disclosures].join('~')}~`);
}

/** The first signature as it stands in a JSON form that `parseJws` has accepted. */
function signatureText(token: JsonValue): string {
  const object = token as JsonObject;
  const entry = Array.isArray(object['signatures']) ? (object['signatures'][0] as JsonObject) : object;
  return entry['signature'] as string;
}

function assemble(jws: Jws, disclosures: readonly string[], keyBinding: string, presentation: string): SdJwt {
  const payload = parseJson(jws.payload);
  if (!isJsonObject(payload)) throw tokenError('the payload of a JWT is a JSON object');
  const opened = { jws, payload, disclosures: disclosures.map(parseDisclosure), presentation };
  if (keyBinding === '') return opened;
  const kb = parseJws(keyBinding);
  if (kb.form !== 'compact') throw new AssizeError('E_KEY_BINDING', 'a key binding JWT is a compact JWS');
  return { ...opened, keyBinding: kb };
}
