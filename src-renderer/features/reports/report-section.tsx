import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportTable } from '../../../src-core/host/groups/reports.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';

interface ReportSectionProps {
  readonly id: ReportTable;
  readonly note: string;
  readonly chart: ReactNode;
  readonly table: ReactNode;
  readonly onExport: () => void;
}

/** A report as a drawing and as the table of the same numbers. On paper both are there. */
export function ReportSection({ id, note, chart, table, onExport }: ReportSectionProps) {
  const { t } = useTranslation('reports');
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  const title = t(`sections.${id}`);
  return (
    <section className="report" data-pane data-as={as} aria-labelledby={`report-${id}`}>
      <div className="report-head">
        <h2 id={`report-${id}`} className="t-heading">
          {title}
        </h2>
        <span className="t-small t-2">{note}</span>
        <span className="report-acts">
          <Segmented
            label={t('showAs', { what: title })}
            value={as}
            options={(['chart', 'table'] as const).map((value) => ({ value, text: t(`as.${value}`) }))}
            onChange={setAs}
          />
          <Button small kind="quiet" icon="import" label={t('exportOf', { what: title })} onPress={onExport}>
            CSV
          </Button>
        </span>
      </div>
      {as === 'chart' ? chart : <div className="report-table">{table}</div>}
    </section>
  );
}
