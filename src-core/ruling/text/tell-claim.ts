import { showMoney } from '../../arbitration/explain/show-money.ts';
import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Block, Section } from './ruling-text.ts';
import { sayBps, sayInstant, sayParty } from './say-value.ts';
import type { Told } from './told.ts';
import { textWords } from './words.ts';

/** The claim as it was made. */
export function tellClaim({ claim }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const row = (term: keyof typeof say.terms, text: string | undefined) =>
    text === undefined || text === '' ? [] : [{ term: say.terms[term], value: { text } }];
  const { paymentId, regime, statement } = claim;
  const rows = [
    ...row('id', visible(claim.id)),
    ...row('txn', visible(claim.txn)),
    ...row('payment', paymentId === undefined ? undefined : visible(paymentId)),
    ...row('claimant', sayParty(claim.claimant, language)),
    ...row('respondents', claim.respondents.map((party) => sayParty(party, language)).join(say.comma)),
    ...row('amount', showMoney(claim.amount)),
    ...row('grounds', claim.grounds.map(visible).join(say.comma)),
    ...row('jurisdiction', claim.jurisdiction === '*' ? say.terms.everywhere : visible(claim.jurisdiction)),
    ...row('regime', regime === undefined ? undefined : visible(regime)),
    ...row('notice', say.at(sayInstant(claim.noticeAt))),
    ...row('filed', say.at(sayInstant(claim.filedAt))),
    ...row('statement', statement === undefined ? undefined : visible(statement)),
  ];
  return { id: 'claim', heading: say.headings.claim, blocks: [{ kind: 'terms', rows }] };
}

/** What comes of the claim. */
export function tellOutcome({ core, rules }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const isBarred = rules.some(({ row, bound }) => bound.rule.bars === 'money' && row.outcome === 'established');
  const sentences: string[] = [];
  if (core.outcome === 'established' && isBarred) sentences.push(say.barred);
  else if (core.outcome === 'established' && core.awards.length === 0) sentences.push(say.nothingLeft);
  for (const { from, to, money } of core.awards)
    sentences.push(say.refund(sayParty(from, language), sayParty(to, language), showMoney(money)));
  for (const { party, bps, money } of core.allocation)
    sentences.push(
      bps === 10_000
        ? say.bearsAll(sayParty(party, language))
        : say.inTheEnd(sayParty(party, language), showMoney(money), sayBps(bps)),
    );
  const raising = [...new Set(core.undetermined.flatMap(({ wouldDecide }) => wouldDecide))];
  if (core.outcome === 'established' && raising.length > 0) sentences.push(say.floor(raising.map(visible).join(say.comma)));
  const blocks: Block[] = [{ kind: 'paragraph', text: say.outcomes[core.outcome], strong: true }];
  if (sentences.length > 0) blocks.push({ kind: 'paragraph', text: sentences.join(say.space) });
  blocks.push({ kind: 'paragraph', text: say.legalEffect(say.effects[core.legalEffect]) });
  return { id: 'outcome', heading: say.headings.outcome, blocks };
}
