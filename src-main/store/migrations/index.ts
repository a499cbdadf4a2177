import type { WriteDatabase } from '../database.ts';
import { createDerivedTables } from '../derived-tables.ts';
import { initial } from './0001-initial.ts';

/** One step of the schema: SQL, or what SQL alone cannot do. */
export type Migration = (database: WriteDatabase) => void;

/** In order: the first leads from nothing to version 1. Never changed once released; a change is another step. */
export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    database.run(initial);
    database.run(createDerivedTables(''));
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;
