import { useTranslation } from 'react-i18next';
import type { ComparedRollback } from '../../../src-core/host/groups/compare.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';

/** Chains whose end one side shows earlier than the other. */
export function RollbackTable({ rollbacks }: { readonly rollbacks: readonly ComparedRollback[] }) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  return (
    <table className="compare-fields">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('chain')}</th>
          <th scope="col" className="t-figure">
            {t('endsA')}
          </th>
          <th scope="col" className="t-figure">
            {t('endsB')}
          </th>
          <th scope="col">{t('behind')}</th>
        </tr>
      </thead>
      <tbody>
        {rollbacks.map((rollback) => (
          <tr key={rollback.chain} data-difference tabIndex={-1}>
            <th scope="row">
              <EvidenceText text={rollback.chainName ?? rollback.chain} />
            </th>
            <td className="t-figure">{formats.number(rollback.a)}</td>
            <td className="t-figure">{formats.number(rollback.b)}</td>
            <td>
              <Mark name="indeterminate" />{' '}
              {t(rollback.behind === 'a' ? 'behindA' : 'behindB', { count: Math.abs(rollback.a - rollback.b) })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
