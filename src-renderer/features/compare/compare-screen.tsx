import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceComparison } from '../../../src-core/host/groups/compare.ts';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { TitleStrip } from '../../components/title-strip.tsx';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useSentenceGap } from '../../i18n/sentence-gap.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useComparison } from '../../state/comparison.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import { notify } from '../../state/toasts.ts';
import { ChooseSides, type Sides } from './choose-sides.tsx';
import { ComparisonProgress } from './comparison-progress.tsx';
import { DisagreementTable } from './disagreement-table.tsx';
import { ForkSection } from './fork-section.tsx';
import { OmissionList } from './omission-list.tsx';
import { ProofNote } from './proof-note.tsx';
import { RollbackTable } from './rollback-table.tsx';
import { SideTable } from './side-table.tsx';
import './compare.css';

/** Two parties' evidence, each verified by itself, then held against each other. */
export default function CompareScreen() {
  const { t } = useTranslation('compare');
  const caseId = useCaseId();
  const sources = useCall('compare.sources', { caseId });
  // Whoever comes back finds the two that are being compared.
  const [chosen, setChosen] = useState<Sides | undefined>(() => {
    const { pair } = useComparison.getState();
    return pair?.caseId === caseId ? { a: pair.a, b: pair.b } : undefined;
  });
  const [first, second] = sources.data ?? [];
  if (sources.error !== null) return <Failure error={sources.error} retry={() => void sources.refetch()} />;
  if (sources.data === undefined) return <Loading />;
  if (first === undefined || second === undefined)
    return (
      <div className="compare">
        <TitleStrip title={t('title')} topic="compare" />
        <Empty>{t('needTwo')}</Empty>
        <p className="compare-need">
          <Button keys="Mod+I" onPress={() => go({ screen: 'import' })}>
            {t('import')}
          </Button>
        </p>
      </div>
    );
  const known = new Set(sources.data.map(({ id }) => id));
  const sides = chosen !== undefined && known.has(chosen.a) && known.has(chosen.b) ? chosen : { a: first.id, b: second.id };
  return (
    <div className="compare">
      <Comparison
        caseId={caseId}
        sides={sides}
        choose={<ChooseSides sources={sources.data} sides={sides} onChange={setChosen} />}
        onSwap={() => setChosen({ a: sides.b, b: sides.a })}
      />
    </div>
  );
}

interface ComparisonProps {
  readonly caseId: string;
  readonly sides: Sides;
  readonly choose: ReactNode;
  readonly onSwap: () => void;
}

function Comparison({ caseId, sides, choose, onSwap }: ComparisonProps) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const { want, isStopped } = useComparison();
  const { a, b } = sides;
  useEffect(() => want({ caseId, a, b }), [want, caseId, a, b]);
  const found = useCall('compare.run', { caseId, a, b }, { enabled: !isStopped });
  const exportProof = useAct('compare.exportProof', ['custody']);
  const save = useAct('files.save');
  const forks = found.data?.counts.forks ?? 0;
  const saveProof = useCallback(
    () =>
      exportProof.mutate(
        { caseId, ...sides },
        {
          onSuccess: ({ handle, forks: count }) =>
            save.mutate(
              { handle, suggestedName: 'fork-proof.json' },
              { onSuccess: ({ saved }) => saved && notify(t('proof.saved', { count })) },
            ),
          onError: (error) => notify(`${error.code}: ${error.message}`, { failure: true }),
        },
      ),
    [exportProof, save, caseId, sides, t],
  );
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      return [
        {
          id: 'compare.export',
          title: t('proof.export'),
          section,
          keys: ['Mod+E'],
          icon: 'seal',
          run: saveProof,
          enabled: forks > 0,
        },
        { id: 'compare.swap', title: t('swap'), section, icon: 'compare', run: onSwap },
        { id: 'compare.next', title: t('next'), section, keys: ['F8'], icon: 'flag', run: () => focusDifference(1) },
        {
          id: 'compare.previous',
          title: t('previous'),
          section,
          keys: ['Shift+F8'],
          icon: 'flag',
          run: () => focusDifference(-1),
        },
      ];
    }, [t, saveProof, onSwap, forks]),
  );
  const counts = found.data?.counts;
  useStatusNote(
    counts === undefined
      ? ''
      : t('status', {
          forks: t('forksCount', { count: counts.forks, shown: formats.number(counts.forks) }),
          disagreements: t('disagreementsCount', { count: counts.disagreements, shown: formats.number(counts.disagreements) }),
        }),
  );
  return (
    <>
      <TitleStrip title={t('title')} topic="compare">
        <Button icon="seal" keys="Mod+E" isDisabled={forks === 0} onPress={saveProof}>
          {t('proof.export')}
        </Button>
      </TitleStrip>
      {choose}
      {found.error !== null ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <ComparisonProgress />
      ) : (
        <Result comparison={found.data} />
      )}
    </>
  );
}

