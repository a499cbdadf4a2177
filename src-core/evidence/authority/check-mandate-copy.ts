import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { formatInstant } from '../../encoding/instant.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Constraint } from '../model/shared.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { readConstraint } from './constraints/rules.ts';
import { bodyOf, readElements, readInstant, readText } from './read-body.ts';
import { signedTerms, type SignedTerms } from './signed-terms.ts';

/** A constraint of a mandate with the place where it stands. */
export interface PlacedTerm {
  readonly pointer: string;
  readonly value: JsonObject;
}

/** What holds of a mandate once the signed token behind it was heard: the token wins over the entry's copy. */
export interface EffectiveTerms {
  readonly holderKid?: string;
  readonly notBefore?: number;
  readonly expires?: number;
  readonly constraints: readonly PlacedTerm[];
  /** True where constraints are withheld, or the token states some that cannot be judged and that the entry does not copy. */
  readonly hasShut: boolean;
  /** Where the copy says something else than the token. */
  readonly differences: readonly { readonly pointer: string; readonly message: string }[];
}

/**
 * `E_MANDATE_COPY` on a mandate that says something else than the signed token that it names as its `artifact`: another
 * holder's key, another end or beginning, or other constraints of a kind that the token states. What the mandate alone states
 * is its own and stays; what it withholds is not compared.
 */
export function checkMandateCopies(view: AuthorityView): void {
  for (const line of view.judged('intent.mandate'))
    for (const { pointer, message } of effectiveTerms(view, line).differences)
      view.context.add({ code: 'E_MANDATE_COPY', step: 'authority', line, pointer, message });
}

/** The terms by which acts under a mandate are judged. */
export function effectiveTerms(view: AuthorityView, line: EntryLine): EffectiveTerms {
  const body = bodyOf(line);
  const { items, shut } = readElements(line, 'constraints');
  const own = items.flatMap(({ pointer, value }) => (isJsonObject(value) ? [{ pointer, value }] : []));
  const terms = {
    holderKid: readText(body, 'holderKid'),
    notBefore: readInstant(body, 'notBefore'),
    expires: readInstant(body, 'expires'),
  };
  const signed = signedTerms(view, line);
  if (signed === undefined) return { ...terms, constraints: own, hasShut: shut, differences: [] };
  const differences: { pointer: string; message: string }[] = [];
  const differ = (pointer: string, says: string) =>
    void differences.push({ pointer, message: `differs from the signed token, which says ${says}` });
  const { holderKid } = signed;
  if (holderKid !== undefined && terms.holderKid !== undefined && holderKid !== terms.holderKid)
    differ('/body/holderKid', holderKid);
  for (const name of ['notBefore', 'expires'] as const) {
    const [mine, theirs] = [terms[name], signed[name]];
    if (mine !== undefined && theirs !== undefined && !isSameSecond(mine, theirs)) differ(`/body/${name}`, formatInstant(theirs));
  }
  const { constraints, hasShut } = mergeConstraints(own, shut, signed, differ);
  return {
    holderKid: holderKid ?? terms.holderKid,
    notBefore: signedInstant(terms.notBefore, signed.notBefore),
    expires: signedInstant(terms.expires, signed.expires),
    constraints,
    hasShut,
    differences,
  };
}

/** Tokens count in seconds, evidence in milliseconds. */
function isSameSecond(mine: number, theirs: number): boolean {
  return Math.floor(mine / 1000) === Math.floor(theirs / 1000);
}

function signedInstant(mine: number | undefined, theirs: number | undefined): number | undefined {
  return theirs === undefined || (mine !== undefined && isSameSecond(mine, theirs)) ? mine : theirs;
}

/** Of each kind that the token states, its own constraints hold, unless the copy agrees with them; other kinds stay as they are. */
function mergeConstraints(
  own: readonly PlacedTerm[],
  shut: boolean,
  signed: SignedTerms,
  differ: (pointer: string, says: string) => void,
): { constraints: PlacedTerm[]; hasShut: boolean } {
  const constraints = [...own];
  for (const [type, theirs] of Map.groupBy(signed.constraints, ({ type: name }) => name)) {
    const mine = own.filter(({ value }) => value['type'] === type);
    const signedForms = forms(theirs.map(asJson));
    const ownForms = forms(mine.map(({ value }) => value));
    if (mine.length > 0 && ownForms.join() === signedForms.join()) continue;
    const pointer = mine[0]?.pointer ?? '/body/constraints';
    // Where a part of the copy is withheld, only what it shows can be false.
    const isShut = mine.some(({ value }) => readConstraint(value) === undefined);
    const isFalse = shut ? ownForms.some((form) => !signedForms.includes(form)) : true;
    if (isFalse && !isShut) differ(pointer, theirs.map((constraint) => canonicalize(asJson(constraint))).join(', '));
    for (const copied of mine) constraints.splice(constraints.indexOf(copied), 1);
    constraints.push(...theirs.map((constraint) => ({ pointer, value: asJson(constraint) })));
  }
  for (const value of signed.foreign)
    if (!own.some((copied) => copied.value['type'] === value['type'])) constraints.push({ pointer: '/body/artifact', value });
  const isOpen = signed.open.some((type) => !own.some(({ value }) => value['type'] === type));
  return { constraints, hasShut: shut || isOpen };
}

function asJson(constraint: Constraint): JsonObject {
  return constraint as unknown as JsonObject;
}

/** Constraints of one kind by the part that both sides can state, in one form; an order among them means nothing. */
function forms(constraints: readonly JsonObject[]): string[] {
  return constraints.map((constraint) => canonicalize(comparable(constraint))).sort(compareUtf16);
}

function comparable(constraint: JsonObject): JsonValue {
  switch (constraint['type']) {
    case 'payment.amount_range':
      return { ...constraint, min: constraint['min'] ?? 0 };
    // AP2 and evidence may spell a frequency differently.
    case 'payment.agent_recurrence':
      return constraint['maxOccurrences'] ?? null;
    case 'checkout.line_items':
      return comparableWants(constraint['items'] ?? null);
    default:
      return constraint;
  }
}

/** AP2 names acceptable things by one identifier, and has neither attributes nor wants that are not hard. */
function comparableWants(items: JsonValue): JsonValue {
  if (!Array.isArray(items)) return items;
  return items
    .map((item) => {
      if (!isJsonObject(item)) return canonicalize(item);
      const { id, quantity, acceptable } = item;
      const skus = Array.isArray(acceptable)
        ? acceptable.map((thing) => (isJsonObject(thing) ? (thing['sku'] ?? null) : null))
        : [];
      return canonicalize([id ?? null, quantity ?? null, skus.map(String).sort(compareUtf16)]);
    })
    .sort(compareUtf16);
}
