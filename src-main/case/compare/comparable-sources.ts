import type { ComparableSource } from '../../../src-core/host/groups/compare.ts';
import type { ReadDatabase } from '../../store/database.ts';

/** What the case holds of each party, for choosing two. */
export function comparableSources(database: ReadDatabase): ComparableSource[] {
  return database
    .query<{ id: number; name: string; sha256: string; entries: number; chains: number }>(
      `SELECT s.id, s.name, s.sha256,
         (SELECT coalesce(sum(f.lines), 0) FROM chain_file f WHERE f.source = s.id) AS entries,
         (SELECT count(DISTINCT (SELECT l.chain FROM line l WHERE l.chain_file = f.id LIMIT 1)) FROM chain_file f WHERE f.source = s.id) AS chains
       FROM source s WHERE s.state = 'whole' ORDER BY s.id`,
    )
    .all()
    .map(({ id, ...rest }) => ({ id: String(id), ...rest }));
}
