import type { WriteDatabase } from '../store/database.ts';
import { createDerivedIndex, createDerivedTables, DERIVED_INDEXES, dropDerivedTables } from '../store/derived-tables.ts';
import { nextGeneration } from '../store/meta.ts';
import type { Cells, DerivedRows } from './derive-rows.ts';

const ROWS_A_COMMIT = 2000;

/** Fills the tables beside those in use, a batch a commit, so that the log beside the file stays short. */
export function fillTables(database: WriteDatabase, rows: DerivedRows, onStored: (done: number) => void): void {
  database.inTransaction(() => {
    database.run(dropDerivedTables('next_'));
    database.run(createDerivedTables('next_'));
  });
  let done = 0;
  const tell = (count = 0): void => onStored((done += count));
  fillEntries(database, rows, tell);
  const fills: readonly [string, number, Iterable<Cells>][] = [
    ['chain', 15, rows.chainRows()],
    ['party', 7, rows.partyRows()],
    ['finding', 14, rows.findingRows()],
    ['cause', 12, rows.causeRows()],
    ['txn', 19, rows.transactionRows()],
    ['key', 14, rows.keyRows()],
    ['checkpoint', 10, rows.checkpointRows()],
  ];
  for (const [table, width, cells] of fills) fill(database, `INSERT INTO next_${table} VALUES(${marks(width)})`, cells, tell);
}

function fillEntries(database: WriteDatabase, rows: DerivedRows, onBatch: (count: number) => void): void {
  const insertLine = `INSERT INTO next_line VALUES(${marks(21)})`;
  const insertRef = `INSERT INTO next_ref VALUES(${marks(4)})`;
  const insertText = 'INSERT INTO next_line_search(rowid, text) VALUES(?, ?)';
  inBatches(database, rows.entries(), onBatch, ({ line, refs, text }) => {
    database.change(insertLine).run(...line);
    for (const ref of refs) database.change(insertRef).run(...ref);
    if (text !== '') database.change(insertText).run(line[0] ?? 0, text);
  });
}

/** Indexes what `fillTables` filled. */
export function indexTables(database: WriteDatabase, rows: DerivedRows, onIndexed: (done: number) => void): void {
  const generation = nextGeneration(database);
  for (const [number, name] of DERIVED_INDEXES.entries()) {
    const done = Math.floor((rows.count * number) / DERIVED_INDEXES.length);
    onIndexed(done);
    database.run(createDerivedIndex(name, generation, 'next_'));
  }
  onIndexed(rows.count);
}

function fill(database: WriteDatabase, sql: string, rows: Iterable<Cells>, onBatch: () => void): void {
  inBatches(
    database,
    rows,
    () => onBatch(),
    (row) => void database.change(sql).run(...row),
  );
}

function inBatches<R>(
  database: WriteDatabase,
  rows: Iterable<R>,
  onBatch: (count: number) => void,
  store: (row: R) => void,
): void {
  let batch: R[] = [];
  const commit = (): void => {
    database.inTransaction(() => {
      for (const row of batch) store(row);
    });
    onBatch(batch.length);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= ROWS_A_COMMIT) commit();
  }
  commit();
}

export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
