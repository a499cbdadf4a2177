import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../src-core/host/groups/app.ts';
import { Failure, Loading } from '../components/notice.tsx';
import type { HostFailure } from '../host/host-client.ts';
import { useAct, useCall } from '../host/use-call.ts';
import { useWatchHost } from '../host/watch-host.ts';
import { useChooseFiles } from '../host/use-choose-files.ts';
import { useOpenCase } from '../state/open-case.ts';
import { CASELESS, useRoute } from '../state/route.ts';
import { useSettings } from '../state/settings.ts';
import { notify } from '../state/toasts.ts';
import { Legend } from './legend.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { SCREENS } from './screens.ts';
import { StatusBar } from './status-bar.tsx';
import { ToastLine } from './toast.tsx';
import { TopBar } from './top-bar.tsx';
import { useAppCommands } from './use-app-commands.ts';
import { useAppearance } from './use-appearance.ts';
import { useCaseActs } from './use-case-acts.ts';
import { useShortcuts } from './use-shortcuts.ts';
import './shell.css';

/** The frame around every screen. */
export function Shell() {
  const { t, i18n } = useTranslation('shell');
  const [palette, setPalette] = useState(false);
  const [legend, setLegend] = useState(false);
  const { settings } = useSettings();
  const application = useCall('app.read', {});
  const caseId = useOpenCase((state) => state.caseId);
  const open = useCall('cases.read', { caseId: caseId ?? '' }, { enabled: caseId !== undefined, keep: caseId !== undefined });
  const write = useAct('settings.write');
  const caseActs = useCaseActs();
  const chooseFiles = useChooseFiles();

  const change = useCallback(
    (changes: Partial<Settings>) => {
      useSettings.getState().take({ ...useSettings.getState().settings, ...changes });
      write.mutate({ changes }, { onError: (error) => notify(error.message, { failure: true }) });
    },
    [write],
  );
  const acts = useMemo(
    () => ({
      caseIsOpen: caseId !== undefined,
      settings,
      change,
      openPalette: () => setPalette(true),
      openLegend: () => setLegend(true),
      openEvidence: () => void chooseFiles('evidence', true).then(caseActs.takeEvidence),
      openSample: caseActs.openSample,
      closeCase: caseActs.closeCase,
    }),
    [caseId, settings, change, chooseFiles, caseActs],
  );
  useAppearance();
  useShortcuts();
  useAppCommands(acts);
  useWatchHost(caseActs.onCommand);

  const shown = caseId === undefined ? undefined : open.data;
  const folded = useFolded(settings.railFolded);
  return (
    <I18nProvider locale={i18n.language}>
      <div className="shell">
        <Rail folded={folded} open={shown} />
        <TopBar
          open={shown}
          onPalette={() => setPalette(true)}
          onLanguage={() => change({ language: t('otherLanguage.tag') as Settings['language'] })}
        />
        <Main />
        <StatusBar application={application.data} />
        <ToastLine />
        <Palette isOpen={palette} onClose={() => setPalette(false)} />
        <Legend isOpen={legend} onClose={() => setLegend(false)} />
      </div>
    </I18nProvider>
  );
}

/** Folded where the user wants it so, where the window is narrow, and on the ledger, which needs the width. */
function useFolded(wanted: boolean): boolean {
  const onLedger = useRoute((state) => state.route.screen === 'ledger');
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 1100px)').matches);
  useEffect(() => {
    const list = matchMedia('(max-width: 1100px)');
    const changed = (): void => setNarrow(list.matches);
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, []);
  return wanted || narrow || onLedger;
}

function Main() {
  const { t } = useTranslation('shell');
  const screen = useRoute((state) => state.route.screen);
  const caseId = useOpenCase((state) => state.caseId);
  const main = useRef<HTMLElement>(null);
  const pressed = useRef<EventTarget>(null);
  const shown = caseId === undefined && !CASELESS.has(screen) ? 'start' : screen;
  const { component: Component } = SCREENS[shown];
  useEffect(() => {
    document.title = `${t(`screens.${shown}`)} · Assize`;
  }, [shown, t]);
  return (
    <main
      className="main"
      ref={main}
      data-screen={shown}
      aria-label={t(`screens.${shown}`)}
      onMouseDown={(event) => {
        // The second press of a double click whose first opened this screen would mark whatever lies there now.
        if (event.detail > 1 && pressed.current instanceof Node && !pressed.current.isConnected) event.preventDefault();
        pressed.current = event.target;
      }}
    >
      <h1 className="sr-only">{t(`screens.${shown}`)}</h1>
      <Suspense fallback={<Loading />}>
        <Component key={`${caseId ?? ''} ${shown}`} />
      </Suspense>
    </main>
  );
}

/** What stands on the page where the host cannot be spoken to any more. */
export function HostGone({ error }: { readonly error: HostFailure }) {
  return (
    <main className="main">
      <Failure error={error} />
    </main>
  );
}
