import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TransactionRow } from '../../../src-core/host/groups/transactions.ts';
import { Button, KeyCap } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';

const PAGE = 100;

/** Transactions of the case by time, with what was said, ordered and charged. */
export function TransactionList() {
  const { t } = useTranslation(['transactions', 'common']);
  const formats = useFormats();
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<'all' | 'failing' | 'differing'>('all');
  const [offset, setOffset] = useState(0);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const list = useCall('transactions.list', { caseId: useCaseId(), search, only, offset, count: PAGE }, { keep: true });
  const rows = useMemo(() => list.data?.rows ?? [], [list.data]);
  const total = list.data?.total ?? 0;
  const current = rows[Math.min(at, rows.length - 1)];
  const turn = useCallback(
    (way: 1 | -1) => {
      const next = offset + way * PAGE;
      if (next < 0 || next >= total) return;
      setOffset(next);
      setAt(way === 1 ? 0 : PAGE - 1);
    },
    [offset, total],
  );
  const move = useCallback(
    (by: number) => {
      if (at + by < 0 && offset > 0) turn(-1);
      else if (at + by >= rows.length && offset + rows.length < total) turn(1);
      else setAt(Math.max(0, Math.min(rows.length - 1, at + by)));
    },
    [at, offset, rows.length, total, turn],
  );
  useEffect(() => {
    const row = body.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (body.current?.contains(document.activeElement) === true) row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [at, offset]);
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
        <label className="search-box">
          <Icon name="search" size={14} />
          <input
            ref={field}
            value={search}
            placeholder={t('search')}
            aria-label={t('search')}
            onChange={(event) => {
              setSearch(event.target.value);
              setOffset(0);
              setAt(0);
            }}
          />
          <KeyCap keys="/" />
        </label>
        <Segmented
          label={t('only')}
          value={only}
          options={(['all', 'failing', 'differing'] as const).map((value) => ({ value, text: t(`onlyNames.${value}`) }))}
          onChange={(value) => {
            setOnly(value);
            setOffset(0);
            setAt(0);
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
          <table className="transactions-table" role="grid" aria-label={t('title')} aria-rowcount={total} data-keys="list">
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
            <tbody
              ref={body}
              onKeyDown={(event) => {
                const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -PAGE, End: PAGE }[event.key];
                if (by !== undefined) {
                  event.preventDefault();
                  move(by);
                } else if (event.key === 'Enter' && current !== undefined) go({ screen: 'transactions', txn: current.txn });
              }}
            >
              {rows.map((row, index) => (
                <Row
                  key={row.txn}
                  row={row}
                  number={offset + index + 1}
                  isCurrent={row === current}
                  onSelect={() => setAt(index)}
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
      className="transaction"
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
        <button type="button" className="transaction-open" tabIndex={-1} onClick={open}>
          {row.what === undefined || row.what.trim() === '' ? (
            <span className="t-3">{t('unnamed')}</span>
          ) : (
            <EvidenceText text={row.what} />
          )}
        </button>
      </td>
      <td>
        {row.merchantName !== undefined ? (
          <EvidenceText text={row.merchantName} />
        ) : (
          row.merchant !== undefined && <EvidenceText text={row.merchant} />
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
        <EvidenceText text={row.txn} />
      </td>
    </tr>
  );
}

function NoEvidence() {
  const { t } = useTranslation('states');
  return <span className="t-3 t-small">{t('no-evidence')}</span>;
}
