import { AssizeError } from '../../errors.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { joinPointer, splitPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { RESERVED_MEMBERS, makeDisclosure } from './disclosure.ts';

/** A body as it is to be signed, and what opens it again. */
export interface Withholding {
  /** The body with the digests of what was withheld, `_sd_alg` at its top. The given body itself where nothing was withheld. */
  readonly body: JsonObject;
  /** One a withheld member or element, as base64url text; a member within another comes before it. */
  readonly disclosures: readonly string[];
}

/**
 * Replaces members and array elements of a body by RFC 9901 digests (SHA-256), so that its entry can be signed, chained and
 * verified while they stay shut. Where a pointer names something inside another withheld value, the inner one is withheld
 * first, so that the outer can be opened without it.
 *
 * @param body - an entry's body in clear
 * @param pointers - RFC 6901 pointers into the entry's payload, so each starts with `/body/`; order and repetition do not
 * matter
 * @param nextSalt - fresh random bytes of the host, 16 or more, for each disclosure and decoy
 * @param options - `decoys`: how many digests of nothing to add to each `_sd` that arises (RFC 9901 section 4.2.5)
 * @throws {AssizeError} E_WITHHOLD where a pointer names nothing that can be withheld
 */
export function withhold(
  body: JsonObject,
  pointers: readonly string[],
  nextSalt: () => Uint8Array,
  options: { readonly decoys?: number } = {},
): Withholding {
  const paths = pathsOf(pointers);
  if (paths.length === 0) return { body, disclosures: [] };
  const top = copyOf(body) as JsonObject;
  const disclosures: string[] = [];
  const holders = new Set<JsonObject>();
  for (const path of paths) {
    const holder = containerOf(top, path);
    const token = path.at(-1) as string;
    const value = takeValue(holder, token, path);
    const isElement = Array.isArray(holder);
    const made = makeDisclosure(nextSalt(), isElement ? undefined : token, value);
    disclosures.push(made.text);
    if (isElement) {
      holder[Number(token)] = { '...': made.digest };
    } else {
      delete holder[token];
      addDigest(holder, made.digest);
      holders.add(holder);
    }
  }
  for (const holder of holders) for (let i = 0; i < (options.decoys ?? 0); i++) addDigest(holder, decoy(nextSalt()));
  top['_sd_alg'] = 'sha-256';
  return { body: top, disclosures };
}

/**
 * Tokens of each pointer behind `/body`, the deepest first, then by pointer, so that the result does not depend on their
 * order.
 */
function pathsOf(pointers: readonly string[]): string[][] {
  const unique = [...new Set(pointers)].map((pointer) => {
    const tokens = splitPointer(pointer);
    if (tokens === undefined || tokens[0] !== 'body' || tokens.length < 2) {
      throw refusal(pointer, 'is no pointer to a part of the body');
    }
    return { pointer, tokens: tokens.slice(1) };
  });
  unique.sort((a, b) => b.tokens.length - a.tokens.length || compareUtf16(a.pointer, b.pointer));
  return unique.map(({ tokens }) => tokens);
}

function containerOf(top: JsonObject, path: readonly string[]): JsonObject | JsonValue[] {
  let here: JsonValue | undefined = top;
  for (const token of path.slice(0, -1)) here = childOf(here, token);
  if (!isJsonObject(here) && !Array.isArray(here)) throw refusal(joinPointer('body', ...path), 'names nothing');
  return here;
}

function takeValue(holder: JsonObject | JsonValue[], token: string, path: readonly string[]): JsonValue {
  const pointer = joinPointer('body', ...path);
  if (!Array.isArray(holder) && (RESERVED_MEMBERS.has(token) || token === '_sd_alg'))
    throw refusal(pointer, 'is a reserved name');
  const value = childOf(holder, token);
  if (value === undefined) throw refusal(pointer, 'names nothing');
  return value;
}

function childOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function addDigest(holder: JsonObject, digest: string): void {
  const known = holder['_sd'];
  holder['_sd'] = [...(Array.isArray(known) ? (known as string[]) : []), digest].sort(compareUtf16);
}

/** A digest that nothing hashes to, as far as anyone knows: the digest of a salt alone is as random as the salt. */
function decoy(salt: Uint8Array): string {
  return makeDisclosure(salt, undefined, encodeBase64Url(salt)).digest;
}

function copyOf(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = Object.create(null) as JsonObject;
  for (const [name, member] of Object.entries(value)) if (member !== undefined) copy[name] = copyOf(member);
  return copy;
}

function refusal(pointer: string, why: string): AssizeError {
  return new AssizeError(
    'E_WITHHOLD',
    `${pointer} ${why}`,
    { pointer },
    'Name members of the body that are there, such as /body/utterance.',
  );
}
