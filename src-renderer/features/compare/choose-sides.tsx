import { useTranslation } from 'react-i18next';
import type { ComparableSource } from '../../../src-core/host/groups/compare.ts';
import { Button } from '../../components/button.tsx';
import { visibleText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';

export interface Sides {
  readonly a: string;
  readonly b: string;
}

interface ChooseSidesProps {
  readonly sources: readonly ComparableSource[];
  readonly sides: Sides;
  readonly onChange: (sides: Sides) => void;
}

/** Which two sources are held against each other. */
export function ChooseSides({ sources, sides, onChange }: ChooseSidesProps) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const pick = (side: 'a' | 'b') => (
    <label className="compare-pick">
      <span className="compare-letter">{t(side === 'a' ? 'sideA' : 'sideB')}</span>
      <select
        className="compare-select"
        aria-label={t(side === 'a' ? 'chooseA' : 'chooseB')}
        value={sides[side]}
        onChange={(event) => {
          const id = event.target.value;
          const other = side === 'a' ? 'b' : 'a';
          // The same one twice is no comparison: choosing the other side's source changes places.
          onChange({ ...sides, [side]: id, ...(sides[other] === id ? { [other]: sides[side] } : {}) });
        }}
      >
        {sources.map(({ id, name, entries }) => (
          <option key={id} value={id}>
            {t('option', { name: visibleText(name), entries: t('entries', { count: entries, shown: formats.number(entries) }) })}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="compare-choose">
      {pick('a')}
      <Button kind="quiet" icon="compare" label={t('swap')} onPress={() => onChange({ a: sides.b, b: sides.a })} />
      {pick('b')}
    </div>
  );
}
