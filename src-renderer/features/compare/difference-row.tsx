import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { ValueCell } from './value-cell.tsx';

interface DifferenceRowProps {
  readonly name: string;
  readonly a: ComponentProps<typeof ValueCell>['value'];
  readonly b: ComponentProps<typeof ValueCell>['value'];
}

/** One member that two sides tell differently. */
export function DifferenceRow({ name, a, b }: DifferenceRowProps) {
  const { t } = useTranslation('states');
  return (
    <tr>
      <th scope="row">
        <EvidenceText text={name} mono />
      </th>
      <td>
        <ValueCell value={a} />
      </td>
      <td className="compare-between">
        <Mark name="differs" label={t('differs')} />
      </td>
      <td>
        <ValueCell value={b} />
      </td>
    </tr>
  );
}
