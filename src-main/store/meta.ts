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
