import { useMemo } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { RulingRow } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Money } from '../../components/money.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
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

const open = (id: string): void => go({ screen: 'rulings', id });

/** The rulings of the case, the newest first. */
export function RulingList() {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const list = useCall('rulings.list', { caseId: useCaseId() });
  const rows = useMemo(() => list.data ?? [], [list.data]);
  const chosen = useRowList({
    count: rows.length,
    onOpen: (row) => {
      const ruling = rows[row];
      if (ruling !== undefined) open(ruling.id);
    },
  });
  const { move } = chosen;
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
      <header className="strip">
        <h1 className="t-title">{t('title')}</h1>
        <span className="t-2">{rows.length > 0 && t('count', { count: rows.length, shown: formats.number(rows.length) })}</span>
        <span className="strip-gap" />
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
        <table className="row-table" role="grid" aria-label={t('title')} aria-rowcount={rows.length} data-keys="list">
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
          <tbody ref={chosen.body} onKeyDown={chosen.onKeyDown}>
            {rows.map((row, index) => (
              <Row
                key={row.id}
                row={row}
                number={index + 1}
                isCurrent={index === chosen.at}
                onSelect={() => chosen.select(index)}
              />
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
      className="row"
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
        <AriaButton className="link row-open" excludeFromTabOrder onPress={() => open(row.id)}>
          <EvidenceText fit="line" text={row.title} />
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
        <EvidenceText fit="line" text={row.txn} />
      </td>
    </tr>
  );
}
