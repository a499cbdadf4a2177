import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { CitedEntry, RulingView, TraceRow } from '../../../src-core/host/groups/rulings.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import type { RulingWords } from './ruling-words.ts';
import { fitCites, fitsLine, splitTrace } from './tell-outcome.ts';

const MOST_VALUES = 8;
const TWO_LINES: ReadonlySet<TraceRow['outcome']> = new Set(['established', 'contested', 'undetermined', 'excluded', 'referred']);

interface TraceTableProps {
  readonly view: RulingView;
  readonly words: RulingWords;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** Every rule with its state and why; what did not hold is folded, never left out. */
export function TraceTable({ view, words, open, onOpen }: TraceTableProps) {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const { shown, rest } = splitTrace(view.trace, view.claim.grounds);
  const entries = new Map(view.entries.map((entry) => [entry.digest, entry]));
  return (
    <>
      <table className="trace" aria-label={t('trace')}>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('columns.state')}</th>
            <th scope="col">{t('columns.rule')}</th>
            <th scope="col">{t('columns.why')}</th>
          </tr>
        </thead>
        <tbody>
          {[...shown, ...(open ? rest : [])].map((row) => (
            <Row key={row.id} row={row} view={view} words={words} entries={entries} />
          ))}
        </tbody>
      </table>
      {rest.length > 0 && (
        <AriaButton className="link trace-more" onPress={() => onOpen(!open)} aria-expanded={open}>
          {t(open ? 'fewerRules' : 'moreRules', { count: rest.length, shown: formats.number(rest.length) })}
        </AriaButton>
      )}
    </>
  );
}

interface RowProps {
  readonly row: TraceRow;
  readonly view: RulingView;
  readonly words: RulingWords;
  readonly entries: ReadonlyMap<string, CitedEntry>;
}

function Row({ row, view, words, entries }: RowProps) {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const [all, setAll] = useState(false);
  const cites = row.cites.flatMap((digest) => entries.get(digest) ?? []);
  const values = valuesOf(row, view, words);
  const title = words.title(row);
  const isWide = TWO_LINES.has(row.outcome);
  const labels = cites.map(({ authorName, author, seq }) => `${authorName ?? author} ${formats.number(seq)}`);
  // One line says what would have had to be otherwise: an amount, if it read one.
  const near =
    values.find((value) => /\d\.\d\d/.test(value) && fitsLine([title, value])) ??
    values.find((value) => fitsLine([title, value]));
  const most = isWide ? Math.max(1, fitCites(title, labels)) : fitCites(`${title} ${near ?? ''}`, labels);
  return (
    <tr className="trace-row" data-outcome={row.outcome}>
      <td className="trace-state">
        <StateWord name={row.outcome} />
      </td>
      <th scope="row" className="trace-id t-mono">
        {row.id}
      </th>
      <td className="trace-what">
        <div className="trace-line">
          <span className="trace-title">{title}</span>
          {!isWide && near !== undefined && <span className="trace-values t-2">{near}</span>}
          <span className="trace-cites">
            {(all ? cites : cites.slice(0, most)).map((entry) => (
              <Cite key={entry.digest} entry={entry} words={words} />
            ))}
            {!all && cites.length > most && (
              <AriaButton
                className="cite"
                aria-label={t('moreCites', { more: cites.length - most, count: cites.length, rule: row.id })}
                onPress={() => setAll(true)}
              >
                +{cites.length - most}
              </AriaButton>
            )}
          </span>
        </div>
        {isWide && (
          <p className="trace-why t-2">
            {words.text([
              words.why(row),
              ...(values.length === 0 ? [] : [sentenceOf(values.slice(0, MOST_VALUES).join(t('semicolon')), t)]),
            ])}
          </p>
        )}
        {row.defeatedBy.length > 0 && !isWide && <p className="trace-why t-2">{words.why(row)}</p>}
      </td>
    </tr>
  );
}

/** Clauses as a sentence of their own. */
function sentenceOf(clauses: string, t: ReturnType<typeof useTranslation<'rulings'>>['t']): string {
  return t('withStop', { text: clauses.charAt(0).toUpperCase() + clauses.slice(1) });
}

/** The facts that a rule read with what they are, then the parameters in effect. */
function valuesOf({ reads, params, missing }: TraceRow, { core }: RulingView, words: RulingWords): string[] {
  const facts = reads.flatMap((id) => {
    const fact = core.facts.find((candidate) => candidate.id === id);
    // What is missing the sentence before says already.
    if (fact === undefined || missing.includes(id) || (fact.state === 'known' && fact.value === undefined)) return [];
    const value = fact.state === 'known' ? words.value(fact.value) : words.t(`factStates.${fact.state}`);
    return [words.t('named', { name: words.fact(id), value })];
  });
  return [...facts, ...params.map(({ id, value }) => words.t('named', { name: id, value: words.value(value) }))];
}

function Cite({ entry, words }: { readonly entry: CitedEntry; readonly words: RulingWords }) {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const { lineId } = entry;
  const name = entry.authorName ?? entry.author;
  const text = (
    <>
      <EvidenceText text={name} /> {formats.number(entry.seq)}
    </>
  );
  if (lineId === undefined) return <span className="cite gone">{text}</span>;
  return (
    <AriaButton
      className="cite"
      aria-label={t('cite', { name: words.name(name), seq: formats.number(entry.seq), type: words.entryType(entry.type) })}
      onPress={() => go({ screen: 'ledger', lineId })}
    >
      {text}
    </AriaButton>
  );
}
