import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import { Icon } from '../components/icon.tsx';
import { useFormats } from '../i18n/format.ts';
import { shownKeys } from '../state/commands.ts';
import { go, useRoute, type Route, type Screen } from '../state/route.ts';
import { SCREENS, screensIn } from './screens.ts';
import './rail.css';

const COUNTS: Partial<Record<Screen, keyof OpenCase['counts']>> = {
  ledger: 'entries',
  findings: 'causes',
  transactions: 'transactions',
  rulings: 'rulings',
};

/** The rooms of the console. Folded, an item keeps its name for screen readers and as its title. */
export function Rail({ folded, open }: { readonly folded: boolean; readonly open: OpenCase | undefined }) {
  const { t } = useTranslation('shell');
  return (
    <nav className="rail" data-folded={folded} aria-label={t('rail')}>
      <p className="brand">
        <svg className="brand-mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden>
          <rect width="18" height="18" rx="3" fill="currentColor" />
          <path d="M4.4 13.6 9 4l4.6 9.6M6.2 10.4h5.6" fill="none" stroke="var(--window)" strokeWidth="1.7" />
        </svg>
        <span className="rail-text">Assize</span>
      </p>
      <ul>
        {screensIn('top').map((screen) => (
          <RailItem key={screen} screen={screen} />
        ))}
      </ul>
      {open !== undefined && (
        <ul className="rail-case">
          {screensIn('case').map((screen) => {
            const counted = COUNTS[screen];
            return <RailItem key={screen} screen={screen} {...(counted === undefined ? {} : { count: open.counts[counted] })} />;
          })}
        </ul>
      )}
      <ul className="rail-foot">
        {screensIn('foot').map((screen) => (
          <RailItem key={screen} screen={screen} />
        ))}
      </ul>
    </nav>
  );
}

function RailItem({ screen, count }: { readonly screen: Screen; readonly count?: number }) {
  const { t } = useTranslation('shell');
  const formats = useFormats();
  const here = useRoute((state) => state.route.screen === screen);
  const entry = SCREENS[screen];
  const keys = screen === 'help' ? entry.key : undefined;
  return (
    <li>
      <Button className="rail-item" aria-current={here ? 'page' : undefined} onPress={() => go({ screen } as Route)}>
        <Icon name={entry.icon} />
        <span className="rail-text rail-name">{t(`screens.${screen}`)}</span>
        {count !== undefined && <span className="rail-text rail-count">{formats.number(count)}</span>}
        {keys !== undefined && <span className="rail-text rail-count">{shownKeys(keys)}</span>}
      </Button>
    </li>
  );
}
