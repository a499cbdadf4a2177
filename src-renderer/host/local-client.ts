import type { Answer } from '../../src-core/host/answer.ts';
import type { Channel, HostEvent, Request, Value } from '../../src-core/host/contract.ts';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import type { ConnectedHost } from './client.ts';
import { askForFiles, offerFile } from './browser-files.ts';
import { HostFailure } from './host-client.ts';

const SESSION_ENDED = new HostFailure({
  code: 'E_SESSION_ENDED',
  message: 'This window is no longer connected: a page that is loaded again has to be opened anew.',
  details: { advice: 'Press Enter in the terminal where Assize runs, or run npm start again.' },
});
const HOST_GONE = new HostFailure({
  code: 'E_HOST_GONE',
  message: 'Assize is no longer running.',
  details: { advice: 'Start it again with npm start; your cases are as they were.' },
});
/** How long to wait before the next attempt to hear events. */
const RETRIES_MS = [200, 500, 1000, 2000, 4000];

/** Begins a session with the machine's own server. The code in the address is spent by it and leaves the address. */
export async function connectLocal(): Promise<ConnectedHost> {
  const code = location.hash.slice(1);
  // A new address opened in the same tab differs in its code alone: that loads nothing by itself.
  addEventListener('hashchange', () => location.reload());
  history.replaceState(null, '', location.pathname);
  if (code === '') throw SESSION_ENDED;
  const reply = await send('/session', { method: 'POST', body: code });
  const { token } = valueOf((await reply.json()) as Answer<{ token: string }>);
  return createLocalClient(token);
}

function createLocalClient(token: string): ConnectedHost {
  const bearer = { authorization: `Bearer ${token}` };
  const listeners = new Set<(event: HostEvent) => void>();
  let isHearing = false;
  let end: (why: HostFailure) => void = () => undefined;
  const ended = new Promise<HostFailure>((resolve) => {
    end = resolve;
  });
  const failing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error === SESSION_ENDED || error === HOST_GONE) end(error as HostFailure);
      throw error;
    }
  };

  const call = async <C extends Channel>(channel: C, request: Request<C>, signal?: AbortSignal): Promise<Value<C>> => {
    const reply = await send(`/call/${channel}`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      ...(signal === undefined ? {} : { signal }),
    });
    return valueOf((await reply.json()) as Answer<Value<C>>);
  };

  const takeFile = async (file: File, onProgress?: (sent: number) => void, signal?: AbortSignal): Promise<ChosenFile> =>
    valueOf(await upload(file, token, onProgress, signal));

  const client: ConnectedHost = {
    ended,
    takeFile: (file, onProgress, signal) => failing(takeFile(file, onProgress, signal)),
    listen(listener) {
      listeners.add(listener);
      // Not before somebody listens: what waited for the page comes with the first words.
      if (!isHearing) void hearEvents(bearer, listeners).then(end);
      isHearing = true;
      return () => void listeners.delete(listener);
    },
    // The browser has dialogs of its own; the two calls that need one are answered here, as the desktop host answers them there.
    async call(channel, request, signal) {
      if (channel === 'files.choose') {
        const { purpose, multiple } = request as Request<'files.choose'>;
        const chosen: ChosenFile[] = [];
        for (const file of await askForFiles(purpose, multiple)) chosen.push(await client.takeFile(file, undefined, signal));
        return chosen as Value<typeof channel>;
      }
      if (channel === 'files.save') {
        const { handle, suggestedName } = request as Request<'files.save'>;
        const reply = await failing(send(`/save/${handle}`, { headers: bearer }));
        offerFile(await reply.blob(), suggestedName);
        return { saved: true } as Value<typeof channel>;
      }
      return failing(call(channel, request, signal));
    },
  };
  return client;
}

/** Hears events until the session ends; a connection that breaks is made again. */
async function hearEvents(bearer: Record<string, string>, listeners: Set<(event: HostEvent) => void>): Promise<HostFailure> {
  for (let failed = 0; ;) {
    try {
      const reply = await send('/events', { headers: bearer });
      failed = 0;
      for await (const event of eventsOf(reply)) for (const listener of listeners) listener(event);
    } catch (error) {
      if (error === SESSION_ENDED) return SESSION_ENDED;
    }
    const wait = RETRIES_MS[failed];
    if (wait === undefined) return HOST_GONE;
    failed += 1;
    await new Promise((done) => setTimeout(done, wait));
  }
}

async function* eventsOf(reply: Response): AsyncGenerator<HostEvent> {
  if (reply.body === null) return;
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as HostEvent;
  }
}

/** A fetch of this page's own host. @throws HostFailure where it refuses or is gone */
async function send(path: string, init: RequestInit): Promise<Response> {
  let reply;
  try {
    reply = await fetch(path, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw HOST_GONE;
  }
  if (!reply.ok) throw refusal(reply.status);
  return reply;
}

function refusal(status: number): HostFailure {
  if (status === 403) return SESSION_ENDED;
  if (status === 413) return new HostFailure({ code: 'E_TOO_LARGE', message: 'That is more than one request may hold.' });
  if (status === 429) {
    return new HostFailure({
      code: 'E_TOO_MANY',
      message: 'Too many wrong codes.',
      details: { advice: 'Wait a minute and open the window again.' },
    });
  }
  return new HostFailure({ code: 'E_HOST', message: `The host answered with status ${status}.` });
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new HostFailure(answer.error);
}

/** By XMLHttpRequest, which tells how much has been sent; fetch does not. */
function upload(
  file: File,
  token: string,
  onProgress: ((sent: number) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<Answer<ChosenFile>> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/spool');
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name.toWellFormed()));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress?.(event.loaded);
    request.onload = () =>
      request.status === 200 ? done(JSON.parse(request.responseText) as Answer<ChosenFile>) : fail(refusal(request.status));
    request.onerror = () => fail(HOST_GONE);
    request.onabort = () => fail(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
