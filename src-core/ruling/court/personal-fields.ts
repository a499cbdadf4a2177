import { isJsonObject, type JsonObject } from '../../json/json-value.ts';

/** Members of a body that speak of a person, with the member that says of whom; `author` is whoever signed the entry. */
const fields: readonly (readonly [member: string, of: 'author' | 'payee' | 'party'])[] = [
  ['utterance', 'author'],
  ['query', 'author'],
  ['reason', 'author'],
  ['destination', 'author'],
  ['instrument', 'author'],
  ['statement', 'author'],
  ['grounds', 'author'],
  ['account', 'payee'],
  ['accounts', 'party'],
  ['name', 'party'],
];

/**
 * Fields of an entry that stand in clear in what was signed and speak of somebody else than the parties of the claim. Where a body does
 * not say of whom, they are its author's.
 *
 * @param own - ids of claimant and respondents
 * @returns RFC 6901 pointers into the payload
 */
export function foreignPersonalFields(payload: JsonObject, own: ReadonlySet<string>): string[] {
  const { actor, body } = payload;
  if (!isJsonObject(body)) return [];
  const author = isJsonObject(actor) ? actor['id'] : undefined;
  return fields.flatMap(([member, of]) => {
    if (body[member] === undefined) return [];
    const named = of === 'author' ? author : (body[of] ?? author);
    return typeof named === 'string' && own.has(named) ? [] : [`/body/${member}`];
  });
}
