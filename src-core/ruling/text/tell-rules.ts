import { showMoney } from '../../arbitration/explain/show-money.ts';
import { words as explainWords, type ExplainLanguage } from '../../arbitration/explain/words.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Block, Item, Section } from './ruling-text.ts';
import { sayNumbers } from './say-cites.ts';
import { sayCondition, sayFactName, sayFormula, type FormulaNames } from './say-formula.ts';
import { sayFact, sayValue } from './say-value.ts';
import { amountOf, reasonOf, type Told, type ToldRule } from './told.ts';
import { textWords } from './words.ts';

function titleOf({ bound }: ToldRule, language: ExplainLanguage): string {
  const { title } = bound.rule;
  return visible(language === 'en' ? title.en : title.zh);
}

function packOf({ bound }: ToldRule): string {
  return visible(`${bound.home.pack.id} ${bound.home.pack.version}`);
}

function namesOf({ bound }: ToldRule, language: ExplainLanguage): FormulaNames {
  return {
    fact: (id) => sayFactName(id, language),
    param: (id) => {
      const param = bound.home.params.get(id);
      return param === undefined ? id : `${id} = ${sayValue(param.value, param.type, language)}`;
    },
  };
}

/** The same formula with the core's values in place of names. */
function valuesOf(rule: ToldRule, told: Told, language: ExplainLanguage): FormulaNames {
  return {
    fact: (id) => {
      const fact = told.facts.get(id);
      return fact === undefined ? id : sayFact(fact, language);
    },
    param: (id) => {
      const param = rule.bound.home.params.get(id);
      return param === undefined ? id : sayValue(param.value, param.type, language);
    },
  };
}

function notesOf(rule: ToldRule, told: Told, language: ExplainLanguage): string[] {
  const say = textWords[language];
  const { when, remedy, sources } = rule.bound.rule;
  const amount = amountOf(rule, told);
  const names = namesOf(rule, language);
  const filled =
    amount === undefined || remedy === undefined ? '' : sayFormula(remedy.amount, language, valuesOf(rule, told, language));
  return [
    say.condition(sayCondition(when, language, names)),
    ...(amount === undefined || remedy === undefined
      ? []
      : [say.ruleAmount(sayFormula(remedy.amount, language, names), filled, showMoney(amount))]),
    [say.ofPack(packOf(rule)), ...sources.map(({ cite, tag }) => say.source(visible(cite), say.tags[tag]))].join(say.space),
  ];
}

function itemOf(rule: ToldRule, told: Told, language: ExplainLanguage): Item {
  const say = textWords[language];
  const outcome = explainWords[language].outcomes[rule.row.outcome];
  const head = say.rule(visible(rule.row.id), titleOf(rule, language), outcome);
  const cites = sayNumbers(rule.row.inputs, told);
  return {
    text: [head, reasonOf(rule, told, language)].join(say.space),
    notes: notesOf(rule, told, language),
    ...(cites === '' ? {} : { cites }),
  };
}

const open: ReadonlySet<string> = new Set(['contested', 'undetermined', 'excluded', 'referred']);

/** All rules: those that are established, those that are open, and those that were considered and not applied. */
export function tellRules(told: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const { rules } = told;
  const listOf = (some: readonly ToldRule[]): Block =>
    some.length === 0
      ? { kind: 'paragraph', text: say.nothing }
      : { kind: 'list', items: some.map((rule) => itemOf(rule, told, language)) };
  const others = rules.filter(({ row }) => row.outcome !== 'established' && !open.has(row.outcome));
  return {
    id: 'rules',
    heading: say.headings.rules,
    blocks: [
      { kind: 'heading', text: say.rulesApplied },
      listOf(rules.filter(({ row }) => row.outcome === 'established')),
      { kind: 'heading', text: say.rulesOpen },
      listOf(rules.filter(({ row }) => open.has(row.outcome))),
      { kind: 'heading', text: say.rulesNot },
      {
        kind: 'table',
        columns: [
          { head: say.columns.rule, width: 18 },
          { head: say.columns.title, width: 30 },
          { head: say.columns.outcome, width: 17 },
          { head: say.columns.reason, width: 35 },
        ],
        rows: others.map((rule) => [
          { text: visible(rule.row.id) },
          { text: titleOf(rule, language) },
          { text: explainWords[language].outcomes[rule.row.outcome] },
          { text: reasonOf(rule, told, language) },
        ]),
      },
    ],
  };
}
