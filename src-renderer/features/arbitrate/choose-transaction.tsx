import { useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useRowList } from '../../components/use-row-list.ts';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import '../../components/row-table.css';
import '../../components/title-strip.css';

const SHOWN = 200;

/** The transactions that a claim can be about; those that differ are what disputes are about, so they come first. */
export function ChooseTransaction() {
  const { t } = useTranslation('arbitrate');
  const formats = useFormats();
  const caseId = useCaseId();
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const differing = useCall('transactions.list', { caseId, search, only: 'differing', offset: 0, count: SHOWN }, { keep: true });
  const all = useCall('transactions.list', { caseId, search, only: 'all', offset: 0, count: SHOWN }, { keep: true });
  const rows = useMemo(() => {
    const first = differing.data?.rows ?? [];
    const known = new Set(first.map(({ txn }) => txn));
    return [...first, ...(all.data?.rows ?? []).filter(({ txn }) => !known.has(txn))].slice(0, SHOWN);
  }, [differing.data, all.data]);
  const total = all.data?.total ?? 0;
  const open = (row: number): void => {
    const chosen = rows[row];
    if (chosen !== undefined) go({ screen: 'arbitrate', txn: chosen.txn });
  };
  const list = useRowList({ count: rows.length, onOpen: open });
  const { move } = list;
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
      <header className="strip">
        <h1 className="t-title">{t('title')}</h1>
        <span className="t-2">{t('choose')}</span>
        <span className="strip-gap" />
        <SearchBox
          ref={field}
          label={t('search')}
          value={search}
          onChange={(text) => {
            setSearch(text);
            list.select(0);
          }}
        />
      </header>
      {all.data === undefined ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty>{t(search === '' ? 'noTransactions' : 'noMatch')}</Empty>
      ) : (
        <table className="row-table" role="grid" aria-label={t('choose')} aria-rowcount={total} data-keys="list">
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
          <tbody ref={list.body} onKeyDown={list.onKeyDown}>
            {rows.map((row, index) => (
              <tr
                key={row.txn}
                className="row"
                tabIndex={index === list.at ? 0 : -1}
                aria-selected={index === list.at}
                aria-rowindex={index + 1}
                onClick={() => list.select(index)}
                onDoubleClick={() => open(index)}
              >
                <td>
                  {row.charged === undefined ? (
                    <StateWord name="no-evidence" />
                  ) : (
                    <StateWord name={row.differs ? 'differs' : 'equal'} />
                  )}
                </td>
                <td>
                  <AriaButton className="link row-open" excludeFromTabOrder onPress={() => open(index)}>
                    {row.what === undefined || row.what.trim() === '' ? (
                      t('unnamed')
                    ) : (
                      <EvidenceText fit="line" text={row.what} />
                    )}
                  </AriaButton>
                </td>
                <td>
                  <EvidenceText fit="line" text={row.merchantName ?? row.merchant ?? ''} />
                </td>
                <td className="t-figure">{row.ordered !== undefined && <Money value={row.ordered} />}</td>
                <td className={row.differs ? 't-figure is-fail' : 't-figure'}>
                  {row.charged !== undefined && <Money value={row.charged} strong={row.differs} />}
                </td>
                <td className="t-mono">{row.at === undefined ? '' : formats.utc(row.at).slice(0, 19)}</td>
                <td className="t-mono">
                  <EvidenceText fit="line" text={row.txn} />
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
