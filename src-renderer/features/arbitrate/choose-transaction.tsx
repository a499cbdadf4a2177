import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';

const SHOWN = 200;

/** The transactions that a claim can be about; those that differ are what disputes are about, so they come first. */
export function ChooseTransaction() {
  const { t } = useTranslation('arbitrate');
  const formats = useFormats();
  const caseId = useCaseId();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const differing = useCall('transactions.list', { caseId, search, only: 'differing', offset: 0, count: SHOWN }, { keep: true });
  const all = useCall('transactions.list', { caseId, search, only: 'all', offset: 0, count: SHOWN }, { keep: true });
  const rows = useMemo(() => {
    const first = differing.data?.rows ?? [];
    const known = new Set(first.map(({ txn }) => txn));
    return [...first, ...(all.data?.rows ?? []).filter(({ txn }) => !known.has(txn))].slice(0, SHOWN);
  }, [differing.data, all.data]);
  const total = all.data?.total ?? 0;
  const current = rows[Math.min(at, rows.length - 1)];
  const move = useCallback((by: number) => setAt((from) => Math.max(0, Math.min(rows.length - 1, from + by))), [rows.length]);
  useEffect(() => {
    const row = body.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (body.current?.contains(document.activeElement) === true) row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      return [
        {
          id: 'arbitrate.search',
          title: t('search'),
          section,
          keys: ['/', 'Mod+F'],
          icon: 'search',
          run: () => field.current?.focus(),
        },
        { id: 'arbitrate.next', title: t('next'), section, keys: ['j'], icon: 'scales', run: () => move(1) },
        { id: 'arbitrate.previous', title: t('previous'), section, keys: ['k'], icon: 'scales', run: () => move(-1) },
      ];
    }, [t, move]),
  );
  useStatusNote(total === 0 ? '' : t('count', { count: total, shown: formats.number(total) }));
  const error = all.error ?? differing.error;
  if (error !== null) return <Failure error={error} retry={() => void all.refetch()} />;
  return (
    <div className="choose" data-pane>
      <header className="choose-bar">
        <h1 className="t-title">{t('title')}</h1>
        <span className="t-2">{t('choose')}</span>
        <label className="choose-search">
          <Icon name="search" size={14} />
          <input
            ref={field}
            value={search}
            placeholder={t('search')}
            aria-label={t('search')}
            onChange={(event) => {
              setSearch(event.target.value);
              setAt(0);
            }}
          />
          <KeyCap keys="/" />
        </label>
      </header>
      {all.data === undefined ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty>{t(search === '' ? 'noTransactions' : 'noMatch')}</Empty>
      ) : (
        <table className="choose-table" role="grid" aria-label={t('choose')} aria-rowcount={total} data-keys="list">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('columns.charged')}</th>
              <th scope="col">{t('columns.what')}</th>
              <th scope="col">{t('columns.merchant')}</th>
              <th scope="col" className="t-figure">
                {t('columns.orderedAmount')}
              </th>
              <th scope="col" className="t-figure">
                {t('columns.chargedAmount')}
              </th>
              <th scope="col">{t('columns.at')}</th>
              <th scope="col">{t('columns.txn')}</th>
            </tr>
          </thead>
          <tbody
            ref={body}
            onKeyDown={(event) => {
              const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -SHOWN, End: SHOWN }[event.key];
              if (by !== undefined) {
                event.preventDefault();
                move(by);
              } else if (event.key === 'Enter' && current !== undefined) {
                event.preventDefault();
                go({ screen: 'arbitrate', txn: current.txn });
              }
            }}
          >
            {rows.map((row, index) => (
              <tr
                key={row.txn}
                className="choose-row"
                tabIndex={row === current ? 0 : -1}
                aria-selected={row === current}
                aria-rowindex={index + 1}
                onClick={() => setAt(index)}
                onDoubleClick={() => go({ screen: 'arbitrate', txn: row.txn })}
              >
                <td>
                  {row.charged === undefined ? (
                    <StateWord name="no-evidence" />
                  ) : (
                    <StateWord name={row.differs ? 'differs' : 'equal'} />
                  )}
                </td>
                <td>
                  <AriaButton
                    className="link choose-open"
                    excludeFromTabOrder
                    onPress={() => go({ screen: 'arbitrate', txn: row.txn })}
                  >
                    {row.what === undefined ? t('unnamed') : <EvidenceText text={row.what} />}
                  </AriaButton>
                </td>
                <td>
                  <EvidenceText text={row.merchantName ?? row.merchant ?? ''} />
                </td>
                <td className="t-figure">{row.ordered !== undefined && <Money value={row.ordered} />}</td>
                <td className={row.differs ? 't-figure choose-differs' : 't-figure'}>
                  {row.charged !== undefined && <Money value={row.charged} strong={row.differs} />}
                </td>
                <td className="t-mono">{row.at === undefined ? '' : formats.utc(row.at).slice(0, 19)}</td>
                <td className="t-mono">
                  <EvidenceText text={row.txn} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {total > rows.length && rows.length > 0 && (
        <p className="empty t-2">{t('more', { shown: formats.number(rows.length), total: formats.number(total) })}</p>
      )}
    </div>
  );
}
