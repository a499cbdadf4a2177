import { useTranslation } from 'react-i18next';
import { glossaryIn } from './glossary.ts';

/** Terms of the field in both languages, with what they mean in the page's own. */
export function GlossaryList() {
  const { t, i18n } = useTranslation('help');
  const terms = glossaryIn(i18n.language === 'zh-CN' ? 'zh-CN' : 'en');
  const other = i18n.language === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <table className="help-table">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('term')}</th>
          <th scope="col">{t('otherLanguage')}</th>
          <th scope="col">{t('meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {terms.map(({ id, own, foreign, meaning }) => (
          <tr key={id}>
            <th scope="row" className="help-term">
              {own}
            </th>
            <td lang={other}>{foreign}</td>
            <td className="t-2">{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
