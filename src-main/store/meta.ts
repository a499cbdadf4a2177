import type { ReadDatabase, WriteDatabase } from './database.ts';

/** Single values of a case. */
export type MetaName =
  | 'id'
  | 'title'
  | 'reference'
  | 'created_at'
  /** policy.id in effect; absent: none. */
  | 'policy'
  /** Raised whenever the derived tables are replaced. */
  | 'generation'
  /** The version of the derived tables that are in the file. */
  | 'derived';

export function readMeta(database: ReadDatabase, name: MetaName): string | undefined {
  return database.query<{ value: string }>('SELECT value FROM meta WHERE name = ?').get(name)?.value;
}

export function writeMeta(database: WriteDatabase, name: MetaName, value: string | undefined): void {
  if (value === undefined) database.change('DELETE FROM meta WHERE name = ?').run(name);
  else
    database
      .change('INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value')
      .run(name, value);
}

/** Number of the verification that comes next; what is kept of an earlier one is out of date. */
export const nextGeneration = (database: ReadDatabase): number => Number(readMeta(database, 'generation') ?? 0) + 1;
