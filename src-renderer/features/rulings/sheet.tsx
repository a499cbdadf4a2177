import { Fragment, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CitedEntry, RulingView, TraceRow } from '../../../src-core/host/groups/rulings.ts';
import { visibleText } from '../../components/evidence-text.tsx';
import { verifierDigest } from '../../components/verifier-digest.ts';
import { arithmeticOf } from './figures.ts';
import { rulingWords, type RulingLanguage, type RulingWords } from './ruling-words.ts';
import { outcomeSentences } from './tell-outcome.ts';
import './sheet.css';

export type SheetLanguages = 'both' | RulingLanguage;

/** More findings would not be read; the core and the trace name all entries. */
const MOST_FINDINGS = 12;

/** The ruling as a page to print: parties, findings with their entries as footnotes, rules, remedy, what is left open, and limits. */
export function Sheet({ view, languages }: { readonly view: RulingView; readonly languages: SheetLanguages }) {
  const { i18n } = useTranslation('rulings');
  const spoken = useMemo((): readonly RulingWords[] => {
    const own: readonly RulingLanguage[] = languages === 'both' ? ['en', 'zh-CN'] : [languages];
    return own.map((language) => rulingWords(i18n, language, view));
  }, [i18n, languages, view]);
  const [first] = spoken;
  const notes = useMemo(() => footnotesOf(view), [view]);
  if (first === undefined) return null;
  const { claim } = view;
  const deciding = view.trace.filter((row) => row.outcome === 'established');
  return (
    <article className="sheet" lang={first.language} data-languages={languages}>
      <p className="sheet-top">
        <span>{first.t('sheet.number', { number: view.number })}</span>
        {view.signed === undefined ? (
          <span className="sheet-draft">
            {spoken.map(({ t, language }) => (
              <span key={language} lang={language}>
                {t('sheet.draft')}
              </span>
            ))}
          </span>
        ) : (
          <span>{first.t('sheet.signed', { name: view.signed.name, date: first.date(view.signed.at) })}</span>
        )}
      </p>
      <h2 className="sheet-title">
        <Both spoken={spoken} say={({ t }) => t('sheet.title')} />
      </h2>
      <div className="sheet-parties">
        <Party name={first.name(claim.claimant)} role={<Both spoken={spoken} say={({ t }) => t('sheet.claimant')} />} />
        {claim.respondents.length > 0 && (
          <p className="sheet-and">
            <Both spoken={spoken} say={({ t }) => t('sheet.and')} />
          </p>
        )}
        {claim.respondents.map((party) => (
          <Party key={party} name={first.name(party)} role={<Both spoken={spoken} say={({ t }) => t('sheet.respondent')} />} />
        ))}
      </div>
      <Part spoken={spoken} head="sheet.claimHead">
        {(words) => <p>{claimSentence(view, words)}</p>}
      </Part>
      <Part spoken={spoken} head="sheet.factsHead">
        {(words) => (
          <ol className="sheet-list">
            {notes.map((entry, index) => (
              <li key={entry.digest}>
                {findingSentence(entry, words)}
                <sup>{index + 1}</sup>
              </li>
            ))}
            {factsOf(view, deciding, words).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        )}
      </Part>
      <Part spoken={spoken} head="sheet.rulesHead">
        {(words) => (
          <ol className="sheet-list">
            {deciding.map((row) => (
              <li key={row.id}>{words.t('sheet.rule', { id: row.id, title: words.title(row), why: words.why(row) })}</li>
            ))}
            {deciding.length === 0 && <li>{words.t('sheet.noRule')}</li>}
            <li>{words.t('sheet.considered', { count: view.trace.length, packs: packsOf(view, words) })}</li>
          </ol>
        )}
      </Part>
      <Part spoken={spoken} head="sheet.rulingHead">
        {(words) => (
          <>
            <p>
              <strong>{words.text(outcomeSentences(view, words))}</strong>
            </p>
            {remedySentences(view, words).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </>
        )}
      </Part>
      <Part spoken={spoken} head="sheet.openHead">
        {(words) =>
          view.core.undetermined.length === 0 ? (
            <p>{words.t('sheet.nothingOpen')}</p>
          ) : (
            <ol className="sheet-list">
              {view.core.undetermined.map(({ what, heldBy, wouldDecide }) => (
                <li key={what}>
                  {words.t(heldBy.length === 0 ? 'sheet.openNobody' : 'sheet.open', {
                    fact: words.begin(words.fact(what)),
                    names: words.list(heldBy.map(words.name)),
                    rules: wouldDecide.join(' '),
                  })}
                </li>
              ))}
            </ol>
          )
        }
      </Part>
      {spoken.map(({ t, language }) => (
        <p key={language} className="sheet-limits" lang={language}>
          {t('sheet.limits')}
        </p>
      ))}
      <ol className="sheet-notes">
        {notes.map((entry, index) => (
          <li key={entry.digest}>
            <sup>{index + 1}</sup> {visibleText(entry.type)} {entry.digest}
          </li>
        ))}
        <li>core {view.coreDigest}</li>
        <li>assize-verifier.html {verifierDigest}</li>
      </ol>
    </article>
  );
}

/** The same in each language that the sheet speaks, side by side. */
function Both({ spoken, say }: { readonly spoken: readonly RulingWords[]; readonly say: (words: RulingWords) => string }) {
  return (
    <>
      {spoken.map((words, index) => (
        <Fragment key={words.language}>
          {index > 0 && ' '}
          <span lang={words.language}>{say(words)}</span>
        </Fragment>
      ))}
    </>
  );
}

function Party({ name, role }: { readonly name: string; readonly role: ReactNode }) {
  return (
    <p className="sheet-party">
      <strong>{name}</strong>
      <em>{role}</em>
    </p>
  );
}

type Head = 'claimHead' | 'factsHead' | 'rulesHead' | 'rulingHead' | 'openHead';

interface PartProps {
  readonly spoken: readonly RulingWords[];
  readonly head: `sheet.${Head}`;
  readonly children: (words: RulingWords) => ReactNode;
}

function Part({ spoken, head, children }: PartProps) {
  return (
    <section className="sheet-part">
      <h3>
        <Both spoken={spoken} say={({ t }) => t(head)} />
      </h3>
      {spoken.map((words) => (
        <div key={words.language} lang={words.language}>
          {children(words)}
        </div>
      ))}
    </section>
  );
}

/** The entries that the rules rest on which decide, or might: by time, each once. */
function footnotesOf({ trace, entries }: RulingView): readonly CitedEntry[] {
  const decided = trace.filter((row) => row.decides && row.outcome === 'established');
  const open = trace.filter((row) => row.decides && (row.outcome === 'undetermined' || row.outcome === 'contested'));
  const basis = decided.length > 0 ? decided : open.length > 0 ? open : trace.filter((row) => row.decides);
  const digests = new Set(basis.flatMap(({ cites }) => cites));
  return entries
    .filter(({ digest, type }) => digests.has(digest) && !type.startsWith('key.') && type !== 'party.registered')
    .sort((a, b) => (a.at === b.at ? (a.digest < b.digest ? -1 : 1) : a.at < b.at ? -1 : 1))
    .slice(0, MOST_FINDINGS);
}

function findingSentence({ at, authorName, author, type, amount }: CitedEntry, words: RulingWords): string {
  const about = {
    at: words.instant(at),
    author: words.name(authorName ?? author),
    act: words.entryType(type),
    money: amount === undefined ? '' : words.value(amount),
  };
  return words.t(amount === undefined ? 'sheet.recorded' : 'sheet.recordedMoney', about);
}

function factsOf({ core }: RulingView, deciding: readonly TraceRow[], words: RulingWords): string[] {
  const read = new Set(deciding.filter(({ decides }) => decides).flatMap(({ reads }) => reads));
  const known = core.facts.filter((fact) => read.has(fact.id) && fact.state === 'known' && fact.value !== undefined);
  if (known.length === 0) return [];
  const values = known.map((fact) => words.t('named', { name: words.fact(fact.id), value: words.value(fact.value) }));
  return [words.t('sheet.follows', { values: values.join(words.t('semicolon')) })];
}

function claimSentence({ claim }: RulingView, words: RulingWords): string {
  const about = {
    claimant: words.name(claim.claimant),
    amount: words.value(claim.amount),
    payment: words.value(claim.paymentId ?? claim.txn),
    respondents: words.list(claim.respondents.map(words.name)),
    date: words.date(claim.filedAt),
    grounds: words.list(claim.grounds.map(words.value)),
  };
  const grounds = claim.grounds.length > 0 ? words.t('claimGrounds', about) : '';
  return `${words.t(claim.respondents.length === 0 ? 'claimOpen' : 'claimLine', about)}${grounds}${words.t('claimFiled', about)}${words.t('stop').trim()}`;
}

/** How the sum comes about, step by step. */
function remedySentences(view: RulingView, words: RulingWords): string[] {
  const { heads, settled, refunded, left, claimed, total } = arithmeticOf(view);
  const { t, value } = words;
  const sentences = heads.map(({ head, rule, asked, money }) =>
    t(asked.minor === money.minor ? 'sheet.head' : 'sheet.headCapped', {
      head: t(`heads.${head}` as 'heads.excess'),
      rule,
      asked: value(asked),
      money: value(money),
    }),
  );
  if (total === undefined) return [];
  if (settled !== undefined && refunded !== undefined && left !== undefined)
    sentences.push(
      t('sheet.cap', { settled: value(settled), refunded: value(refunded), left: value(left), claimed: value(claimed) }),
    );
  const shares = view.core.allocation.map(({ party, bps, money }) =>
    t('sheet.share', { party: words.nameAndRole(party), bps: bps.toLocaleString('en'), money: value(money) }),
  );
  if (shares.length > 0) sentences.push(t('sheet.shares', { shares: shares.join(t('semicolon')) }));
  return sentences;
}

const packsOf = ({ core }: RulingView, words: RulingWords): string =>
  words.list(core.packs.map(({ id, version }) => `${id} ${version}`));
