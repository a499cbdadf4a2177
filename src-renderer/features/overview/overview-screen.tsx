import { Trans, useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import type { OpenCase } from '../../../src-core/host/groups/cases.ts';
import type { Overview } from '../../../src-core/host/groups/overview.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useSentenceGap } from '../../i18n/sentence-gap.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { AxisTable } from './axis-table.tsx';
import { CauseTable } from './cause-table.tsx';
import { ChainRibbon } from './chain-ribbon.tsx';
import { CustodyList } from './custody-list.tsx';
import { NotCheckedList } from './not-checked-list.tsx';
import { ScopeList } from './scope-list.tsx';
import './overview.css';

/** One case at a glance: what was found, what it speaks of, and what it does not. */
export default function OverviewScreen() {
  const caseId = useCaseId();
  const open = useCall('cases.read', { caseId });
  const overview = useCall('overview.read', { caseId, buckets: 832 }, { keep: true });
  const error = open.error ?? overview.error;
  if (error !== null) return <Failure error={error} retry={() => void overview.refetch()} />;
  if (open.data === undefined || overview.data === undefined) return <Loading />;
  return <OverviewPage open={open.data} overview={overview.data} />;
}

function OverviewPage({ open, overview }: { readonly open: OpenCase; readonly overview: Overview }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  if (overview.sources.length === 0)
    return (
      <div className="overview-none">
        <h1 className="t-case">
          <EvidenceText fit="two-lines" text={open.title} />
        </h1>
        <p className="t-2">{t('noEvidence')}</p>
        <Button kind="primary" keys="Mod+I" onPress={() => go({ screen: 'import' })}>
          {t('import')}
        </Button>
      </div>
    );
  return (
    <div className="overview">
      <div className="overview-main" data-pane>
        <p className="t-small t-2">
          {open.reference !== '' && (
            <strong className="overview-reference">
              {t('case')} <EvidenceText text={open.reference} />
            </strong>
          )}
          {t('opened', { at: formats.utc(open.openedAt).slice(0, 16) })}
        </p>
        <h1 className="t-case">
          <EvidenceText fit="two-lines" text={open.title} />
        </h1>
        <VerdictSentence overview={overview} />
        <AxisTable axes={overview.axes} />
      </div>
      <div className="overview-side" data-pane>
        <ScopeList overview={overview} />
        <NotCheckedList items={overview.notChecked} />
      </div>
      <section className="overview-wide" aria-labelledby="ribbon-head" data-pane>
        <ChainRibbon ribbon={overview.ribbon} chains={overview.chains} />
      </section>
      <section className="overview-main" aria-labelledby="causes-head" data-pane>
        <CauseTable causes={overview.causes} causeCount={overview.causeCount} findingCount={overview.findingCount} />
      </section>
      <section className="overview-side" aria-labelledby="custody-head" data-pane>
        <CustodyList />
      </section>
    </div>
  );
}

/** The verdict as a sentence that cannot mislead when somebody takes a picture of it. */
function VerdictSentence({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation(['overview', 'states']);
  const formats = useFormats();
  const gap = useSentenceGap();
  const { verdict, axes, causeCount } = overview;
  const authenticity = axes.find(({ axis }) => axis === 'authenticity');
  const said = {
    word: t(`states:${verdict.verdict}`),
    count: verdict.entries,
    entries: t('entries', { count: verdict.entries, shown: formats.number(verdict.entries) }),
    chains: t('chains', { count: verdict.chains, shown: formats.number(verdict.chains) }),
    holding: formats.number(verdict.holding),
    failing: formats.number(authenticity?.fails ?? 0),
    open: formats.number(authenticity?.indeterminate ?? 0),
    tool: verdict.tool,
  };
  return (
    <p className="t-verdict overview-verdict" data-verdict={verdict.verdict}>
      <Mark name={verdict.verdict} size={16} />{' '}
      {verdict.verdict === 'not-checked' ? (
        t('sentence.nothing')
      ) : (
        <>
          <strong className="state" data-state={verdict.verdict}>
            {t('sentence.word', said)}
          </strong>
          {gap}
          {verdict.trust.mode === 'pinned' ? (
            <Trans
              t={t}
              i18nKey="sentence.pinned"
              values={said}
              components={{ name: <EvidenceText text={verdict.trust.name} /> }}
            />
          ) : (
            t('sentence.claimed', said)
          )}
          {gap}
          {t('sentence.rest', said)}
          {gap}
          {causeCount > 0 ? t('sentence.causes', { count: causeCount }) : t('sentence.noCause')}
          {gap}
          {t('sentence.offline', said)}
        </>
      )}
    </p>
  );
}
