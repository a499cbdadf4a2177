import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { isWithheldElement } from '../schema/schema.ts';
import type { Disclosure } from './disclosure.ts';

/** What is wrong with the disclosures of a body, and where in the payload. */
export interface DisclosureProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A digest in a body that no disclosure opened: a withheld part, or a decoy. */
export interface Unopened {
  /** The element `{"...": digest}`, or the object that holds the digest in its `_sd`. */
  readonly pointer: string;
  readonly kind: 'element' | 'member';
  readonly digest: string;
}

/** A signed body with all that was disclosed put in its place. */
export interface OpenedBody {
  /** Digests that stayed shut still stand in it, as `_sd` and `{"...": digest}`. */
  readonly signed: JsonObject;
  /** The same without `_sd`, `_sd_alg` and shut elements. */
  readonly clear: JsonObject;
  /** Pointers into the payload of everything that was opened. */
  readonly disclosed: readonly string[];
  /** Pointers of members and elements that a disclosure could not open although its digest stands there. */
  readonly refused: readonly string[];
  readonly unopened: readonly Unopened[];
  readonly problems: readonly DisclosureProblem[];
  /** Disclosures that hash to nothing in the body, as far as it could be opened. */
  readonly unused: readonly Disclosure[];
}

/** Containers within each other in an opened payload, as in a payload signed in clear. */
const MAX_DEPTH = 128;
const TOO_DEEP = `would be opened deeper than ${MAX_DEPTH} containers`;

/** True where any part of a body stands as a digest (RFC 9901), so that there is something to open. */
export function holdsDigests(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) {
    for (const item of value) if (isWithheldElement(item) || holdsDigests(item)) return true;
    return false;
  }
  if (!isJsonObject(value)) return false;
  for (const name in value) if (name === '_sd' || holdsDigests(value[name])) return true;
  return false;
}

/**
 * Puts disclosures where their digests stand (RFC 9901 section 7.1), as deep as they go, and says all that is wrong instead of
 * stopping: a digest that stands twice, a member where an element belongs or the reverse, a name that its object has already, a
 * payload that would become too deep. A part that is wrong stays shut.
 *
 * Nothing here knows the schema of the body: what was opened is held to it by the caller.
 */
export function openBody(body: JsonObject, disclosures: Iterable<Disclosure>): OpenedBody {
  const opening = new Opening(disclosures);
  const signed = opening.open(body, '/body', 2) as JsonObject;
  return {
    signed,
    clear: clearOf(signed) as JsonObject,
    disclosed: opening.disclosed,
    refused: opening.refused,
    unopened: opening.unopened,
    problems: opening.problems,
    unused: [...opening.waiting.values()],
  };
}

class Opening {
  readonly disclosed: string[] = [];
  readonly refused: string[] = [];
  readonly unopened: Unopened[] = [];
  readonly problems: DisclosureProblem[] = [];
  readonly waiting = new Map<string, Disclosure>();
  readonly #met = new Set<string>();

  constructor(disclosures: Iterable<Disclosure>) {
    for (const disclosure of disclosures) this.waiting.set(disclosure.digest, disclosure);
  }

  open(value: JsonValue, pointer: string, depth: number): JsonValue {
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? this.#openArray(value, pointer, depth) : this.#openObject(value, pointer, depth);
  }

  #openArray(items: readonly JsonValue[], pointer: string, depth: number): JsonValue[] {
    return items.map((item, index) => {
      const place = pointer + joinPointer(index);
      if (!isWithheldElement(item)) return this.open(item, place, depth + 1);
      const digest = (item as JsonObject)['...'] as string;
      const disclosure = this.#take(digest, place, 'element');
      if (disclosure === undefined) return item;
      if (disclosure.name !== undefined) {
        this.#refuse(place, place, digest, 'element', 'is opened by the disclosure of a member, not of an element');
        return item;
      }
      if (depth + depthOf(disclosure.value) > MAX_DEPTH) {
        this.#refuse(place, place, digest, 'element', TOO_DEEP);
        return item;
      }
      this.disclosed.push(place);
      return this.open(disclosure.value, place, depth + 1);
    });
  }

  #openObject(object: JsonObject, pointer: string, depth: number): JsonObject {
    const opened: JsonObject = Object.create(null) as JsonObject;
    for (const [name, member] of Object.entries(object)) {
      if (member !== undefined)
        opened[name] = name === '_sd' ? member : this.open(member, pointer + joinPointer(name), depth + 1);
    }
    const digests = object['_sd'];
    if (!Array.isArray(digests)) return opened;
    const shut = digests.filter((digest) => typeof digest !== 'string' || !this.#openMember(opened, digest, pointer, depth));
    // An `_sd` that was emptied says no more that something is withheld; one that was signed empty is left as it was signed.
    if (shut.length === 0 && digests.length > 0) delete opened['_sd'];
    else opened['_sd'] = shut;
    return opened;
  }

  #openMember(holder: JsonObject, digest: string, pointer: string, depth: number): boolean {
    const disclosure = this.#take(digest, pointer, 'member');
    if (disclosure === undefined) return false;
    const { name, value } = disclosure;
    if (name === undefined) {
      this.#refuse(pointer, pointer, digest, 'member', 'holds in `_sd` the digest of an element, not of a member');
      return false;
    }
    const place = pointer + joinPointer(name);
    if (Object.hasOwn(holder, name)) {
      this.#refuse(place, pointer, digest, 'member', 'is opened by a disclosure although it is there already');
      return false;
    }
    if (depth + depthOf(value) > MAX_DEPTH) {
      this.#refuse(place, pointer, digest, 'member', TOO_DEEP);
      return false;
    }
    this.disclosed.push(place);
    holder[name] = this.open(value, place, depth + 1);
    return true;
  }

  #take(digest: string, pointer: string, kind: Unopened['kind']): Disclosure | undefined {
    if (this.#met.has(digest)) {
      this.problems.push({ pointer, message: 'holds a digest that stands elsewhere in the body too' });
      this.unopened.push({ pointer, kind, digest });
      return undefined;
    }
    this.#met.add(digest);
    const disclosure = this.waiting.get(digest);
    this.waiting.delete(digest);
    if (disclosure === undefined) this.unopened.push({ pointer, kind, digest });
    return disclosure;
  }

  #refuse(place: string, holder: string, digest: string, kind: Unopened['kind'], message: string): void {
    this.problems.push({ pointer: place, message });
    this.refused.push(place);
    this.unopened.push({ pointer: holder, kind, digest });
  }
}

function depthOf(value: JsonValue | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const member of Object.values(value)) deepest = Math.max(deepest, depthOf(member));
  return deepest + 1;
}

function clearOf(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.filter((item) => !isWithheldElement(item)).map(clearOf);
  if (!isJsonObject(value)) return value;
  const clear: JsonObject = Object.create(null) as JsonObject;
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && name !== '_sd' && name !== '_sd_alg') clear[name] = clearOf(member);
  }
  return clear;
}
