import { createHash } from 'node:crypto';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { SavedView } from '../../../src-core/host/groups/ledger.ts';
import type { CaseSession } from '../case-session.ts';

interface ViewRow {
  readonly id: string;
  readonly name: string;
  readonly filter: string;
  readonly columns: string;
  readonly sort: string;
}

export function readViews(session: CaseSession): SavedView[] {
  return session.read
    .query<ViewRow>('SELECT id, name, filter, columns, sort FROM saved_view ORDER BY name')
    .all()
    .map((row) => ({ ...row, columns: JSON.parse(row.columns) as string[] }));
}

/** Keeps a filter with its columns and order under a name; the same name again takes its place. */
export function saveView(session: CaseSession, view: Omit<SavedView, 'id'>): SavedView[] {
  const name = view.name.trim();
  if (name === '') throw new AssizeError('E_NAME', 'a view needs a name', {}, 'Type a name.');
  const id = createHash('sha256').update(name).digest('hex').slice(0, 32);
  session.write((database) => {
    database
      .change(
        `INSERT INTO saved_view(id, name, filter, columns, sort, at) VALUES(?, ?, ?, ?, ?, ?)
         ON CONFLICT(id) DO UPDATE SET filter = excluded.filter, columns = excluded.columns, sort = excluded.sort, at = excluded.at`,
      )
      .run(id, name, view.filter, JSON.stringify(view.columns), view.sort, formatInstant(session.now()));
  });
  session.emit('views');
  return readViews(session);
}

export function removeView(session: CaseSession, id: string): SavedView[] {
  session.write((database) => database.change('DELETE FROM saved_view WHERE id = ?').run(id));
  session.emit('views');
  return readViews(session);
}
