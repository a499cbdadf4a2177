import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { isSystemError } from '../files/write-durably.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** The right to append to the chain in a folder; one process has it at a time. */
export interface ChainLock {
  /** True where the process that had it before died without giving it back. */
  readonly inherited: boolean;
  /** Throws `E_LOCKED` where somebody has taken it away meanwhile. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

export const LOCK_NAME = '.lock';

/**
 * Takes the lock of a folder: a file that names the process which holds it. A lock whose process is gone from this machine is taken
 * over; one of another machine (a shared folder) never is, since nobody here can tell whether its holder lives.
 *
 * @throws {AssizeError} `E_LOCKED` with who holds it
 */
export async function lockChain(folder: string): Promise<ChainLock> {
  const path = join(folder, LOCK_NAME);
  const own: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  const text = JSON.stringify(own);
  const candidate = `${path}.${own.token}`;
  await writeFile(candidate, text, { flag: 'wx', mode: 0o600 });
  try {
    let inherited = false;
    for (let attempt = 0; ; attempt++) {
      try {
        // A link either makes the name or fails: unlike open-then-write, nobody ever reads half a lock.
        await link(candidate, path);
        break;
      } catch (error) {
        if (!isSystemError(error, 'EEXIST')) throw error;
        const holder = await readHolder(path);
        if (holder !== undefined && (isAlive(holder) || attempt > 3)) throw lockedBy(folder, holder);
        inherited = (await removeStale(path, holder)) || inherited;
      }
    }
    return {
      inherited,
      assertHeld: async () => {
        const holder = await readHolder(path);
        if (holder?.token !== own.token) throw lockedBy(folder, holder);
      },
      release: async () => {
        if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
      },
    };
  } finally {
    await rm(candidate, { force: true });
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Moves a dead process's lock aside; puts it back where it turns out to be another, newer one. */
async function removeStale(path: string, stale: Holder | undefined): Promise<boolean> {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
  const moved = await readHolder(aside);
  const isStale = moved?.token === stale?.token;
  if (!isStale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return isStale;
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (holder.pid === process.pid) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}

function lockedBy(folder: string, holder: Holder | undefined): AssizeError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new AssizeError(
    'E_LOCKED',
    `${who} is writing to ${folder}`,
    { path: folder },
    `Wait for it; if it is gone, remove ${join(folder, LOCK_NAME)}.`,
  );
}
