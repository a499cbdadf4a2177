import { showMoney } from '../../arbitration/explain/show-money.ts';
import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Fact } from '../../arbitration/fact.ts';
import type { Interval, Money, RecordValue, SetValue, Value, ValueType } from '../../arbitration/value.ts';
import { vocabulary } from '../../arbitration/vocabulary.ts';
import { visible } from '../../encoding/visible-text.ts';
import { textWords } from './words.ts';

/** A party of the core: its id, or the words for a role that nobody holds. */
export function sayParty(party: string, language: ExplainLanguage): string {
  const say = textWords[language];
  if (!party.startsWith('role:')) return visible(party);
  const role = party.slice('role:'.length);
  return say.unnamed(say.roles[role as keyof typeof say.roles] ?? visible(role));
}

/** `2026-03-06 09:00:00.000`. */
export function sayInstant(instant: string): string {
  return visible(instant.replace('T', ' ').replace(/Z$/, ''));
}

function sayInterval({ notBefore, notAfter }: Interval, language: ExplainLanguage): string {
  const say = textWords[language];
  if (notBefore === undefined) return notAfter === undefined ? say.empty : say.notAfter(sayInstant(notAfter));
  if (notAfter === undefined) return say.notBefore(sayInstant(notBefore));
  return notBefore === notAfter ? say.at(sayInstant(notBefore)) : say.between(sayInstant(notBefore), sayInstant(notAfter));
}

function saySet({ complete, items }: SetValue, type: ValueType, language: ExplainLanguage): string {
  const say = textWords[language];
  const said = items.map((item) => sayValue(item, type, language)).join(say.comma);
  if (complete) return items.length === 0 ? say.empty : said;
  return say.incomplete(items.length === 0 ? say.noneShown : said);
}

function sayRecord(record: RecordValue, types: { readonly [member: string]: ValueType }, language: ExplainLanguage): string {
  const say = textWords[language];
  return Object.keys(types)
    .filter((member) => record[member] !== undefined)
    .map((member) => {
      const value = record[member] as Value;
      if (member === 'role' && typeof value === 'string') return say.roles[value as keyof typeof say.roles] ?? visible(value);
      return sayValue(value, types[member] as ValueType, language);
    })
    .join(' ');
}

/** A value of a known type in words. Texts of evidence are shown in visible form. */
export function sayValue(value: Value, type: ValueType, language: ExplainLanguage): string {
  const say = textWords[language];
  switch (type) {
    case 'boolean':
      return value === true ? say.yes : say.no;
    case 'integer':
    case 'decimal':
      return String(value);
    case 'string':
      return visible(String(value));
    case 'money':
      return showMoney(value as Money);
    case 'interval':
      return sayInterval(value as Interval, language);
    default:
      return 'set' in type
        ? saySet(value as SetValue, type.set, language)
        : sayRecord(value as RecordValue, type.record, language);
  }
}

// Facts whose texts are letters of roles.
const roleFacts: ReadonlySet<string> = new Set(['set.finalBy', 'idn.notice', 'idn.relied']);

/** What became of a fact: its value, that it is none, or why it has no value. */
export function sayFact({ id, state, value }: Pick<Fact, 'id' | 'state' | 'value'>, language: ExplainLanguage): string {
  const say = textWords[language];
  if (state !== 'known') return say.states[state];
  if (value === undefined) return say.none;
  const type = vocabulary.get(id)?.type ?? 'string';
  if (!roleFacts.has(id)) return sayValue(value, type, language);
  const role = (letter: Value): string => say.roles[letter as keyof typeof say.roles] ?? visible(String(letter));
  if (typeof value === 'string') return role(value);
  const { complete, items } = value as SetValue;
  return saySet({ complete, items: items.map(role) }, 'string', language);
}

/** Basis points as people write them: `10,000`. */
export function sayBps(bps: number): string {
  return bps >= 1000 ? `${Math.trunc(bps / 1000)},${String(bps % 1000).padStart(3, '0')}` : String(bps);
}
