import { randomBytes } from 'node:crypto';
import type { FileHandles } from '../application/file-handles.ts';
import type { ApplicationHandlers } from '../application/handlers.ts';
import type { RecentCases } from './recent-cases.ts';

/** The list of recent cases as a page knows it: by handles, never by paths. */
export function recentHandlers(recents: RecentCases, files: FileHandles): ApplicationHandlers<'cases.recent' | 'cases.forget'> {
  /** Handles of recent cases by path, and paths of those whose file is gone: there is nothing to hold of them, only to forget. */
  const recentHandles = new Map<string, string>();
  const missing = new Map<string, string>();

  const recentHandle = async (path: string, isThere: boolean): Promise<string> => {
    const known = recentHandles.get(path);
    if (known !== undefined && missing.has(known) !== isThere) return known;
    const handle = isThere ? (await files.hold(path)).handle : `file-${randomBytes(16).toString('hex')}`;
    if (!isThere) missing.set(handle, path);
    recentHandles.set(path, handle);
    return handle;
  };
  return {
    'cases.recent': async () => {
      const listed = [];
      for (const item of await recents.list()) {
        const { title, reference, changedAt, verdict, rulings } = item;
        const handle = await recentHandle(item.path, item.isThere);
        const state = !item.isThere ? 'missing' : item.unfinished ? 'unfinished' : 'ready';
        listed.push({ handle, title, reference, changedAt, verdict, rulings, state } as const);
      }
      return listed;
    },
    'cases.forget': async ({ handle }, context) => {
      await recents.forget(missing.get(handle) ?? context.files.get(handle).path);
      return {};
    },
  };
}
