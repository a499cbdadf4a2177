import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { Cause } from '../../../src-core/host/groups/findings.ts';
import { KeyCap } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import { Empty } from '../../components/notice.tsx';
import { markOfSeverity } from '../../components/mark-of-severity.ts';
import { PlaceText } from '../../components/place-text.tsx';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import '../../components/cause-tag.css';

interface CauseTableProps {
  readonly causes: readonly Cause[];
  readonly causeCount: number;
  readonly findingCount: number;
}

/** The first causes, worst first, each with what follows from it. */
export function CauseTable({ causes, causeCount, findingCount }: CauseTableProps) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const words = useCodeWords();
  return (
    <>
      <div className="overview-head">
        <h2 id="causes-head" className="t-heading">
          {t('causesTitle')}
        </h2>
        <span className="t-small t-2">
          {t('causesCount', {
            causes: t('causes', { count: causeCount }),
            findings: t('findings', { count: findingCount, shown: formats.number(findingCount) }),
          })}
        </span>
        <span className="overview-head-end">
          <AriaButton className="link" onPress={() => go({ screen: 'findings' })}>
            {t('allFindings')}
          </AriaButton>{' '}
          <KeyCap keys="Mod+3" />
        </span>
      </div>
      {causes.length === 0 ? (
        <Empty>{t('noFindings')}</Empty>
      ) : (
        <table className="causes">
          <thead>
            <tr className="t-label">
              <th scope="col" colSpan={3}>
                {t('cause')}
              </th>
              <th scope="col">{t('code')}</th>
              <th scope="col">{t('where')}</th>
              <th scope="col" className="t-figure">
                {t('effects')}
              </th>
              <th scope="col">{t('triage')}</th>
            </tr>
          </thead>
          <tbody>
            {causes.map((cause) => (
              <tr key={cause.id}>
                <td className="cause-mark">
                  <Mark name={markOfSeverity(cause.severity)} label={t(`severity.${cause.severity}`)} />
                </td>
                <td className="cause-mark">
                  <span className="cause-tag">{cause.number}</span>
                </td>
                <td>
                  <AriaButton className="cause-name" onPress={() => go({ screen: 'findings', cause: cause.id })}>
                    {words(cause.code).title}
                  </AriaButton>
                </td>
                <td className="t-mono">{cause.code}</td>
                <td className="t-small t-2">
                  <PlaceText place={cause.place} />
                </td>
                <td className="t-figure">{formats.number(cause.effects + cause.same - 1)}</td>
                <td>{t(`triageStates.${cause.triage?.state ?? 'open'}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
