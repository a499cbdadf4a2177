import { useTranslation } from 'react-i18next';
import type { AxisRow } from '../../../src-core/host/groups/overview.ts';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';

/** Six questions, six answers, each with what was counted. A zero is quiet; a failure is not. */
export function AxisTable({ axes }: { readonly axes: readonly AxisRow[] }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  return (
    <table className="axes">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('axisHead')}</th>
          <th scope="col">{t('stateHead')}</th>
          <th scope="col">{t('askedHead')}</th>
          <th scope="col" className="t-figure">
            {t('holds')}
          </th>
          <th scope="col" className="t-figure">
            {t('fails')}
          </th>
          <th scope="col" className="t-figure">
            {t('undecided')}
          </th>
          <th scope="col">{t('counted')}</th>
        </tr>
      </thead>
      <tbody>
        {axes.map((row) => (
          <tr key={row.axis}>
            <th scope="row">{t(`axes.${row.axis}.name`)}</th>
            <td>
              <StateWord name={row.state} />
            </td>
            <td className="t-small t-2">{t(`axes.${row.axis}.asked`)}</td>
            <td className="t-figure">{formats.number(row.holds)}</td>
            <td className={row.fails > 0 ? 't-figure is-fail' : 't-figure t-3'}>{formats.number(row.fails)}</td>
            <td className={row.indeterminate > 0 ? 't-figure is-open' : 't-figure t-3'}>{formats.number(row.indeterminate)}</td>
            <td className="t-small t-2">{t(`units.${row.unit}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
