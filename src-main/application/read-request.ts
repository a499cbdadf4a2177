import { AssizeError } from '../../src-core/errors.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { contract, type Channel } from '../../src-core/host/contract.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import type { Checked } from './handlers.ts';

/** A request is a few fields; whatever is deeper than its schema could ever be costs nothing to refuse. */
const limits = { maxDepth: 16, maxContainers: 50_000 };

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(contract, name);
}

/**
 * The request of a call as its schema lets it through. Read as strictly as evidence is: no member twice, no lone surrogate.
 *
 * @throws {AssizeError} `E_TOO_LARGE` unread, `E_REQUEST` for all else that is no request of this channel
 */
export function readRequest<C extends Channel>(channel: C, json: string): Checked<C> {
  const call = contract[channel];
  if (json.length > call.mostLength) {
    throw new AssizeError(
      'E_TOO_LARGE',
      `a request of ${channel} has at most ${call.mostLength} characters; this has ${json.length}`,
    );
  }
  let value;
  try {
    value = parseJson(encodeUtf8(json), limits);
  } catch (error) {
    if (error instanceof AssizeError) throw new AssizeError('E_REQUEST', `the request of ${channel} is no JSON that counts`);
    throw error;
  }
  const checked = call.request.safeParse(value);
  if (!checked.success) {
    // Only where, never what: a value may be evidence, and this text may end in a log.
    const places = checked.error.issues.slice(0, 3).map((issue) => `/${issue.path.map(String).join('/')} (${issue.code})`);
    throw new AssizeError('E_REQUEST', `the request of ${channel} does not fit: ${places.join(', ')}`);
  }
  return checked.data as Checked<C>;
}
