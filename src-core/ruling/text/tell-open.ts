import { showFact } from '../../arbitration/explain/explain-rule.ts';
import { showMoney } from '../../arbitration/explain/show-money.ts';
import { words as explainWords, type ExplainLanguage } from '../../arbitration/explain/words.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Block, Section } from './ruling-text.ts';
import { sayCites } from './say-cites.ts';
import { sayParty } from './say-value.ts';
import type { Told } from './told.ts';
import { textWords } from './words.ts';

/** What is open and who holds the evidence of it, what the other choice of a pack would give, and what was taken for granted. */
export function tellOpen(told: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const { undetermined, counterfactuals, assumptions } = told.core;
  const blocks: Block[] = [];
  if (undetermined.length === 0) blocks.push({ kind: 'paragraph', text: say.nothingOpen });
  else
    blocks.push({
      kind: 'table',
      columns: [
        { head: say.columns.fact, width: 44 },
        { head: say.columns.heldBy, width: 32 },
        { head: say.columns.decides, width: 24 },
      ],
      rows: undetermined.map(({ what, heldBy, wouldDecide }) => [
        { text: showFact(what, language) },
        { text: heldBy.length === 0 ? say.nobody : heldBy.map((party) => sayParty(party, language)).join(say.comma) },
        { text: wouldDecide.map(visible).join(say.comma) },
      ]),
    });
  if (counterfactuals.length > 0)
    blocks.push(
      { kind: 'heading', text: say.whatIf },
      {
        kind: 'list',
        items: counterfactuals.map(({ pack, param, value, outcome, total }) => {
          const said = say.counterfactual(visible(`${pack}/${param}`), String(value), explainWords[language].outcomes[outcome]);
          const money = total === undefined ? '' : say.counterfactualMoney(showMoney(total));
          return { text: `${said}${money}${language === 'en' ? '.' : '。'}` };
        }),
      },
    );
  if (assumptions.length > 0)
    blocks.push(
      { kind: 'heading', text: say.assumptions },
      {
        kind: 'list',
        items: assumptions.map(({ fact, what, inputs }) => {
          const cites = sayCites(inputs, told);
          return { text: say.assumed[what](showFact(fact, language)), ...(cites === '' ? {} : { cites }) };
        }),
      },
    );
  return { id: 'open', heading: say.headings.open, blocks };
}
