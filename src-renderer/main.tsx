import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectHost } from './host/client.ts';
import type { ConnectedHost } from './host/client.ts';
import { HostFailure } from './host/host-client.ts';
import { HostContext } from './host/host-context.ts';
import { startLanguages, systemLanguage } from './i18n/index.ts';
import { HostGone, Shell } from './shell/shell.tsx';
import { useSettings } from './state/settings.ts';
import { notify } from './state/toasts.ts';

// Nothing here comes over a network, so nothing is asked for twice because a window was looked at again, or waits for a connection.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: Infinity },
    mutations: { networkMode: 'always', retry: false },
  },
});

async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root') as HTMLElement);
  await startLanguages(systemLanguage());
  let host: ConnectedHost;
  try {
    host = await connectHost();
    const { settings, problem } = await host.call('settings.read', {});
    useSettings.getState().take(settings);
    if (problem !== undefined) notify(problem, { failure: true });
  } catch (error) {
    if (!(error instanceof HostFailure)) throw error;
    root.render(<HostGone error={error} />);
    return;
  }
  void host.ended.then((failure) => root.render(<HostGone error={failure} />));
  root.render(
    <StrictMode>
      <HostContext value={host}>
        <QueryClientProvider client={queries}>
          <Shell />
        </QueryClientProvider>
      </HostContext>
    </StrictMode>,
  );
}

void start();
