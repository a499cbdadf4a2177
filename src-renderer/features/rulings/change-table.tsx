import { useTranslation } from 'react-i18next';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import { Money } from '../../components/money.tsx';
import { StateWord } from '../../components/state-word.tsx';
import type { RulingWords } from './ruling-words.ts';

interface ChangeTableProps {
  readonly view: RulingView;
  readonly words: RulingWords;
}

/** What would change the ruling: choices of its packs run the other way, and what is not known, with who holds it. */
export function ChangeTable({ view: { core }, words }: ChangeTableProps) {
  const { t } = useTranslation('rulings');
  if (core.counterfactuals.length === 0 && core.undetermined.length === 0) return <p className="t-2">{t('nothingWould')}</p>;
  return (
    <table className="changes">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('columns.if')}</th>
          <th scope="col">{t('columns.then')}</th>
          <th scope="col" className="t-figure">
            {t('columns.award')}
          </th>
          <th scope="col" className="t-figure">
            {t('columns.heldBy')}
          </th>
        </tr>
      </thead>
      <tbody>
        {core.counterfactuals.map(({ pack, param, value, outcome, total }) => (
          <tr key={`${pack} ${param}`}>
            <th scope="row">
              {t(`paramIs.${param}.${String(value)}` as 'paramIs.time.assumeAt.true', {
                defaultValue: `${pack}/${param} = ${words.value(value)}`,
              })}
            </th>
            <td>
              <StateWord name={outcome} />
            </td>
            <td className="t-figure">
              {total === undefined ? <span className="t-3">{t('noAward')}</span> : <Money value={total} />}
            </td>
            <td className="t-figure t-2">{t('packAuthor', { pack })}</td>
          </tr>
        ))}
        {core.undetermined.map(({ what, heldBy, wouldDecide }) => (
          <tr key={what}>
            <th scope="row">{t('ifKnown', { fact: words.fact(what) })}</th>
            <td colSpan={2}>
              {t('wouldDecide')} <span className="t-mono">{wouldDecide.join(' ')}</span>
            </td>
            <td className="t-figure t-2">{heldBy.length === 0 ? t('heldByNobody') : words.list(heldBy.map(words.name))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
