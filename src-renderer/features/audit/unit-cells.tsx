import type { Money as MoneyValue } from '../../../src-core/arbitration/value.ts';
import { useTranslation } from 'react-i18next';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Money } from '../../components/money.tsx';
import { go } from '../../state/route.ts';
import { useTerminalName } from './use-terminal-name.ts';

/** What tells a unit of the population in a row: its transaction, its day, where it began. */
export function UnitCells({ txn, day, terminal }: { readonly txn: string; readonly day: string; readonly terminal: string }) {
  const terminalName = useTerminalName();
  return (
    <>
      <th scope="row">
        <button type="button" className="link row-open" onClick={() => go({ screen: 'transactions', txn })}>
          <EvidenceText text={txn} mono />
        </button>
      </th>
      <td className="t-mono">{day}</td>
      <td>{terminalName(terminal)}</td>
    </>
  );
}

/** An amount of a unit, or that it is not known. */
export function UnitMoney({ money }: { readonly money: MoneyValue | undefined }) {
  const { t } = useTranslation('audit');
  return (
    <td className="t-figure">{money === undefined ? <span className="t-3">{t('notKnown')}</span> : <Money value={money} />}</td>
  );
}
