import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';

/** The last acts on this case, from its own chain. */
export function CustodyList() {
  const { t } = useTranslation(['overview', 'custody']);
  const formats = useFormats();
  const caseId = useCaseId();
  const custody = useCall('custody.list', { caseId, offset: 0, count: 6 });
  return (
    <>
      <div className="overview-head">
        <h2 id="custody-head" className="t-heading">
          {t('custodyTitle')}
        </h2>
        {custody.data !== undefined && <span className="t-small t-2">{t('custodyCount', { count: custody.data.total })}</span>}
        <AriaButton className="link overview-head-end" onPress={() => go({ screen: 'custody' })}>
          {t('custodyAll')}
        </AriaButton>
      </div>
      {custody.error !== null && <Failure error={custody.error} />}
      {custody.isPending && <Loading />}
      {custody.data !== undefined && (
        <table className="custody-short t-small">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('custody:at')}</th>
              <th scope="col">{t('custody:act')}</th>
              <th scope="col">{t('custody:by')}</th>
              <th scope="col" className="t-figure">
                {t('custody:digest')}
              </th>
            </tr>
          </thead>
          <tbody>
            {custody.data.rows.map((row) => (
              <tr key={row.seq}>
                <td className="t-mono t-2">{formats.utcTime(row.at).slice(0, 8)}</td>
                <td>{t(`custody:acts.${row.act}`, { defaultValue: row.act })}</td>
                <td className="t-2">
                  <EvidenceText text={row.by} />
                </td>
                <td className="t-figure">
                  <Digest value={row.digest} head />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
