import type { Cell, ReadDatabase, WriteDatabase } from '../store/database.ts';

/** An act that can be taken back: the rows as they were and as they became. A row without a state or text is none. */
export interface WorkAct {
  readonly act: 'triage' | 'note';
  readonly before: readonly Readonly<Record<string, Cell>>[];
  readonly after: readonly Readonly<Record<string, Cell>>[];
}

/** How far back acts can be taken. */
const KEPT = 1000;

/** Does an act and keeps how to take it back; what was taken back before it cannot be done again. Inside a transaction. */
export function doAct(database: WriteDatabase, act: WorkAct, by: string, at: string): void {
  apply(database, act.act, act.after);
  database.change('DELETE FROM work_act WHERE undone = 1').run();
  const { id } = database
    .change('INSERT INTO work_act(act, before, after, by, at) VALUES(?, ?, ?, ?, ?)')
    .run(act.act, JSON.stringify(act.before), JSON.stringify(act.after), by, at);
  database.change('DELETE FROM work_act WHERE id <= ?').run(id - KEPT);
}

/** Takes the last act back; undefined where there is none. Inside a transaction. */
export function undoAct(database: WriteDatabase): WorkAct | undefined {
  const row = readAct(database, 'SELECT * FROM work_act WHERE undone = 0 ORDER BY id DESC LIMIT 1');
  if (row === undefined) return undefined;
  apply(database, row.act.act, row.act.before);
  database.change('UPDATE work_act SET undone = 1 WHERE id = ?').run(row.id);
  return row.act;
}

/** Does the last act that was taken back again; undefined where there is none. Inside a transaction. */
export function redoAct(database: WriteDatabase): WorkAct | undefined {
  const row = readAct(database, 'SELECT * FROM work_act WHERE undone = 1 ORDER BY id LIMIT 1');
  if (row === undefined) return undefined;
  apply(database, row.act.act, row.act.after);
  database.change('UPDATE work_act SET undone = 0 WHERE id = ?').run(row.id);
  return row.act;
}

function readAct(database: ReadDatabase, sql: string): { readonly id: number; readonly act: WorkAct } | undefined {
  const row = database.query<{ id: number; act: WorkAct['act']; before: string; after: string }>(sql).get();
  if (row === undefined) return undefined;
  return { id: row.id, act: { act: row.act, before: JSON.parse(row.before), after: JSON.parse(row.after) } };
}

function apply(database: WriteDatabase, act: WorkAct['act'], rows: WorkAct['after']): void {
  for (const row of rows) {
    const { cause = '', by = '', at = '' } = row;
    const put = (sql: string, ...values: Cell[]) => database.change(sql).run(cause, ...values, by, at);
    if (act === 'triage') {
      if ((row['state'] ?? null) === null) database.change('DELETE FROM triage WHERE cause = ?').run(cause);
      else
        put(
          'INSERT OR REPLACE INTO triage(cause, state, reason, by, at) VALUES(?, ?, ?, ?, ?)',
          row['state'] ?? '',
          row['reason'] ?? '',
        );
    } else if ((row['text'] ?? null) === null) database.change('DELETE FROM note WHERE cause = ?').run(cause);
    else put('INSERT OR REPLACE INTO note(cause, text, by, at) VALUES(?, ?, ?, ?)', row['text'] ?? '');
  }
}
