import { useTranslation } from 'react-i18next';
import type { AmountRow } from '../../../src-core/host/groups/reports.ts';
import { Money } from '../../components/money.tsx';
import { useFormats } from '../../i18n/format.ts';
import { Bar } from './bar.tsx';
import '../../components/figure-table.css';

const SUMS = ['captured', 'refunded', 'exposed'] as const;

function Sum({ row, name }: { readonly row: AmountRow; readonly name: (typeof SUMS)[number] }) {
  const { t } = useTranslation('reports');
  const minor = row[name];
  if (minor === undefined) return <span className="t-2">{t('tooLarge')}</span>;
  return <Money value={{ currency: row.currency, minor }} strong={name === 'captured'} />;
}

/** By currency: what was captured, what went back, and what was captured in transactions that fail. Currencies are never added up. */
export function AmountBars({ rows }: { readonly rows: readonly AmountRow[] }) {
  const { t } = useTranslation('reports');
  if (rows.length === 0) return <p className="t-2 report-none">{t('none.amounts')}</p>;
  return (
    <ul className="report-currencies">
      {rows.map((row) => (
        <li key={row.currency}>
          <ul className="report-bars report-amounts">
            {SUMS.map((name) => (
              <li key={name}>
                <span className="t-2">{t(`amounts.${name}`)}</span>
                <Bar
                  value={row[name] ?? 0}
                  failing={name === 'exposed' ? (row.exposed ?? 0) : 0}
                  most={Math.max(row.captured ?? 0, row.refunded ?? 0)}
                />
                <span className={name === 'exposed' && (row.exposed ?? 1) > 0 ? 't-figure is-fail' : 't-figure'}>
                  <Sum row={row} name={name} />
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

export function AmountTable({ rows }: { readonly rows: readonly AmountRow[] }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  return (
    <table className="figure-table report-rows">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('columns.currency')}</th>
          <th scope="col" className="t-figure">
            {t('columns.transactions')}
          </th>
          {SUMS.map((name) => (
            <th key={name} scope="col" className="t-figure">
              {t(`amounts.${name}`)}
            </th>
          ))}
          <th scope="col" className="t-figure">
            {t('columns.exposedTransactions')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.currency}>
            <th scope="row">{row.currency}</th>
            <td className="t-figure">{formats.number(row.transactions)}</td>
            {SUMS.map((name) => (
              <td key={name} className={name === 'exposed' && (row.exposed ?? 1) > 0 ? 't-figure is-fail' : 't-figure'}>
                <Sum row={row} name={name} />
              </td>
            ))}
            <td className="t-figure">{formats.number(row.exposedTransactions)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
