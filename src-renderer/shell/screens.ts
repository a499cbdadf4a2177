import type { ComponentType } from 'react';
import { lazy } from 'react';
import type { IconName } from '../components/icon.tsx';
import type { Screen } from '../state/route.ts';

interface ScreenEntry {
  readonly icon: IconName;
  /** Its place in the rail and the digit of its key; absent: it is reached from elsewhere. */
  readonly rail?: 'case' | 'foot' | 'top';
  readonly key?: string;
  readonly component: ComponentType;
}

/** Every screen of the console, in the rail's order. The text of its name is `shell:screens.NAME`. */
export const SCREENS: Record<Screen, ScreenEntry> = {
  start: { icon: 'folder', rail: 'top', component: lazy(() => import('../features/start/start-screen.tsx')) },
  import: { icon: 'import', component: lazy(() => import('../features/import/import-screen.tsx')) },
  overview: {
    icon: 'overview',
    rail: 'case',
    key: 'Mod+1',
    component: lazy(() => import('../features/overview/overview-screen.tsx')),
  },
  ledger: { icon: 'ledger', rail: 'case', key: 'Mod+2', component: lazy(() => import('../features/ledger/ledger-screen.tsx')) },
  findings: {
    icon: 'flag',
    rail: 'case',
    key: 'Mod+3',
    component: lazy(() => import('../features/findings/findings-screen.tsx')),
  },
  transactions: {
    icon: 'transactions',
    rail: 'case',
    key: 'Mod+4',
    component: lazy(() => import('../features/transactions/transactions-screen.tsx')),
  },
  compare: {
    icon: 'compare',
    rail: 'case',
    key: 'Mod+5',
    component: lazy(() => import('../features/compare/compare-screen.tsx')),
  },
  arbitrate: {
    icon: 'scales',
    rail: 'case',
    key: 'Mod+6',
    component: lazy(() => import('../features/arbitrate/arbitrate-screen.tsx')),
  },
  rulings: {
    icon: 'ruling',
    rail: 'case',
    key: 'Mod+7',
    component: lazy(() => import('../features/rulings/rulings-screen.tsx')),
  },
  audit: { icon: 'audit', rail: 'case', component: lazy(() => import('../features/audit/audit-screen.tsx')) },
  trust: { icon: 'key', rail: 'case', key: 'Mod+8', component: lazy(() => import('../features/trust/trust-screen.tsx')) },
  reports: {
    icon: 'reports',
    rail: 'case',
    key: 'Mod+9',
    component: lazy(() => import('../features/reports/reports-screen.tsx')),
  },
  custody: { icon: 'lock', component: lazy(() => import('../features/custody/custody-screen.tsx')) },
  'check-ruling': { icon: 'seal', component: lazy(() => import('../features/check-ruling/check-ruling-screen.tsx')) },
  settings: { icon: 'settings', rail: 'foot', component: lazy(() => import('../features/settings/settings-screen.tsx')) },
  help: { icon: 'help', rail: 'foot', key: 'F1', component: lazy(() => import('../features/help/help-screen.tsx')) },
  about: { icon: 'seal', component: lazy(() => import('../features/about/about-screen.tsx')) },
};

export const screensIn = (rail: ScreenEntry['rail']): Screen[] =>
  (Object.keys(SCREENS) as Screen[]).filter((screen) => SCREENS[screen].rail === rail);
