import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { TransactionDisagreement } from '../../../src-core/host/groups/compare.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { go } from '../../state/route.ts';
import { DifferenceRow } from './difference-row.tsx';

/** What both sides tell of one transaction, differently. */
export function DisagreementTable({ disagreements }: { readonly disagreements: readonly TransactionDisagreement[] }) {
  const { t } = useTranslation(['compare', 'states']);
  return (
    <table className="compare-fields">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('field')}</th>
          <th scope="col">{t('sideA')}</th>
          <th scope="col" className="compare-narrow">
            <span className="sr-only">{t('result')}</span>
          </th>
          <th scope="col">{t('sideB')}</th>
        </tr>
      </thead>
      {disagreements.map(({ txn, fields }) => (
        <tbody key={txn} data-difference tabIndex={-1}>
          <tr className="compare-txn">
            <th scope="rowgroup" colSpan={4}>
              <AriaButton className="link t-mono" onPress={() => go({ screen: 'transactions', txn })}>
                <EvidenceText text={txn} />
              </AriaButton>
            </th>
          </tr>
          {fields.map(({ field, a, b }) => (
            <DifferenceRow key={field} name={field} a={a} b={b} />
          ))}
        </tbody>
      ))}
    </table>
  );
}
