import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AXES } from '../../../src-core/evidence/finding.ts';
import type { ComparedSide, SourceComparison } from '../../../src-core/host/groups/compare.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';

/** What each side is by itself, before anything is held against the other. */
export function SideTable({ comparison }: { readonly comparison: SourceComparison }) {
  const { t } = useTranslation(['compare', 'overview']);
  const formats = useFormats();
  const sides = [
    ['a', comparison.a],
    ['b', comparison.b],
  ] as const;
  const row = (name: string, cell: (side: ComparedSide) => ReactNode) => (
    <tr>
      <th scope="row">{name}</th>
      {sides.map(([id, side]) => (
        <td key={id}>{cell(side)}</td>
      ))}
    </tr>
  );
  return (
    <table className="compare-sides">
      <thead>
        <tr>
          <td />
          {sides.map(([id, side]) => (
            <th key={id} scope="col">
              <span className="compare-letter">{t(id === 'a' ? 'sideA' : 'sideB')}</span>{' '}
              <EvidenceText fit="two-lines" text={side.name} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row(t('digest'), (side) => (
          <Digest value={side.sha256} />
        ))}
        {row(t('holds'), (side) =>
          t('holdsText', {
            entries: t('entries', { count: side.entries, shown: formats.number(side.entries) }),
            chains: t('chains', { count: side.chains, shown: formats.number(side.chains) }),
          }),
        )}
        {row(t('alone'), (side) => (
          <span className="compare-alone">
            <StateWord name={side.verdict} />
            <span className="t-small t-2">{t('errors', { count: side.errors, shown: formats.number(side.errors) })}</span>
          </span>
        ))}
        {AXES.map((axis) => (
          <tr key={axis} className="compare-axis">
            <th scope="row">{t(`overview:axes.${axis}.name`)}</th>
            {sides.map(([id, side]) => (
              <td key={id}>
                <StateWord name={side.axes[axis]} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