/** Moves the focus to the next thing in which the two sides are not alike. */
function focusDifference(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-difference]')];
  const at = all.findIndex((item) => item.contains(document.activeElement));
  const next = all[(at < 0 && step < 0 ? 0 : at + step + all.length) % Math.max(1, all.length)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function Result({ comparison }: { readonly comparison: SourceComparison }) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const { forks, disagreements, rollbacks, counts } = comparison;
  return (
    <div className="compare-body">
      <section data-pane aria-label={t('verdictHead')}>
        <VerdictSentence comparison={comparison} />
        <SideTable comparison={comparison} />
      </section>
      <section data-pane aria-labelledby="compare-forks">
        <Head
          id="compare-forks"
          title={t('forks')}
          note={t('forksCount', { count: counts.forks, shown: formats.number(counts.forks) })}
        />
        {forks.length === 0 ? (
          <p className="t-2 compare-none">{t('forksNone')}</p>
        ) : (
          <>
            <p className="t-small t-2 compare-about">{t('forksAbout')}</p>
            {forks.map((fork) => (
              <ForkSection key={`${fork.chain} ${fork.seq}`} fork={fork} />
            ))}
            {counts.forks > forks.length && (
              <p className="t-2">
                {t('andMore', { count: counts.forks - forks.length, shown: formats.number(counts.forks - forks.length) })}
              </p>
            )}
            <ProofNote />
          </>
        )}
      </section>
      <section data-pane aria-labelledby="compare-disagreements">
        <Head
          id="compare-disagreements"
          title={t('disagreements')}
          note={t('disagreementsCount', { count: counts.disagreements, shown: formats.number(counts.disagreements) })}
        />
        {disagreements.length === 0 ? (
          <p className="t-2 compare-none">{t('disagreementsNone')}</p>
        ) : (
          <DisagreementTable disagreements={disagreements} />
        )}
      </section>
      <section data-pane aria-labelledby="compare-rollbacks">
        <Head
          id="compare-rollbacks"
          title={t('rollbacks')}
          note={t('rollbacksCount', { count: counts.rollbacks, shown: formats.number(counts.rollbacks) })}
        />
        {rollbacks.length === 0 ? (
          <p className="t-2 compare-none">{t('rollbacksNone')}</p>
        ) : (
          <RollbackTable rollbacks={rollbacks} />
        )}
      </section>
      <section data-pane aria-labelledby="compare-only">
        <Head
          id="compare-only"
          title={t('omissions')}
          note={t('shared', { count: comparison.shared, shown: formats.number(comparison.shared) })}
        />
        <div className="compare-columns">
          <OmissionList title={t('onlyA')} count={counts.onlyA} groups={comparison.onlyA} />
          <OmissionList title={t('onlyB')} count={counts.onlyB} groups={comparison.onlyB} />
        </div>
      </section>
    </div>
  );
}

function Head({ id, title, note }: { readonly id: string; readonly title: string; readonly note: string }) {
  return (
    <div className="compare-head">
      <h2 id={id} className="t-heading">
        {title}
      </h2>
      <span className="t-small t-2">{note}</span>
    </div>
  );
}

/** What the comparison says, with what it rests on, so that it cannot mislead by itself. */
function VerdictSentence({ comparison }: { readonly comparison: SourceComparison }) {
  const { t } = useTranslation(['compare', 'states']);
  const formats = useFormats();
  const gap = useSentenceGap();
  const { verdict, counts, a, b } = comparison;
  const unsound = [a, b].some(({ axes }) => [axes.integrity, axes.authenticity, axes.order].includes('fail'));
  const why =
    counts.forks > 0
      ? t('said.fork', { count: counts.forks, shown: formats.number(counts.forks) })
      : counts.disagreements > 0
        ? t('said.disagree', { count: counts.disagreements, shown: formats.number(counts.disagreements) })
        : unsound
          ? t('said.unsound')
          : counts.onlyA + counts.onlyB > 0
            ? t('said.omit', { count: counts.onlyA + counts.onlyB, shown: formats.number(counts.onlyA + counts.onlyB) })
            : t('said.agree');
  return (
    <p className="t-verdict compare-verdict">
      <Mark name={verdict} size={16} />{' '}
      <strong className="state" data-state={verdict}>
        {t('said.word', { word: t(`states:${verdict}`) })}
      </strong>
      {gap}
      {why}
      {gap}
      {t('said.scope', { count: comparison.shared, shown: formats.number(comparison.shared) })}
    </p>
  );
}
