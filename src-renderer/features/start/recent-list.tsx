import { GridList, GridListItem } from 'react-aria-components/GridList';
import { useTranslation } from 'react-i18next';
import type { RecentCase, ScopedVerdict } from '../../../src-core/host/groups/cases.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';

/** Cases that were open on this machine, each with its last verdict and what that spoke of. */
export function RecentList({ onOpen }: { readonly onOpen: (handle: string) => void }) {
  const { t } = useTranslation(['start', 'states']);
  const recent = useCall('cases.recent', {});
  const forget = useAct('cases.forget', ['cases']);
  if (recent.error !== null) return <Failure error={recent.error} retry={() => void recent.refetch()} />;
  if (recent.data === undefined) return <Loading />;
  if (recent.data.length === 0) return <Empty>{t('noRecent')}</Empty>;
  return (
    <GridList
      className="recent-list"
      aria-label={t('recent')}
      data-keys="list"
      items={recent.data.map((item) => ({ ...item, id: item.handle }))}
      onAction={(key) => onOpen(String(key))}
    >
      {(item) => (
        <GridListItem
          id={item.handle}
          className="recent"
          textValue={visibleText(item.title)}
          isDisabled={item.state === 'missing'}
        >
          <Mark name={item.verdict.verdict} />
          <div className="recent-text">
            <p className="recent-title">
              <EvidenceText fit="two-lines" text={item.title} />
            </p>
            <p className="t-small t-2">
              <strong className="state" data-state={item.verdict.verdict}>
                {t(`states:${item.verdict.verdict}`)}.
              </strong>{' '}
              <Scope verdict={item.verdict} />
            </p>
          </div>
          <RecentSide item={item} />
          <Button
            kind="quiet"
            small
            icon="close"
            label={t('forget', { title: visibleText(item.title) })}
            onPress={() => forget.mutate({ handle: item.handle })}
          />
        </GridListItem>
      )}
    </GridList>
  );
}

function RecentSide({ item }: { readonly item: RecentCase }) {
  const { t } = useTranslation('start');
  const formats = useFormats();
  const note = item.state === 'ready' ? (item.rulings > 0 ? t('rulings', { count: item.rulings }) : '') : t(item.state);
  return (
    <div className="recent-side t-small t-2">
      <p>{formats.date(item.changedAt)}</p>
      <p>{note}</p>
    </div>
  );
}

function Scope({ verdict }: { readonly verdict: ScopedVerdict }) {
  const { t } = useTranslation('start');
  const formats = useFormats();
  if (verdict.verdict === 'not-checked') return <>{t('scopeNone')}</>;
  const trust = verdict.trust.mode === 'pinned' ? t('trustPinned', { name: visibleText(verdict.trust.name) }) : t('trustClaimed');
  return <>{t('scope', { holding: formats.number(verdict.holding), entries: formats.number(verdict.entries), trust })}</>;
}
