import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TransactionRow } from '../../../src-core/host/groups/transactions.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
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

const PAGE = 100;

/** Transactions of the case by time, with what was said, ordered and charged. */
export function TransactionList() {
  const { t } = useTranslation(['transactions', 'common']);
  const formats = useFormats();
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<'all' | 'failing' | 'differing'>('all');
  const [offset, setOffset] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useCall('transactions.list', { caseId: useCaseId(), search, only, offset, count: PAGE }, { keep: true });
  const rows = useMemo(() => list.data?.rows ?? [], [list.data]);
  const total = list.data?.total ?? 0;
  const turn = useCallback(
    (way: 1 | -1): boolean => {
      const next = offset + way * PAGE;
      if (next < 0 || next >= total) return false;
      setOffset(next);
      return true;
    },
    [offset, total],
  );
  const chosen = useRowList({
    count: rows.length,
    onBeyond: turn,
    onOpen: (row) => {
      const transaction = rows[row];
      if (transaction !== undefined) go({ screen: 'transactions', txn: transaction.txn });
    },
  });
  const { move } = chosen;
  const begin = (): void => {
    setOffset(0);
    chosen.select(0);
  };
  useCommands(
    useMemo((): Command[] => {
      const section = t('commands.section');
      return [
        {
          id: 'transactions.search',
          title: t('commands.search'),
          section,
          keys: ['/', 'Mod+F'],
          icon: 'search',
          run: () => field.current?.focus(),
        },
        { id: 'transactions.next', title: t('commands.next'), section, keys: ['j'], icon: 'transactions', run: () => move(1) },
        {
          id: 'transactions.previous',
          title: t('commands.previous'),
          section,
          keys: ['k'],
          icon: 'transactions',
          run: () => move(-1),
        },
      ];
    }, [t, move]),
  );
  useStatusNote(total === 0 ? '' : t('count', { count: total, shown: formats.number(total) }));
  if (list.error !== null) return <Failure error={list.error} retry={() => void list.refetch()} />;
  return (
    <div className="transactions" data-pane>
      <div className="transactions-bar">
        <SearchBox
          ref={field}
          label={t('search')}
          value={search}
          onChange={(text) => {
            setSearch(text);
            begin();
          }}
        />
        <Segmented
          label={t('only')}
          value={only}
          options={(['all', 'failing', 'differing'] as const).map((value) => ({ value, text: t(`onlyNames.${value}`) }))}
          onChange={(value) => {
            setOnly(value);
            begin();
          }}
        />
        <span className="t-2 transactions-count">
          {list.data !== undefined && t('count', { count: total, shown: formats.number(total) })}
        </span>
        {total > PAGE && (
          <span className="transactions-pages">
            <Button small kind="quiet" icon="back" label={t('previousPage')} isDisabled={offset === 0} onPress={() => turn(-1)} />
            {t('range', { from: formats.number(offset + 1), to: formats.number(offset + rows.length) })}
            <Button
              small
              kind="quiet"
              icon="forward"
              label={t('nextPage')}
              isDisabled={offset + PAGE >= total}
              onPress={() => turn(1)}
            />
          </span>
        )}
      </div>
      {list.data === undefined ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty>{t(search === '' && only === 'all' ? 'none' : 'noMatch')}</Empty>
      ) : (
        <div className="transactions-scroll">
          <table
            className="row-table transactions-table"
            role="grid"
            aria-label={t('title')}
            aria-rowcount={total}
            data-keys="list"
          >
            <thead>
              <tr className="t-label">
                <th scope="col">{t('columns.status')}</th>
                <th scope="col">{t('columns.at')}</th>
                <th scope="col">{t('columns.what')}</th>
                <th scope="col">{t('columns.merchant')}</th>
                <th scope="col" className="t-figure">
                  {t('columns.intended')}
                </th>
                <th scope="col" className="t-figure">
                  {t('columns.ordered')}
                </th>
                <th scope="col" className="t-figure">
                  {t('columns.charged')}
                </th>
                <th scope="col" className="t-figure">
                  {t('columns.entries')}
                </th>
                <th scope="col">{t('columns.txn')}</th>
              </tr>
            </thead>
            <tbody ref={chosen.body} onKeyDown={chosen.onKeyDown}>
              {rows.map((row, index) => (
                <Row
                  key={row.txn}
                  row={row}
                  number={offset + index + 1}
                  isCurrent={index === chosen.at}
                  onSelect={() => chosen.select(index)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: TransactionRow;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
}

function Row({ row, number, isCurrent, onSelect }: RowProps) {
  const { t } = useTranslation('transactions');
  const formats = useFormats();
  const open = (): void => go({ screen: 'transactions', txn: row.txn });
  return (
    <tr
      className="row transaction"
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isCurrent}
      aria-rowindex={number}
      data-differs={row.differs}
      onClick={onSelect}
      onDoubleClick={open}
    >
      <td>
        <StateWord name={row.status} />
      </td>
      <td className="t-mono">{row.at === undefined ? '' : formats.utc(row.at).slice(0, 19)}</td>
      <td className="transaction-what">
        <button type="button" className="row-open" tabIndex={-1} onClick={open}>
          {row.what === undefined || row.what.trim() === '' ? (
            <span className="t-3">{t('unnamed')}</span>
          ) : (
            <EvidenceText fit="line" text={row.what} />
          )}
        </button>
      </td>
      <td>
        {row.merchantName !== undefined ? (
          <EvidenceText fit="line" text={row.merchantName} />
        ) : (
          row.merchant !== undefined && <EvidenceText fit="line" text={row.merchant} />
        )}
      </td>
      <td className="t-figure">
        {row.intended === undefined ? (
          <NoEvidence />
        ) : (
          <>
            ≤ <Money value={row.intended} />
          </>
        )}
      </td>
      <td className="t-figure">{row.ordered === undefined ? <NoEvidence /> : <Money value={row.ordered} />}</td>
      <td className={row.differs ? 't-figure is-fail' : 't-figure'}>
        {row.charged === undefined ? <NoEvidence /> : <Money value={row.charged} strong={row.differs} />}
      </td>
      <td className="t-figure">{formats.number(row.entries)}</td>
      <td className="t-mono">
        <EvidenceText fit="line" text={row.txn} />
      </td>
    </tr>
  );
}

function NoEvidence() {
  const { t } = useTranslation('states');
  return <span className="t-3 t-small">{t('no-evidence')}</span>;
}
