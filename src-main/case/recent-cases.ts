import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import type { ScopedVerdict } from '../../src-core/host/groups/cases.ts';
import { isSystemError, writeDurably } from '../files/write-durably.ts';

/** A case that was open once, as the application remembers it outside the case. */
export interface RememberedCase {
  readonly path: string;
  readonly title: string;
  readonly reference: string;
  readonly changedAt: string;
  readonly verdict: ScopedVerdict;
  readonly rulings: number;
  readonly unfinished: boolean;
}

const MOST = 50;

/** The list of recent cases, in `<dataFolder>/recent.json`. One that cannot be read is put aside, never overwritten. */
export class RecentCases {
  readonly #path: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'recent.json');
  }

  /** Latest first, with those whose file is gone. */
  async list(): Promise<(RememberedCase & { readonly isThere: boolean })[]> {
    return (await this.#read()).map((item) => ({ ...item, isThere: existsSync(item.path) }));
  }

  remember(item: RememberedCase): Promise<void> {
    return this.#change((items) => [item, ...items.filter(({ path }) => path !== item.path)].slice(0, MOST));
  }

  forget(path: string): Promise<void> {
    return this.#change((items) => items.filter((item) => item.path !== path));
  }

  #change(change: (items: RememberedCase[]) => RememberedCase[]): Promise<void> {
    const turn = this.#writing.then(async () => {
      const items = change(await this.#read());
      await mkdir(join(this.#path, '..'), { recursive: true, mode: 0o700 });
      await writeDurably(this.#path, encodeUtf8(`${JSON.stringify(items, null, 2)}\n`), { mode: 0o600, overwrite: true });
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #read(): Promise<RememberedCase[]> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      if (Array.isArray(value) && value.every(isRemembered)) return value;
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return [];
      if (!(error instanceof SyntaxError)) throw error;
    }
    await rename(this.#path, `${this.#path}.damaged-${Date.now()}`);
    return [];
  }
}

function isRemembered(value: unknown): value is RememberedCase {
  if (typeof value !== 'object' || value === null) return false;
  const { path, title, reference, changedAt, verdict } = value as Partial<RememberedCase>;
  return (
    [path, title, reference, changedAt].every((text) => typeof text === 'string') &&
    typeof verdict === 'object' &&
    verdict !== null
  );
}
