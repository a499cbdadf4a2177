import { caseDamaged } from './case-error.ts';
import { memoryDatabase, type ReadDatabase } from './database.ts';
import { createDerivedIndex, DERIVED_INDEXES } from './derived-tables.ts';
import type { Migration } from './migrations/index.ts';

/**
 * Holds the schema of a file against the one that its migrations make: SQLite itself takes any column under any name.
 *
 * @throws {AssizeError} `E_CASE_DAMAGED`
 */
export function checkSchema(database: ReadDatabase, migrations: readonly Migration[]): void {
  const fresh = memoryDatabase();
  try {
    for (const migrate of migrations) migrate(fresh);
    const needed = new Set(schemaOf(fresh));
    for (const name of DERIVED_INDEXES) fresh.run(createDerivedIndex(name, 1, ''));
    const allowed = new Set(schemaOf(fresh));
    const found = schemaOf(database);
    const strange = found.find((item) => !allowed.has(item));
    if (strange !== undefined)
      throw caseDamaged(database.path, `its schema holds what no version wrote (${strange.slice(0, 60)})`);
    for (const item of found) needed.delete(item);
    const [missing] = needed;
    if (missing !== undefined) throw caseDamaged(database.path, `its schema lacks ${missing.slice(0, 60)}`);
  } finally {
    fresh.close();
  }
}

/** What the schema says, apart from what renaming tables and counting generations changes; what an import was writing counts as what it becomes. */
function schemaOf(database: ReadDatabase): string[] {
  return database
    .query<{ type: string; tbl_name: string; sql: string }>('SELECT type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL')
    .all()
    .map(({ type, tbl_name, sql }) =>
      `${type} ${tbl_name} ${sql}`
        .replace(/["']/g, '')
        .replaceAll('next_', '')
        .replace(/(INDEX [a-z_0-9]+?)_\d+ ON/, '$1 ON'),
    );
}
