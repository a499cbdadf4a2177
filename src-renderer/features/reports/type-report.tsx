import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { TypeRow } from '../../../src-core/host/groups/reports.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { Bar } from './bar.tsx';
import '../../components/figure-table.css';

function TypeName({ type }: { readonly type: string }) {
  return (
    <AriaButton
      className="link t-mono report-name"
      onPress={() => go({ screen: 'ledger', filter: `type == ${spellValue(type)}` })}
    >
      <EvidenceText text={type} />
    </AriaButton>
  );
}

/** Entries by what they record. */
export function TypeBars({ rows }: { readonly rows: readonly TypeRow[] }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const most = Math.max(1, ...rows.map(({ entries }) => entries));
  if (rows.length === 0) return <p className="t-2 report-none">{t('none.types')}</p>;
  return (
    <ul className="report-bars">
      {rows.map(({ type, entries, failing }) => (
        <li key={type}>
          <TypeName type={type} />
          <Bar value={entries} failing={failing} most={most} />
          <span className="t-figure report-bar-count">{formats.number(entries)}</span>
          <span className={`t-small report-bar-note ${failing > 0 ? 'is-fail' : 't-3'}`}>
            {t('fail', { count: failing, shown: formats.number(failing) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function TypeTable({ rows }: { readonly rows: readonly TypeRow[] }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  return (
    <table className="figure-table report-rows">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('columns.type')}</th>
          <th scope="col" className="t-figure">
            {t('columns.entries')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.failing')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.open')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ type, entries, failing, open }) => (
          <tr key={type}>
            <th scope="row">
              <TypeName type={type} />
            </th>
            <td className="t-figure">{formats.number(entries)}</td>
            <td className={failing > 0 ? 't-figure is-fail' : 't-figure t-3'}>{formats.number(failing)}</td>
            <td className={open > 0 ? 't-figure is-open' : 't-figure t-3'}>{formats.number(open)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
