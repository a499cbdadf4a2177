import { useTranslation } from 'react-i18next';
import type { AuditView } from '../../../src-core/host/groups/audit.ts';
import { useFormats } from '../../i18n/format.ts';
import { UnitCells, UnitMoney } from './unit-cells.tsx';
import '../../components/figure-table.css';

/** Every exception, with the way to its story. */
export function ExceptionList({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { exceptions, exceptionCount } = view;
  if (exceptions.length === 0) return null;
  return (
    <section className="audit-pane audit-list" data-pane aria-labelledby="audit-list">
      <div className="audit-head">
        <h2 id="audit-list" className="t-heading">
          {t('list.title')}
        </h2>
        {exceptionCount > exceptions.length && (
          <span className="t-2">
            {t('list.first', { shown: formats.number(exceptions.length), all: formats.number(exceptionCount) })}
          </span>
        )}
      </div>
      <div className="audit-scroll" tabIndex={0} role="group" aria-label={t('list.title')}>
        <table className="figure-table audit-rows">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('columns.txn')}</th>
              <th scope="col">{t('columns.day')}</th>
              <th scope="col">{t('columns.terminal')}</th>
              <th scope="col">{t('columns.rules')}</th>
              <th scope="col" className="t-figure">
                {t('columns.settled')}
              </th>
              <th scope="col" className="t-figure">
                {t('columns.exposure')}
              </th>
            </tr>
          </thead>
          <tbody>
            {exceptions.map(({ txn, payments, day, terminal, rules, settled, exposure }) => (
              <tr key={`${txn} ${payments[0] ?? ''}`}>
                <UnitCells txn={txn} day={day} terminal={terminal} />
                <td>
                  {rules.map(({ rule }) => (
                    <span key={rule} className="audit-id t-mono">
                      {rule}
                    </span>
                  ))}
                </td>
                <UnitMoney money={settled} />
                <UnitMoney money={exposure} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
