import type { IpcMainInvokeEvent, IpcMainEvent, WebContents, WebFrameMain } from 'electron';
import type { Answer } from '../../src-core/host/answer.ts';
import type { Application } from '../application/application.ts';
import type { Sender } from '../application/sender.ts';
import { BRIDGE } from './bridge-channels.ts';
import { createChunkStreams } from './chunk-streams.ts';
import type { ElectronApi } from './electron-api.ts';
import { originOf } from './page-protocol.ts';

const BAD_MESSAGE: Answer<never> = { ok: false, error: { code: 'E_REQUEST', message: 'no such message' } };

export const pageOf = (contents: Pick<WebContents, 'id'>): string => `page-${contents.id}`;

/** Lets pages reach the application through their preload. Who calls is what Electron says of the frame, never what the page says. */
export function openBridge({ ipcMain }: Pick<ElectronApi, 'ipcMain'>, application: Application): void {
  const calls = new Map<string, AbortController>();
  const streams = createChunkStreams();

  ipcMain.handle(BRIDGE.call, async (event, channel: unknown, requestJson: unknown, id: unknown): Promise<Answer<unknown>> => {
    if (typeof channel !== 'string' || typeof requestJson !== 'string' || typeof id !== 'string') return BAD_MESSAGE;
    const key = `${pageOf(event.sender)} ${id}`;
    const controller = new AbortController();
    calls.set(key, controller);
    try {
      return await application.call(channel, requestJson, senderOf(event), controller.signal);
    } finally {
      calls.delete(key);
    }
  });
  ipcMain.on(BRIDGE.cancel, (event, id: unknown) => {
    if (typeof id === 'string') calls.get(`${pageOf(event.sender)} ${id}`)?.abort();
  });
  ipcMain.handle(BRIDGE.holdFile, (event, path: unknown): Promise<Answer<unknown>> | Answer<never> => {
    if (typeof path !== 'string') return BAD_MESSAGE;
    if (path === '') return { ok: false, error: { code: 'E_NO_PATH', message: 'the file lies nowhere' } };
    return application.holdFile(path, senderOf(event));
  });
  ipcMain.handle(
    BRIDGE.spool,
    (event, id: unknown, name: unknown, chunk: unknown): Promise<Answer<unknown>> | Answer<unknown> => {
      if (typeof id !== 'string' || typeof name !== 'string') return BAD_MESSAGE;
      if (chunk !== undefined && !(chunk instanceof Uint8Array)) return BAD_MESSAGE;
      const sender = senderOf(event);
      return streams.push(`${pageOf(event.sender)} ${id}`, chunk, (chunks) => application.takeFile(name, chunks, sender));
    },
  );
  ipcMain.on(BRIDGE.listen, (event) => {
    const contents = event.sender;
    const page = pageOf(contents);
    let unlisten: () => void;
    try {
      unlisten = application.listen(senderOf(event), (told) => contents.send(BRIDGE.event, told));
    } catch {
      // Not a page of ours; there is nobody to tell.
      return;
    }
    const end = (): void => {
      contents.off('destroyed', end);
      contents.off('did-start-navigation', leave);
      unlisten();
      application.dropPage(page);
      streams.drop(`${page} `);
    };
    const leave = (details: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }): void => {
      if (details.isMainFrame && !details.isSameDocument) end();
    };
    contents.on('destroyed', end);
    contents.on('did-start-navigation', leave);
  });
}

function senderOf(event: IpcMainInvokeEvent | IpcMainEvent): Sender | undefined {
  const frame: WebFrameMain | null = event.senderFrame;
  // A frame that navigated away or was destroyed since it called.
  if (frame === null) return undefined;
  const url = URL.parse(frame.url);
  if (url === null) return undefined;
  return { page: pageOf(event.sender), origin: originOf(url), mainFrame: frame.parent === null };
}
