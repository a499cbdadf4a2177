import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { TimeSeries } from '../../../src-core/host/groups/reports.ts';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { timeFilter } from './time-filter.ts';
import '../../components/figure-table.css';

/** The numbers behind the chart; stretches without anything are left out. */
export function SeriesTable({ series }: { readonly series: TimeSeries }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const figures = (number: number | undefined, mark = '') => (
    <td className={(number ?? 0) > 0 ? `t-figure ${mark}` : 't-figure t-3'}>{formats.number(number ?? 0)}</td>
  );
  return (
    <table className="figure-table report-rows">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('columns.from')}</th>
          <th scope="col" className="t-figure">
            {t('columns.entries')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.errors')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.infos')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.warnings')}
          </th>
        </tr>
      </thead>
      <tbody>
        {series.at.map((at, index) =>
          (series.entries[index] ?? 0) === 0 ? null : (
            <tr key={at}>
              <th scope="row">
                <AriaButton
                  className="link t-mono report-name"
                  onPress={() => go({ screen: 'ledger', filter: timeFilter(at, at + series.step) })}
                >
                  {formats.utc(at).slice(0, series.step < 1000 ? 23 : 19)}
                </AriaButton>
              </th>
              {figures(series.entries[index])}
              {figures(series.errors[index], 'is-fail')}
              {figures(series.infos[index], 'is-open')}
              {figures(series.warnings[index])}
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
