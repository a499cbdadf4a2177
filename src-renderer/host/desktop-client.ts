import type { Answer } from '../../src-core/host/answer.ts';
import type { DesktopBridge } from '../../src-core/host/desktop-bridge.ts';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import type { ConnectedHost } from './client.ts';
import { HostFailure } from './host-client.ts';

/** What the preload put on this page, if it runs in the desktop host. */
export function desktopBridge(): DesktopBridge | undefined {
  return (globalThis as { assize?: DesktopBridge }).assize;
}

/** Speaks with the desktop host. It lives as long as the page does: a page loaded again is the same window to it. */
export function connectDesktop(bridge: DesktopBridge): ConnectedHost {
  const take = async <T>(answer: Promise<Answer<unknown>>): Promise<T> => {
    const given = await answer;
    if (given.ok) return given.value as T;
    throw new HostFailure(given.error);
  };
  return {
    ended: new Promise(() => undefined),
    async call(channel, request, signal) {
      signal?.throwIfAborted();
      const id = crypto.randomUUID();
      const cancel = (): void => bridge.cancel(id);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await take(bridge.call(channel, JSON.stringify(request), id));
      } finally {
        signal?.removeEventListener('abort', cancel);
        signal?.throwIfAborted();
      }
    },
    listen: (listener) => bridge.listen(listener),
    async takeFile(file, onProgress, signal) {
      const held = await bridge.holdFile(file);
      // A file that another program handed over as bytes lies nowhere: its bytes are sent.
      if (held.ok || held.error.code !== 'E_NO_PATH') return take<ChosenFile>(Promise.resolve(held));
      const id = crypto.randomUUID();
      const reader = file.stream().getReader();
      let sent = 0;
      for (;;) {
        signal?.throwIfAborted();
        const { done, value } = await reader.read();
        if (done) return take<ChosenFile>(bridge.spool(id, file.name, undefined));
        await take(bridge.spool(id, file.name, value));
        sent += value.length;
        onProgress?.(sent);
      }
    },
  };
}
