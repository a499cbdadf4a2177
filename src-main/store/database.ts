import Sqlite from 'better-sqlite3';
import { asCaseError } from './case-error.ts';

declare const writable: unique symbol;

/** A value of a row. Integers of the store stay within what a number holds exactly. */
export type Cell = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Cell>>;

/** A query that only reads. */
export interface Query<R> {
  get(...values: readonly Cell[]): R | undefined;
  all(...values: readonly Cell[]): R[];
  iterate(...values: readonly Cell[]): IterableIterator<R>;
}

/** A statement that changes rows; the answer is how many, and the last id that was given. */
export interface Change {
  run(...values: readonly Cell[]): { readonly changes: number; readonly id: number };
}

/** A case file as it may be read. SQLite itself refuses writes through it. */
export interface ReadDatabase {
  readonly path: string;
  /** Prepared once and kept: call it with the same text as often as you like. */
  query<R = Row>(sql: string): Query<R>;
  pragma(text: string): unknown;
  /** All that `work` reads is of one moment. */
  inSnapshot<T>(work: () => T): T;
  close(): void;
}

/** A case file as it may be changed. */
export interface WriteDatabase extends ReadDatabase {
  readonly [writable]: true;
  change(sql: string): Change;
  /** Several statements at once, without values. */
  run(sql: string): void;
  /** All or nothing; takes the write lock at once, so that what was read in it still holds when it commits. */
  inTransaction<T>(work: () => T): T;
  isInTransaction(): boolean;
}

/** How long a statement waits for another connection's write to end. */
const BUSY_MS = 10_000;

/** Opens a connection of its own. No file is made. */
export function connect(path: string, access: 'read'): ReadDatabase;
export function connect(path: string, access: 'write'): WriteDatabase;
export function connect(path: string, access: 'read' | 'write'): ReadDatabase {
  return guard(path, () => {
    const sqlite = new Sqlite(path, { fileMustExist: true, timeout: BUSY_MS });
    try {
      harden(sqlite);
      if (access === 'read') sqlite.pragma('query_only = ON');
      return new Connection(path, sqlite) as unknown as ReadDatabase;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  });
}

/** A database of its own in memory. */
export function memoryDatabase(): WriteDatabase {
  return new Connection(':memory:', new Sqlite(':memory:')) as unknown as WriteDatabase;
}

/** Whatever a file holds, its schema runs nothing and its pages are checked as they are read. better-sqlite3 opens in defensive mode. */
function harden(sqlite: Sqlite.Database): void {
  sqlite.unsafeMode(false);
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('cache_size = -32000');
}

class Connection {
  readonly path: string;
  readonly #sqlite: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement<Cell[]>>();

  constructor(path: string, sqlite: Sqlite.Database) {
    this.path = path;
    this.#sqlite = sqlite;
  }

  query<R>(sql: string): Query<R> {
    const statement = this.#prepared(sql);
    return {
      get: (...values) => guard(this.path, () => statement.get(...values) as R | undefined),
      all: (...values) => guard(this.path, () => statement.all(...values) as R[]),
      iterate: (...values) => guarded(this.path, () => statement.iterate(...values) as IterableIterator<R>),
    };
  }

  change(sql: string): Change {
    const statement = this.#prepared(sql);
    return {
      run: (...values) =>
        guard(this.path, () => {
          const { changes, lastInsertRowid } = statement.run(...values);
          return { changes, id: Number(lastInsertRowid) };
        }),
    };
  }

  run(sql: string): void {
    guard(this.path, () => this.#sqlite.exec(sql));
  }

  pragma(text: string): unknown {
    return guard(this.path, () => this.#sqlite.pragma(text));
  }

  inTransaction<T>(work: () => T): T {
    return guard(this.path, () => this.#sqlite.transaction(work).immediate());
  }

  inSnapshot<T>(work: () => T): T {
    return guard(this.path, () => this.#sqlite.transaction(work).deferred());
  }

  isInTransaction(): boolean {
    return this.#sqlite.inTransaction;
  }

  close(): void {
    this.#sqlite.close();
  }

  #prepared(sql: string): Sqlite.Statement<Cell[]> {
    const kept = this.#statements.get(sql);
    // A statement whose iterator is still open cannot be run again.
    if (kept !== undefined && !kept.busy) return kept;
    return guard(this.path, () => {
      const statement = this.#sqlite.prepare<Cell[]>(sql);
      if (this.#statements.size >= 500) this.#statements.clear();
      this.#statements.set(sql, statement);
      return statement;
    });
  }
}

function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCaseError(error, path);
  }
}

function* guarded<R>(path: string, start: () => IterableIterator<R>): IterableIterator<R> {
  try {
    yield* start();
  } catch (error) {
    throw asCaseError(error, path);
  }
}
