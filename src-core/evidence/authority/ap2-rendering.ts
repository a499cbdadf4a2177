import { sdDigest } from '../../crypto/jose/sd-digest.ts';
import type { SdJwt } from '../../crypto/jose/sd-jwt.ts';
import { decodeLatin1 } from '../../encoding/ascii.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';
import { AssizeError } from '../../errors.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { renderedDifferences, type RenderedDifference } from '../rendered-copy.ts';

/** A part of a token written out as JSON, as AP2's documents do: `{issuer_signed_jwt: {header, payload}, disclosures}`. Nobody signed it. */
export interface RenderedPart {
  readonly value: JsonObject;
  /** Of the part, where a file holds several. */
  readonly pointer: string;
}

/** How many bytes of a file tell whether it may be a rendering. */
const FIRST_BYTES = 256;

/**
 * The parts that a JSON file writes out, one value after the other or in an array; undefined where it is no such file.
 *
 * @throws {AssizeError} the reader's code, where it looks like one and is no strict JSON
 */
export function readRendering(bytes: Uint8Array): RenderedPart[] | undefined {
  if (!looksRendered(decodeLatin1(bytes.subarray(0, FIRST_BYTES)))) return undefined;
  const text = decodeUtf8(bytes)?.trim();
  if (text === undefined) return undefined;
  const values = topLevelValues(text).flatMap((value): JsonValue[] => [parseJson(encodeUtf8(value))].flat() as JsonValue[]);
  if (!values.every(isRendered)) return undefined;
  return values.map((value, index) => ({ value, pointer: values.length === 1 ? '' : `/${index}` }));
}

/** True for text that begins as a rendering does. */
export function looksRendered(text: string): boolean {
  return /^\s*\[?\s*\{\s*"(?:issuer_signed_jwt|disclosures)"\s*:/.test(text);
}

function isRendered(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && isJsonObject(value['issuer_signed_jwt']);
}

/** Splits text at the ends of its outermost values; what is no JSON is left for the reader to refuse. */
function topLevelValues(text: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let start = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isString) {
      if (character === '\\') at++;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) {
      values.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  if (text.slice(start).trim() !== '') values.push(text.slice(start));
  return values;
}

/** A signed part in the form in which a rendering shows it. */
export function renderPart(token: SdJwt): JsonObject {
  const digest = sdDigest(token.payload['_sd_alg']);
  return {
    issuer_signed_jwt: { header: token.jws.signatures[0]?.protected ?? null, payload: token.payload },
    disclosures: token.disclosures.map(({ text, salt, name, value }) => ({
      digest: digest(text),
      decoded: name === undefined ? [salt, value] : [salt, name, value],
    })),
  };
}

/** A rendered part beside the signed part that it shows, with what differs. */
export interface ComparedRendering<T> {
  readonly part: RenderedPart;
  /** Absent where no signed part is like it. */
  readonly signed?: T;
  readonly differences: readonly RenderedDifference[];
}

/** Holds each rendered part to the signed one that it is most like: one that states the same mandates or has a digest in common. */
export function compareRenderings<T>(
  parts: readonly RenderedPart[],
  signed: readonly { readonly of: T; readonly token: SdJwt }[],
): ComparedRendering<T>[] {
  const forms = signed.flatMap(({ of, token }) => {
    const form = formOf(token);
    return form === undefined ? [] : [{ of, form, marks: marksOf(form) }];
  });
  return parts.map((part) => {
    const marks = marksOf(part.value);
    const alike = forms
      .filter((candidate) => [...marks].some((mark) => candidate.marks.has(mark)))
      .map(({ of, form }) => ({ of, differences: differencesOf(form, part) }))
      .sort((a, b) => a.differences.length - b.differences.length)[0];
    return alike === undefined ? { part, differences: [] } : { part, signed: alike.of, differences: alike.differences };
  });
}

/** Undefined where the token's own hash is not spoken, so that its digests cannot be shown. */
function formOf(token: SdJwt): JsonObject | undefined {
  try {
    return renderPart(token);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

function differencesOf(form: JsonObject, { value, pointer }: RenderedPart): RenderedDifference[] {
  const shown = Array.isArray(value['disclosures']) ? value['disclosures'] : [];
  const own = form['disclosures'] as JsonObject[];
  // A disclosure goes by its digest; which comes first means nothing.
  const placed: (JsonObject | undefined)[] = shown.map((item) =>
    own.find((candidate) => isJsonObject(item) && candidate['digest'] === item['digest']),
  );
  const left = own.filter((candidate) => !placed.includes(candidate));
  const aligned = [...placed.map((found) => found ?? left.shift()), ...left].filter((item) => item !== undefined);
  return renderedDifferences({ ...form, disclosures: aligned }, value).map((difference) => ({
    ...difference,
    pointer: pointer + difference.pointer,
  }));
}

/** What tells which part a rendering shows: the kinds of its mandates, and the digests in its payload. */
function marksOf(value: JsonValue): Set<string> {
  const marks = new Set<string>();
  const visit = (node: JsonValue): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isJsonObject(node)) return;
    for (const [name, member] of Object.entries(node)) {
      if (name === 'vct' || name === '...') marks.add(canonicalize([name, member as JsonValue]));
      visit(member as JsonValue);
    }
  };
  visit(value);
  return marks;
}
