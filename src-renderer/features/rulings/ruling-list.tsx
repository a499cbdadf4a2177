import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { RulingRow } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';

const open = (id: string): void => go({ screen: 'rulings', id });

/** The rulings of the case, the newest first. */
export function RulingList() {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const [at, setAt] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const list = useCall('rulings.list', { caseId: useCaseId() });
  const rows = useMemo(() => list.data ?? [], [list.data]);
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
        { id: 'rulings.next', title: t('commands.next'), section, keys: ['j'], icon: 'ruling', run: () => move(1) },
        { id: 'rulings.previous', title: t('commands.previous'), section, keys: ['k'], icon: 'ruling', run: () => move(-1) },
        { id: 'rulings.decide', title: t('decide'), section, icon: 'scales', run: () => go({ screen: 'arbitrate' }) },
        { id: 'rulings.check', title: t('checkFile'), section, icon: 'seal', run: () => go({ screen: 'check-ruling' }) },
      ];
    }, [t, move]),
  );
  useStatusNote(rows.length === 0 ? '' : t('count', { count: rows.length, shown: formats.number(rows.length) }));
  if (list.error !== null) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (list.data === undefined) return <Loading />;
  return (
    <div className="rulings" data-pane>
      <header className="rulings-bar">
        <h1 className="t-title">{t('title')}</h1>
        <span className="t-2">{rows.length > 0 && t('count', { count: rows.length, shown: formats.number(rows.length) })}</span>
        <span className="rulings-gap" />
        <Button icon="seal" onPress={() => go({ screen: 'check-ruling' })}>
          {t('checkFile')}
        </Button>
        <Button kind="primary" icon="scales" onPress={() => go({ screen: 'arbitrate' })}>
          {t('decide')}
        </Button>
      </header>
      {rows.length === 0 ? (
        <Empty>{t('none')}</Empty>
      ) : (
        <table className="rulings-table" role="grid" aria-label={t('title')} aria-rowcount={rows.length} data-keys="list">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('columns.outcome')}</th>
              <th scope="col">{t('columns.number')}</th>
              <th scope="col">{t('columns.parties')}</th>
              <th scope="col" className="t-figure">
                {t('columns.award')}
              </th>
              <th scope="col">{t('columns.signed')}</th>
              <th scope="col">{t('columns.decided')}</th>
              <th scope="col">{t('columns.txn')}</th>
            </tr>
          </thead>
          <tbody
            ref={body}
            onKeyDown={(event) => {
              const by = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
              if (by !== undefined) {
                event.preventDefault();
                move(by);
              } else if (event.key === 'Enter' && current !== undefined) {
                event.preventDefault();
                open(current.id);
              }
            }}
          >
            {rows.map((row, index) => (
              <Row key={row.id} row={row} number={index + 1} isCurrent={row === current} onSelect={() => setAt(index)} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: RulingRow;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
}

function Row({ row, number, isCurrent, onSelect }: RowProps) {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  return (
    <tr
      className="ruling-row"
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isCurrent}
      aria-rowindex={number}
      onClick={onSelect}
      onDoubleClick={() => open(row.id)}
    >
      <td>
        <StateWord name={row.outcome} />
      </td>
      <td className="t-mono">
        <EvidenceText text={row.number} />
      </td>
      <td>
        <AriaButton className="link ruling-open" excludeFromTabOrder onPress={() => open(row.id)}>
          <EvidenceText text={row.title} />
        </AriaButton>
      </td>
      <td className="t-figure">
        {row.total === undefined ? <span className="t-3">{t('noAward')}</span> : <Money value={row.total} />}
      </td>
      <td>
        {row.signed ? t('isSigned') : <span className="t-2">{t('notSigned')}</span>}
        {row.stale && (
          <span className="state ruling-stale" data-state="warning">
            <Mark name="warning" /> {t('stale')}
          </span>
        )}
      </td>
      <td className="t-mono">{formats.utc(row.createdAt).slice(0, 19)}</td>
      <td className="t-mono">
        <EvidenceText text={row.txn} />
      </td>
    </tr>
  );
}
