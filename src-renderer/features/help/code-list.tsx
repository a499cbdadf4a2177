import { useTranslation } from 'react-i18next';
import { AXES } from '../../../src-core/evidence/finding.ts';
import { Mark } from '../../components/mark.tsx';
import { markOfSeverity } from '../../components/mark-of-severity.ts';
import { explainedCodes } from './explained-codes.ts';

/** Every code that a finding can have, by axis: what it says, and what can be done. */
export function CodeList() {
  const { t, i18n } = useTranslation(['help', 'overview', 'findings']);
  const codes = explainedCodes(i18n.language === 'zh-CN' ? 'zh' : 'en');
  return (
    <>
      {AXES.map((axis) => (
        <section key={axis} aria-labelledby={`codes-${axis}`}>
          <h2 id={`codes-${axis}`} className="help-heading">
            {t(`overview:axes.${axis}.name`)}
          </h2>
          <table className="help-table">
            <thead>
              <tr className="t-label">
                <th scope="col">{t('code')}</th>
                <th scope="col">{t('says')}</th>
                <th scope="col">{t('advice')}</th>
              </tr>
            </thead>
            <tbody>
              {codes
                .filter((item) => item.axis === axis)
                .map(({ code, severity, says, advice }) => (
                  <tr key={code} id={code}>
                    <th scope="row" className="t-mono help-code">
                      <Mark name={markOfSeverity(severity)} label={t(`findings:severityGroup.${severity}`)} /> {code}
                    </th>
                    <td>{says}</td>
                    <td className="t-2">{advice}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}
