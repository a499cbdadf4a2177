import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { REPORT_TABLES, type ReportTable, type Reports } from '../../../src-core/host/groups/reports.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { TitleStrip } from '../../components/title-strip.tsx';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useSentenceGap } from '../../i18n/sentence-gap.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { useStatusNote } from '../../state/status.ts';
import { notify } from '../../state/toasts.ts';
import { AmountBars, AmountTable } from './amount-report.tsx';
import { CountBars, CountTable, type CountKind } from './count-report.tsx';
import { ReportSection } from './report-section.tsx';
import { SeriesTable } from './series-table.tsx';
import { TimeChart } from './time-chart.tsx';
import { TypeBars, TypeTable } from './type-report.tsx';
import { usePrintTheme } from './use-print-theme.ts';
import './reports.css';
import './print.css';

/** As many as a chart of a usual width can tell apart. */
const BUCKETS = 240;
const STATUSES = ['pass', 'fail', 'indeterminate', 'not-checked'] as const;

/** The case in numbers, each of them with the table behind it. */
export default function ReportsScreen() {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const caseId = useCaseId();
  const open = useCall('cases.read', { caseId });
  const reports = useCall('reports.read', { caseId, buckets: BUCKETS }, { keep: true });
  const exportTable = useAct('reports.export', ['custody']);
  const save = useAct('files.save');
  usePrintTheme();
  const saveTable = useCallback(
    (table: ReportTable) =>
      exportTable.mutate(
        { caseId, table, buckets: BUCKETS },
        {
          onSuccess: ({ handle, rows }) =>
            save.mutate(
              { handle, suggestedName: `${table}.csv` },
              { onSuccess: ({ saved }) => saved && notify(t('exported', { count: rows, shown: formats.number(rows) })) },
            ),
          onError: (error) => notify(`${error.code}: ${error.message}`, { failure: true }),
        },
      ),
    [exportTable, save, caseId, t, formats],
  );
  useCommands(
    useMemo(
      (): Command[] =>
        REPORT_TABLES.map((table) => ({
          id: `reports.export.${table}`,
          title: t('exportOf', { what: t(`sections.${table}`) }),
          section: t('title'),
          icon: 'reports',
          run: () => saveTable(table),
        })),
      [t, saveTable],
    ),
  );
  const transactions = STATUSES.reduce((sum, status) => sum + (reports.data?.statuses[status] ?? 0), 0);
  useStatusNote(
    reports.data === undefined ? '' : t('transactions', { count: transactions, shown: formats.number(transactions) }),
  );
  if (reports.error !== null) return <Failure error={reports.error} retry={() => void reports.refetch()} />;
  if (reports.data === undefined) return <Loading />;
  return (
    <div className="reports">
      <TitleStrip title={t('title')} topic="reports">
        <Button icon="print" keys="Mod+P" onPress={() => window.print()}>
          {t('print')}
        </Button>
      </TitleStrip>
      <div className="reports-body">
        <header className="reports-paper">
          {open.data !== undefined && (
            <>
              <p className="t-case">
                <EvidenceText text={open.data.title} />
              </p>
              <p>
                {t('paper', {
                  reference: open.data.reference,
                  tool: open.data.verdict.tool,
                  at: open.data.verdict.checkedAt === undefined ? '' : formats.utc(open.data.verdict.checkedAt).slice(0, 19),
                })}
              </p>
            </>
          )}
        </header>
        <Statuses reports={reports.data} transactions={transactions} />
        <Sections reports={reports.data} onExport={saveTable} />
      </div>
    </div>
  );
}

function Statuses({ reports, transactions }: { readonly reports: Reports; readonly transactions: number }) {
  const { t } = useTranslation(['reports', 'states']);
  const formats = useFormats();
  const gap = useSentenceGap();
  return (
    <p className="t-verdict reports-sentence">
      {t('sentence', { count: transactions, shown: formats.number(transactions) })}
      {gap}
      {STATUSES.map((status, index) => (
        <span key={status} className="reports-status">
          <Mark name={status} size={14} /> {formats.number(reports.statuses[status])} {t(`states:${status}`)}
          {index < STATUSES.length - 1 ? t('separator') : t('stop')}
        </span>
      ))}
      {gap}
      {reports.unpriced > 0 && t('unpriced', { count: reports.unpriced, shown: formats.number(reports.unpriced) })}
    </p>
  );
}

function Sections({ reports, onExport }: { readonly reports: Reports; readonly onExport: (table: ReportTable) => void }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const { series, amounts, types, counts } = reports;
  const rowsNote = (shown: number, all: number): string =>
    shown < all
      ? t('firstRows', { shown: formats.number(shown), all: formats.number(all) })
      : t('rows', { count: all, shown: formats.number(all) });
  const counted = (kind: CountKind, note: string) => (
    <ReportSection
      id={kind}
      note={note}
      chart={<CountBars kind={kind} rows={reports[kind]} />}
      table={<CountTable kind={kind} rows={reports[kind]} />}
      onExport={() => onExport(kind)}
    />
  );
  return (
    <>
      <ReportSection
        id="series"
        note={
          series.at.length === 0
            ? ''
            : t('bucketNote', {
                count: series.at.length,
                shown: formats.number(series.at.length),
                each: formats.duration(series.step / 1000),
              })
        }
        chart={series.at.length === 0 ? <Empty>{t('none.series')}</Empty> : <TimeChart series={series} />}
        table={<SeriesTable series={series} />}
        onExport={() => onExport('series')}
      />
      <div className="reports-columns">
        <ReportSection
          id="amounts"
          note={t('amountsNote')}
          chart={<AmountBars rows={amounts} />}
          table={<AmountTable rows={amounts} />}
          onExport={() => onExport('amounts')}
        />
        {counted('terminals', t('terminalsNote'))}
        {counted('agents', rowsNote(reports.agents.length, counts.agents))}
        {counted('merchants', rowsNote(reports.merchants.length, counts.merchants))}
      </div>
      <ReportSection
        id="types"
        note={rowsNote(types.length, counts.types)}
        chart={<TypeBars rows={types} />}
        table={<TypeTable rows={types} />}
        onExport={() => onExport('types')}
      />
    </>
  );
}
