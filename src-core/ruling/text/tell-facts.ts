import type { CoreFact } from '../../arbitration/core.ts';
import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Block, Item, Section } from './ruling-text.ts';
import { sayCites } from './say-cites.ts';
import { sayFactName } from './say-formula.ts';
import { sayFact } from './say-value.ts';
import { reliedFacts, type Told } from './told.ts';
import { textWords } from './words.ts';

function itemOf(fact: CoreFact, told: Told, language: ExplainLanguage): Item {
  const say = textWords[language];
  const name = sayFactName(fact.id, language);
  const titled = language === 'en' ? name.charAt(0).toUpperCase() + name.slice(1) : name;
  const cites = sayCites(fact.inputs, told);
  return {
    text: say.finding(say.bracketed(titled, fact.id), sayFact(fact, language)),
    ...(cites === '' ? {} : { cites }),
  };
}

/** Every fact of the core, those first that the outcome rests on; numbered throughout. */
export function tellFacts(told: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const relied = reliedFacts(told);
  const { facts } = told.core;
  const first = facts.filter(({ id }) => relied.has(id));
  const rest = facts.filter(({ id }) => !relied.has(id));
  const listOf = (some: readonly CoreFact[], from: number): Block =>
    some.length === 0
      ? { kind: 'paragraph', text: say.nothing }
      : { kind: 'list', from, items: some.map((fact) => itemOf(fact, told, language)) };
  return {
    id: 'facts',
    heading: say.headings.facts,
    blocks: [
      { kind: 'heading', text: say.factsRelied },
      listOf(first, 1),
      { kind: 'heading', text: say.factsOther },
      listOf(rest, first.length + 1),
    ],
  };
}
