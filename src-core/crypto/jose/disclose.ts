import { AssizeError } from '../../errors.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { disclosureError } from './disclosure.ts';
import type { Disclosure } from './disclosure.ts';
import { sdDigest } from './sd-digest.ts';

/** What is left of a signed payload once everything that was disclosed stands in its place. */
export interface DisclosedPayload {
  /** The claims, without `_sd`, `_sd_alg` and `...`. */
  readonly claims: JsonObject;
  /** Digests in the payload that no disclosure opened: withheld claims and decoys, which nobody can tell apart. */
  readonly undisclosed: number;
}

/** Levels of containers in the disclosed claims, disclosures inside disclosures counted along. */
const deepest = 128;

/**
 * Puts disclosures where their digests stand (RFC 9901 section 7.1, step 3): members into the object of their `_sd`, elements in
 * place of `{"...": digest}`, recursively. What is not opened is left out.
 *
 * @throws {AssizeError} `E_DISCLOSURE`: a disclosure whose digest stands nowhere, stands in the place of the other kind, or whose
 *   name is there already. `E_SD_CLAIMS`: a digest that stands twice, `_sd` that is no array of strings, `...` out of its place.
 *   `I_ALG`: a hash that is not supported. `E_LIMIT`: deeper than 128 levels.
 */
export function disclose(payload: JsonObject, disclosures: readonly Disclosure[]): DisclosedPayload {
  const digest = sdDigest(payload['_sd_alg']);
  const waiting = new Map<string, Disclosure>();
  for (const disclosure of disclosures) {
    const key = digest(disclosure.text);
    if (waiting.has(key)) throw disclosureError('a disclosure stands twice');
    waiting.set(key, disclosure);
  }
  const walk = new DisclosureWalk(waiting);
  const claims = walk.openObject(payload, 1);
  if (walk.used < waiting.size)
    throw disclosureError(`${waiting.size - walk.used} disclosures belong to no digest of the payload`);
  delete claims['_sd_alg'];
  return { claims, undisclosed: walk.undisclosed };
}

class DisclosureWalk {
  used = 0;
  undisclosed = 0;
  private readonly waiting: ReadonlyMap<string, Disclosure>;
  private readonly seen = new Set<string>();

  constructor(waiting: ReadonlyMap<string, Disclosure>) {
    this.waiting = waiting;
  }

  openObject(object: JsonObject, depth: number): JsonObject {
    const open = Object.create(null) as JsonObject;
    if ('...' in object) throw claimsError('the member "..." stands outside an array');
    for (const [name, member] of Object.entries(object))
      if (name !== '_sd') open[name] = this.openValue(member as JsonValue, depth + 1);
    const digests = object['_sd'];
    if (digests === undefined) return open;
    if (!Array.isArray(digests)) throw claimsError('_sd is an array');
    for (const key of digests) {
      const disclosure = this.take(key);
      if (disclosure === undefined) continue;
      const { name, value } = disclosure;
      if (name === undefined) throw disclosureError('a disclosure of an element stands for a member');
      if (name in open) throw disclosureError(`the claim ${JSON.stringify(name)} is there already`);
      open[name] = this.openValue(value, depth + 1);
    }
    return open;
  }

  private openValue(value: JsonValue, depth: number): JsonValue {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > deepest) throw new AssizeError('E_LIMIT', `claims deeper than ${deepest} levels`);
    return Array.isArray(value) ? this.openArray(value, depth) : this.openObject(value, depth);
  }

  private openArray(array: readonly JsonValue[], depth: number): JsonValue[] {
    const open: JsonValue[] = [];
    for (const element of array) {
      if (!isJsonObject(element) || !('...' in element)) {
        open.push(this.openValue(element, depth + 1));
        continue;
      }
      if (Object.keys(element).length !== 1) throw claimsError('the member "..." does not stand alone');
      const disclosure = this.take(element['...'] as JsonValue);
      if (disclosure === undefined) continue;
      if (disclosure.name !== undefined) throw disclosureError('a disclosure of a member stands for an element');
      open.push(this.openValue(disclosure.value, depth + 1));
    }
    return open;
  }

  private take(digest: JsonValue): Disclosure | undefined {
    if (typeof digest !== 'string') throw claimsError('a digest is a string');
    if (this.seen.has(digest)) throw claimsError('a digest stands twice');
    this.seen.add(digest);
    const disclosure = this.waiting.get(digest);
    if (disclosure === undefined) this.undisclosed++;
    else this.used++;
    return disclosure;
  }
}

function claimsError(message: string): AssizeError {
  return new AssizeError('E_SD_CLAIMS', message);
}
