import { showMoney } from '../../arbitration/explain/show-money.ts';
import { words as explainWords, type ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Money } from '../../arbitration/value.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Block, Phrase, Section } from './ruling-text.ts';
import { sayBps, sayParty } from './say-value.ts';
import { amountOf, type Told } from './told.ts';
import { textWords } from './words.ts';

/** Who refunds at once, and who bears it in the end. */
export function tellLiability({ core }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const { party, bps, bears, refunds } = say.columns;
  const blocks: Block[] = [];
  if (core.awards.length > 0)
    blocks.push(
      { kind: 'heading', text: say.refundsNow },
      {
        kind: 'table',
        columns: [
          { head: party, width: 70 },
          { head: refunds, width: 30, align: 'end' },
        ],
        rows: core.awards.map(({ from, money }) => [{ text: sayParty(from, language) }, { text: showMoney(money) }]),
      },
    );
  if (core.allocation.length > 0)
    blocks.push(
      { kind: 'heading', text: say.bearsInTheEnd },
      {
        kind: 'table',
        columns: [
          { head: party, width: 50 },
          { head: bps, width: 20, align: 'end' },
          { head: bears, width: 30, align: 'end' },
        ],
        rows: core.allocation.map((share) => [
          { text: sayParty(share.party, language) },
          { text: sayBps(share.bps) },
          { text: showMoney(share.money) },
        ]),
      },
    );
  if (blocks.length === 0) blocks.push({ kind: 'paragraph', text: say.noLiability });
  return { id: 'liability', heading: say.headings.liability, blocks };
}

interface Bounds {
  readonly settled: Money;
  readonly refunded: Money;
}

function boundsOf({ facts }: Told): Bounds | undefined {
  const money = (id: string): Money | undefined => {
    const fact = facts.get(id);
    return fact?.state === 'known' ? (fact.value as Money | undefined) : undefined;
  };
  const [settled, refunded] = [money('pay.T'), money('pay.R')];
  if (settled === undefined || refunded === undefined || settled.currency !== refunded.currency) return undefined;
  return { settled, refunded };
}

/** The award step by step, so that a person can compute it by hand. */
export function tellRemedy(told: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const { core, claim } = told;
  const bounds = boundsOf(told);
  const heading = say.headings.remedy;
  if (core.heads.length === 0 || bounds === undefined)
    return { id: 'remedy', heading, blocks: [{ kind: 'paragraph', text: say.noRemedy }] };
  const { currency } = bounds.settled;
  const rows: Phrase[][] = [];
  const step = (text: string, minor: number, strong = false): void => {
    const mark = strong ? { strong: true as const } : {};
    rows.push([
      { text, ...mark },
      { text: showMoney({ currency, minor }), ...mark },
    ]);
  };
  const { steps } = say;
  const left = Math.max(0, bounds.settled.minor - bounds.refunded.minor);
  step(steps.settled, bounds.settled.minor);
  step(steps.refunded, bounds.refunded.minor);
  step(steps.left, left);
  step(steps.claimed, claim.amount.minor);
  let room = Math.min(left, claim.amount.minor);
  step(steps.room, room);
  for (const { head, rule: id, money, bearers } of core.heads) {
    const name = explainWords[language].heads[head];
    const rule = told.rules.find(({ row }) => row.id === id);
    const asked = rule === undefined ? undefined : amountOf(rule, told);
    if (asked !== undefined) step(steps.asked(name, visible(id)), asked.minor);
    step(steps.awarded(name), money.minor, true);
    for (const { party, bps, money: part } of bearers) step(steps.share(sayParty(party, language), sayBps(bps)), part.minor);
    room -= money.minor;
    step(steps.remains, room);
  }
  step(
    steps.total,
    core.heads.reduce((sum, { money }) => sum + money.minor, 0),
    true,
  );
  return {
    id: 'remedy',
    heading,
    blocks: [
      {
        kind: 'table',
        columns: [
          { head: say.columns.step, width: 72 },
          { head: say.columns.money, width: 28, align: 'end' },
        ],
        rows,
      },
      { kind: 'paragraph', text: [say.neverAdded, say.rounding].join(say.space) },
    ],
  };
}
