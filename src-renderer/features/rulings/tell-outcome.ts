import type { RulingView, TraceRow } from '../../../src-core/host/groups/rulings.ts';
import type { RulingWords } from './ruling-words.ts';

type Outcome = Pick<RulingView, 'core' | 'barred'>;

/** What comes of a ruling, in sentences made of its core; the outcome's own word stands before them. */
export function outcomeSentences({ core, barred }: Outcome, words: RulingWords): string[] {
  const { t, name } = words;
  switch (core.outcome) {
    case 'established':
      return barred ? [t('verdict.barred')] : [...moneySentences(core, words), ...floorSentence(core, words)];
    case 'not-established':
      return [t('verdict.notEstablished')];
    case 'undetermined':
    case 'contested': {
      const holders = [...new Set(core.undetermined.flatMap(({ heldBy }) => heldBy))];
      const first = t(core.outcome === 'contested' ? 'verdict.contested' : 'verdict.undetermined', {
        count: core.undetermined.length,
      });
      return holders.length === 0 ? [first] : [first, t('verdict.holders', { names: words.list(holders.map(name)) })];
    }
    case 'referred':
      return [t('verdict.referred')];
  }
}

function moneySentences(core: Outcome['core'], words: RulingWords): string[] {
  const { t, name, percent, value } = words;
  if (core.awards.length === 0) return [t('verdict.nothingLeft')];
  const refunds = core.awards.map(({ from, to, money }) =>
    t('verdict.refund', { from: name(from), to: name(to), money: value(money) }),
  );
  const [only, ...more] = core.allocation;
  if (only === undefined) return refunds;
  const isSame = more.length === 0 && core.awards.length === 1 && core.awards[0]?.from === only.party;
  if (isSame) return [...refunds, t('verdict.bearsItself')];
  const shares = core.allocation.map(({ party, bps }) => t('verdict.share', { party: name(party), percent: percent(bps) }));
  return [...refunds, t('verdict.inTheEnd', { shares: words.list(shares) })];
}

function floorSentence(core: Outcome['core'], { t }: RulingWords): string[] {
  const open = new Set(core.undetermined.flatMap(({ wouldDecide }) => wouldDecide)).size;
  return open === 0 ? [] : [t('verdict.floor', { count: open })];
}

const OPEN: ReadonlySet<TraceRow['outcome']> = new Set([
  'established',
  'contested',
  'undetermined',
  'excluded',
  'defeated',
  'referred',
]);
const ORDER: readonly TraceRow['outcome'][] = [
  'established',
  'contested',
  'undetermined',
  'excluded',
  'referred',
  'defeated',
  'not-established',
  'not-in-force',
];
/** Rules that did not hold, and are shown all the same because they are near. */
const NEAR = 4;

/** The rules that matter first: what holds or may hold, then those that the claim names or that stand beside one; the rest is folded. */
export function splitTrace(trace: readonly TraceRow[], grounds: readonly string[]): { shown: TraceRow[]; rest: TraceRow[] } {
  const isNamed = ({ id, stage }: TraceRow): boolean => grounds.includes(id) || grounds.includes(stage);
  const matters = trace.filter((row) => OPEN.has(row.outcome) || isNamed(row));
  const stages = new Set(matters.filter(({ outcome }) => OPEN.has(outcome)).map(({ stage }) => stage));
  const others = trace.filter((row) => !matters.includes(row));
  const near = others.filter((row) => row.decides && row.outcome === 'not-established' && row.cites.length > 0);
  const beside = [...near.filter(({ stage }) => stages.has(stage)), ...near.filter(({ stage }) => !stages.has(stage))];
  const kept = new Set(beside.slice(0, Math.max(0, NEAR - matters.filter(({ outcome }) => !OPEN.has(outcome)).length)));
  const rank = (row: TraceRow): number => ORDER.indexOf(row.outcome);
  const shown = [...matters, ...kept].sort(
    (a, b) => rank(a) - rank(b) || Number(b.decides) - Number(a.decides) || (a.id < b.id ? -1 : 1),
  );
  return { shown, rest: others.filter((row) => !kept.has(row)) };
}

/** What a line of the trace holds beside its title, in columns of a Latin letter. */
const LINE = 62;
/** Edge and gap of a cited entry, in the same columns. */
const EDGE = 4;

const columns = (text: string): number =>
  [...text].reduce(
    (sum, character) => sum + (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );

/** True where texts fit side by side on a line of the trace, and leave room for the entries behind it. */
export const fitsLine = (texts: readonly string[]): boolean =>
  texts.reduce((sum, text) => sum + columns(text) + 2, EDGE + 2) <= LINE;

/** How many cited entries fit on the line behind a title; the others stand behind one more mark. */
export function fitCites(title: string, labels: readonly string[]): number {
  let left = LINE - columns(title);
  let count = 0;
  for (const label of labels) {
    left -= columns(label) + EDGE;
    if (left < (count + 1 < labels.length ? EDGE + 1 : 0)) break;
    count += 1;
  }
  return count;
}
