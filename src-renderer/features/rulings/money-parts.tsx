import { useTranslation } from 'react-i18next';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import { Money } from '../../components/money.tsx';
import { arithmeticOf } from './figures.ts';
import type { RulingWords } from './ruling-words.ts';

interface PartsProps {
  readonly view: RulingView;
  readonly words: RulingWords;
}

/** What each head comes to, and what caps it: settled less refunded, and the claim. */
export function ArithmeticLine({ view }: PartsProps) {
  const { t } = useTranslation('rulings');
  const { heads, settled, refunded, left, claimed } = arithmeticOf(view);
  return (
    <dl className="arithmetic">
      {heads.length === 0 && (
        <div>
          <dt>{t('award')}</dt>
          <dd>{t('noAward')}</dd>
        </div>
      )}
      {heads.map(({ head, rule, asked, money }) => (
        <div key={head}>
          <dt>{t(`heads.${head}` as 'heads.excess')}</dt>
          <dd>
            {asked.minor !== money.minor && (
              <>
                <Money value={asked} /> <span aria-label={t('capped')}>→</span>{' '}
              </>
            )}
            <Money value={money} strong /> <span className="t-mono t-3">{rule}</span>
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('cap')}</dt>
        <dd>
          {left === undefined || settled === undefined || refunded === undefined ? (
            t('noCap')
          ) : (
            <>
              <abbr title={words('pay.T', t)}>T</abbr> <Money value={settled} /> − <abbr title={words('pay.R', t)}>R</abbr>{' '}
              <Money value={refunded} /> = <Money value={left} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('claimed')}</dt>
        <dd>
          <Money value={claimed} />
        </dd>
      </div>
    </dl>
  );
}

const words = (id: 'pay.T' | 'pay.R', t: ReturnType<typeof useTranslation<'rulings'>>['t']): string =>
  t(id === 'pay.T' ? 'settled' : 'refunded');

/** Who bears it in the end, as wide as the share; the words beside it say the same. */
export function SharesBar({ view, words: say }: PartsProps) {
  const { t } = useTranslation('rulings');
  const { allocation } = view.core;
  if (allocation.length === 0) return null;
  return (
    <ul className="shares" aria-label={t('shares')}>
      {allocation.map(({ party, bps, money }, index) => (
        <li key={party} className="share" data-first={index === 0} style={{ flexGrow: Math.max(bps, 1) }}>
          <span className="share-name">{say.nameAndRole(party)}</span>
          <span className="share-figures">
            <span className="t-2">{t('bps', { bps: bps.toLocaleString('en') })}</span> <Money value={money} strong />
          </span>
        </li>
      ))}
    </ul>
  );
}
