import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../src-core/host/groups/app.ts';
import { useCommands, type Command } from '../state/commands.ts';
import { CASELESS, go, useRoute, type Route, type Screen } from '../state/route.ts';
import { SCREENS } from './screens.ts';

interface AppActs {
  readonly caseIsOpen: boolean;
  readonly settings: Settings;
  readonly change: (changes: Partial<Settings>) => void;
  readonly openPalette: () => void;
  readonly openLegend: () => void;
  readonly openEvidence: () => void;
  readonly openSample: () => void;
  readonly closeCase: () => void;
}

const THEMES: readonly Settings['theme'][] = ['system', 'light', 'dark', 'contrast'];

/** What can be done wherever the page stands. */
export function useAppCommands(acts: AppActs): void {
  const { t } = useTranslation('shell');
  const commands = useMemo((): Command[] => {
    const { settings, change, caseIsOpen } = acts;
    const screens = (Object.keys(SCREENS) as Screen[]).map((screen): Command => {
      const { icon, key } = SCREENS[screen];
      return {
        id: `go.${screen}`,
        title: t('goTo', { screen: t(`screens.${screen}`) }),
        section: t('sections.go'),
        icon,
        ...(key === undefined ? {} : { keys: [key] }),
        run: () => go({ screen } as Route),
        enabled: caseIsOpen || CASELESS.has(screen),
      };
    });
    const zoomTo = (zoom: number): void => change({ zoom: Math.min(200, Math.max(100, zoom)) });
    return [
      ...screens,
      {
        id: 'palette',
        title: t('palette'),
        section: t('sections.application'),
        icon: 'search',
        keys: ['Mod+K', 'Mod+Shift+P'],
        run: acts.openPalette,
      },
      { id: 'legend', title: t('legend'), section: t('sections.application'), icon: 'help', keys: ['?'], run: acts.openLegend },
      {
        id: 'open',
        title: t('openEvidence'),
        section: t('sections.case'),
        icon: 'folder',
        keys: ['Mod+O'],
        run: acts.openEvidence,
      },
      {
        id: 'import',
        title: t('importEvidence'),
        section: t('sections.case'),
        icon: 'import',
        keys: ['Mod+I'],
        run: () => go({ screen: 'import' }),
        enabled: caseIsOpen,
      },
      { id: 'sample', title: t('openSample'), section: t('sections.case'), icon: 'flask', run: acts.openSample },
      {
        id: 'close-case',
        title: t('closeCase'),
        section: t('sections.case'),
        icon: 'close',
        run: acts.closeCase,
        enabled: caseIsOpen,
      },
      {
        id: 'back',
        title: t('back'),
        section: t('sections.go'),
        icon: 'back',
        keys: ['Alt+ArrowLeft'],
        run: () => useRoute.getState().back(),
      },
      {
        id: 'forward',
        title: t('forward'),
        section: t('sections.go'),
        icon: 'forward',
        keys: ['Alt+ArrowRight'],
        run: () => useRoute.getState().forward(),
      },
      {
        id: 'rail',
        title: t('foldRail'),
        section: t('sections.view'),
        icon: 'columns',
        keys: ['Mod+B'],
        run: () => change({ railFolded: !settings.railFolded }),
      },
      {
        id: 'zoom-in',
        title: t('zoomIn'),
        section: t('sections.view'),
        icon: 'plus',
        keys: ['Mod+Plus', 'Mod+='],
        run: () => zoomTo(settings.zoom + 10),
      },
      {
        id: 'zoom-out',
        title: t('zoomOut'),
        section: t('sections.view'),
        icon: 'search',
        keys: ['Mod+-'],
        run: () => zoomTo(settings.zoom - 10),
      },
      {
        id: 'zoom-reset',
        title: t('zoomReset'),
        section: t('sections.view'),
        icon: 'search',
        keys: ['Mod+0'],
        run: () => zoomTo(100),
      },
      { id: 'panes', title: t('nextPane'), section: t('sections.view'), icon: 'columns', keys: ['F6'], run: () => focusPane(1) },
      {
        id: 'panes-back',
        title: t('previousPane'),
        section: t('sections.view'),
        icon: 'columns',
        keys: ['Shift+F6'],
        run: () => focusPane(-1),
      },
      { id: 'print', title: t('print'), section: t('sections.view'), icon: 'print', keys: ['Mod+P'], run: () => window.print() },
      ...THEMES.map((theme): Command => ({
        id: `theme.${theme}`,
        title: t(`themes.${theme}`),
        section: t('sections.view'),
        icon: 'settings',
        run: () => change({ theme }),
        enabled: settings.theme !== theme,
      })),
      {
        id: 'language',
        title: t('switchLanguage'),
        section: t('sections.view'),
        icon: 'settings',
        run: () => change({ language: t('otherLanguage.tag') as Settings['language'] }),
      },
    ];
  }, [t, acts]);
  useCommands(commands);
}

/** Moves the focus to the next part of the screen; parts are marked by `data-pane`. */
function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  const inside = next?.querySelector<HTMLElement>('[tabindex="0"], button, input, a[href], [role="grid"]');
  (inside ?? next)?.focus();
}
