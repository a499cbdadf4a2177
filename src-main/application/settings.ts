import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeUtf8, encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { settingsShape, type Settings } from '../../src-core/host/groups/app.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { isSystemError, writeDurably } from '../files/write-durably.ts';

const defaults: Settings = {
  language: 'system',
  theme: 'system',
  zoom: 100,
  timeZone: '',
  singleKeys: true,
  railFolded: false,
  analyst: '',
};

export interface SettingsFile {
  /** `problem`: what was wrong with the stored settings when the application started. */
  read(): { readonly settings: Settings; readonly problem?: string };
  write(changes: Partial<Settings>): Promise<Settings>;
  /** Hears of every change. */
  watch(listener: (settings: Settings) => void): void;
}

/**
 * Settings in `<dataFolder>/settings.json`, the version before in `.bak`. A file that cannot be understood is put aside, never
 * overwritten; then the version before counts, or the defaults.
 */
export async function openSettings(dataFolder: string): Promise<SettingsFile> {
  const path = join(dataFolder, 'settings.json');
  let { settings, problem } = await load(path);
  let writing: Promise<unknown> = Promise.resolve();
  const watchers: ((settings: Settings) => void)[] = [];
  return {
    watch: (listener) => void watchers.push(listener),
    read: () => ({ settings, ...(problem === undefined ? {} : { problem }) }),
    write(changes) {
      // One after the other: each builds on what the one before stored.
      const written = writing.then(async () => {
        const next = { ...settings, ...dropAbsent(changes) };
        try {
          await copyFile(path, `${path}.bak`);
        } catch (error) {
          if (!isSystemError(error, 'ENOENT')) throw error;
        }
        await writeDurably(path, encodeUtf8(`${JSON.stringify(next, null, 2)}\n`), { mode: 0o600, overwrite: true });
        settings = next;
        problem = undefined;
        for (const watcher of watchers) watcher(next);
        return next;
      });
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

async function load(path: string): Promise<{ settings: Settings; problem: string | undefined }> {
  const stored = await readSettings(path);
  if (stored === 'absent') return { settings: defaults, problem: undefined };
  if (stored !== 'damaged') return { settings: stored, problem: undefined };
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  await rename(path, aside);
  const before = await readSettings(`${path}.bak`);
  const kept = before !== 'absent' && before !== 'damaged';
  return {
    settings: kept ? before : defaults,
    problem: `The stored settings could not be read and were put aside. ${kept ? 'Those before them are in effect.' : 'The defaults are in effect.'}`,
  };
}

async function readSettings(path: string): Promise<Settings | 'absent' | 'damaged'> {
  let bytes;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 'absent';
    throw error;
  }
  try {
    if (decodeUtf8(bytes) === undefined) return 'damaged';
    // Settings that a later version added, or an earlier one lacked, are no damage.
    const known = settingsShape
      .partial()
      .strip()
      .safeParse(parseJson(bytes, { maxDepth: 8, maxBytes: 64 * 1024 }));
    return known.success ? { ...defaults, ...dropAbsent(known.data) } : 'damaged';
  } catch {
    return 'damaged';
  }
}

function dropAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
