import { useTranslation } from 'react-i18next';
import type { AuditView } from '../../../src-core/host/groups/audit.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { partyText } from '../../components/party-text.ts';
import { useFormats } from '../../i18n/format.ts';
import { Sums } from './sums.tsx';
import '../../components/figure-table.css';

/** What was lost and who bears it in the end; each loss once. */
export function ExposurePane({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation(['audit', 'states', 'rulings']);
  const formats = useFormats();
  const { population, parties } = view;
  const { all, unquantified } = population;
  return (
    <section className="audit-pane" data-pane aria-labelledby="audit-exposure">
      <div className="audit-head">
        <h2 id="audit-exposure" className="t-heading">
          {t('exposure.title')}
        </h2>
        <span className="t-2">{t('exposure.note')}</span>
      </div>
      <p className="audit-total">
        <Sums sums={all.exposure} none={t('exposure.none')} strong />
      </p>
      <table className="figure-table audit-rows">
        <thead>
          <tr className="t-label">
            <th scope="col">{t('columns.party')}</th>
            <th scope="col" className="t-figure">
              {t('columns.units')}
            </th>
            <th scope="col" className="t-figure">
              {t('columns.bears')}
            </th>
          </tr>
        </thead>
        <tbody>
          {parties.map(({ party, units, exposure }) => (
            <tr key={party}>
              <th scope="row">{party.startsWith('role:') ? partyText(party, t) : <EvidenceText text={party} />}</th>
              <td className="t-figure">{formats.number(units)}</td>
              <td className="t-figure">
                <Sums sums={exposure} none={t('noAmount')} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="t-small t-2">{t('exposure.once')}</p>
      <ul className="audit-open">
        <li>
          <Mark name="undetermined" /> {t('exposure.open')}
          <span className="t-figure">
            <Sums sums={all.open} none={t('exposure.nothingOpen')} />
          </span>
        </li>
        {unquantified > 0 && (
          <li>
            <Mark name="not-checked" /> {t('exposure.unquantified', { count: unquantified, shown: formats.number(unquantified) })}
          </li>
        )}
      </ul>
    </section>
  );
}
