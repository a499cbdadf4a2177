import { useTranslation } from 'react-i18next';
import type { Sum } from '../../../src-core/audit/money-sums.ts';
import { Money } from '../../components/money.tsx';

interface SumsProps {
  readonly sums: readonly Sum[];
  /** What stands where there are none; a word, never 0. */
  readonly none: string;
  readonly strong?: boolean;
}

/** Sums of several currencies, one a line; they are never added. */
export function Sums({ sums, none, strong = false }: SumsProps) {
  const { t } = useTranslation('reports');
  if (sums.length === 0) return <span className="t-3">{none}</span>;
  return (
    <span className="audit-sums">
      {sums.map(({ currency, minor }) => {
        const value = Number(minor);
        return Number.isSafeInteger(value) ? (
          <Money key={currency} value={{ currency, minor: value }} strong={strong} />
        ) : (
          <span key={currency}>{t('tooLarge')}</span>
        );
      })}
    </span>
  );
}
