import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { CountRow } from '../../../src-core/host/groups/reports.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Money } from '../../components/money.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { Bar } from './bar.tsx';
import '../../components/figure-table.css';

export type CountKind = 'terminals' | 'agents' | 'merchants';

interface CountReportProps {
  readonly kind: CountKind;
  readonly rows: readonly CountRow[];
}

const filterOf = (kind: CountKind, id: string): string => `${kind === 'terminals' ? 'terminal' : 'actor'} == ${spellValue(id)}`;

function RowName({ kind, row }: { readonly kind: CountKind; readonly row: CountRow }) {
  const { t } = useTranslation('reports');
  return (
    <AriaButton className="link report-name" onPress={() => go({ screen: 'ledger', filter: filterOf(kind, row.id) })}>
      {kind === 'terminals' ? (
        t(`terminalNames.${row.id}`, { defaultValue: row.id })
      ) : (
        <EvidenceText fit="two-lines" text={row.name ?? row.id} />
      )}
    </AriaButton>
  );
}

/** Transactions by terminal or party as bars on one scale, what fails of them solid. */
export function CountBars({ kind, rows }: CountReportProps) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const most = Math.max(1, ...rows.map(({ transactions }) => transactions));
  if (rows.length === 0) return <p className="t-2 report-none">{t(`none.${kind}`)}</p>;
  return (
    <ul className="report-bars">
      {rows.map((row) => (
        <li key={row.id}>
          <RowName kind={kind} row={row} />
          <Bar value={row.transactions} failing={row.failing} most={most} />
          <span className="t-figure report-bar-count">{formats.number(row.transactions)}</span>
          <span className={`t-small report-bar-note ${row.failing > 0 ? 'is-fail' : 't-3'}`}>
            {t('fail', { count: row.failing, shown: formats.number(row.failing) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function CountTable({ kind, rows }: CountReportProps) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  return (
    <table className="figure-table report-rows">
      <thead>
        <tr className="t-label">
          <th scope="col">{t(`columns.${kind}`)}</th>
          <th scope="col" className="t-figure">
            {t('columns.transactions')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.failing')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.entries')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.findings')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.charged')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <RowName kind={kind} row={row} />
            </th>
            <td className="t-figure">{formats.number(row.transactions)}</td>
            <td className={row.failing > 0 ? 't-figure is-fail' : 't-figure t-3'}>{formats.number(row.failing)}</td>
            <td className="t-figure">{formats.number(row.entries)}</td>
            <td className="t-figure">{formats.number(row.findings)}</td>
            <td className="t-figure">
              {row.charged.length === 0 ? (
                <span className="t-2">{t('noAmount')}</span>
              ) : (
                row.charged.map((money) => (
                  <span key={money.currency} className="report-money">
                    <Money value={money} />
                  </span>
                ))
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
