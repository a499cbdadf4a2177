import { encodeLatin1 } from '../../encoding/ascii.ts';
import { decodeUtf8, encodeUtf8 } from '../../encoding/utf8.ts';

/**
 * The values of a query's parameter, each encoded anew as RFC 9421 section 2.2.8 asks: read as application/x-www-form-urlencoded
 * (WHATWG URL), written percent-encoded with `%20` for a space.
 *
 * @param query - with its `?`
 * @param name - the encoded name, as the component names it
 * @returns every value in order; `undefined` where the query is not UTF-8 once decoded
 */
export function queryParamValues(query: string, name: string): string[] | undefined {
  const values: string[] = [];
  for (const pair of query.slice(1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = decodeForm(equals < 0 ? pair : pair.slice(0, equals));
    const value = decodeForm(equals < 0 ? '' : pair.slice(equals + 1));
    if (key === undefined || value === undefined) return undefined;
    if (percentEncode(key) === name) values.push(percentEncode(value));
  }
  return values;
}

function decodeForm(text: string): string | undefined {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return decodeUtf8(encodeLatin1(bytes));
}

/** WHATWG URL's application/x-www-form-urlencoded percent-encode set: all but ASCII letters, digits and `*-._`. */
function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9*\-._]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
