import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';

/** The amount that an entry is about: what it asks, states or moves; else the total of what it offers or orders. */
export function amountOf(body: JsonObject | undefined): { readonly currency: string; readonly minor: number } | undefined {
  for (const name of ['amount', 'total', 'limit']) {
    const value = body?.[name];
    if (!isJsonObject(value)) continue;
    const { currency, minor } = value;
    if (typeof currency === 'string' && typeof minor === 'number') return { currency, minor };
  }
  return undefined;
}

/** Digests, keys, signatures and other text that nobody reads. */
const UNREADABLE = /^(?:sha256:[0-9a-f]{64}|[A-Za-z0-9+/_-]{40,}={0,2})$/;
const SKIPPED = new Set(['_sd', '_sd_alg', 'jwk', 'newJwk']);
const LONGEST = 2000;
const MOST = 8000;

/** Everything in a body that a person might look for, a line each; members whose seal a key opened are not in a stored body. */
export function readableText(body: JsonObject | undefined): string {
  const texts = new Set<string>();
  let length = 0;
  const visit = (value: JsonValue): void => {
    if (length > MOST) return;
    if (typeof value === 'string') {
      if (value === '' || UNREADABLE.test(value) || texts.has(value)) return;
      const text = value.slice(0, LONGEST);
      texts.add(text);
      length += text.length;
    } else if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) if (member !== undefined && !SKIPPED.has(name)) visit(member);
    }
  };
  if (body !== undefined) visit(body);
  return [...texts].join('\n');
}
