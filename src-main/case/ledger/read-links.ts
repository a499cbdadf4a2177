import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { parseDsse } from '../../../src-core/crypto/dsse.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { LedgerDetail, Link } from '../../../src-core/host/groups/ledger.ts';
import { isJsonObject } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { readRawLine } from '../../store/raw-lines.ts';
import type { CaseSession } from '../case-session.ts';
import { present } from './read-rows.ts';

interface Neighbour {
  readonly id: number;
  readonly seq: number | null;
  readonly type: string | null;
  readonly digest: Uint8Array | null;
  readonly chain_file: number | null;
  readonly line: number;
}

export interface LinkedLine {
  readonly id: number;
  readonly chain: number;
  readonly seq: number | null;
  readonly digest: Uint8Array | null;
}

const MOST_LINKS = 100;
const text = (digest: Uint8Array | null): string | null => (digest === null ? null : `sha256:${encodeHex(digest)}`);

/** The entries before and after a line in its chain with what they state of each other, and what refers to what. */
export function readLinks(session: CaseSession, line: LinkedLine, statedPrevious: string | undefined): LedgerDetail['links'] {
  const before = line.seq === null ? undefined : neighbour(session, line.chain, line.seq - 1);
  const after = line.seq === null ? undefined : neighbour(session, line.chain, line.seq + 1);
  const previous: Link | undefined =
    before === undefined
      ? undefined
      : { ...linkOf(before), ...present('computed', text(before.digest)), ...present('stated', statedPrevious ?? null) };
  const next: Link | undefined =
    after === undefined
      ? undefined
      : { ...linkOf(after), ...present('computed', text(line.digest)), ...present('stated', statedBy(session, after) ?? null) };
  return {
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
    refs: refsOf(session, line.id),
    named: namedBy(session, line.digest),
  };
}

const linkOf = ({ id, seq, type }: Neighbour): Link => ({ lineId: id, ...present('seq', seq), ...present('type', type) });

/** The line that holds a place of a chain; where copies contend for it, the one that was placed. */
function neighbour(session: CaseSession, chain: number, seq: number): Neighbour | undefined {
  return session.read
    .query<Neighbour>(
      'SELECT id, seq, type, digest, chain_file, line FROM line WHERE chain = ? AND seq = ? ORDER BY placed DESC, id LIMIT 1',
    )
    .get(chain, seq);
}

/** The digest that a line states of the one before it. */
function statedBy(session: CaseSession, { chain_file, line }: Neighbour): string | undefined {
  const raw = chain_file === null ? undefined : readRawLine(session.read, chain_file, line)?.raw;
  if (raw === undefined || raw === null) return undefined;
  try {
    const payload = parseJson(parseDsse(parseJson(raw)).payload);
    const prev = isJsonObject(payload) ? payload['prev'] : undefined;
    return typeof prev === 'string' ? prev : undefined;
  } catch (error) {
    // A line that cannot be read states nothing.
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

interface RefOfFile {
  readonly rel: string;
  readonly digest: Uint8Array;
  readonly line_id: number | null;
  readonly type: string | null;
  readonly seq: number | null;
  readonly chain: string | null;
}

function refsOf(session: CaseSession, id: number): LedgerDetail['links']['refs'] {
  return session.read
    .query<RefOfFile>(
      `SELECT ref.rel, ref.digest, named.id AS line_id, named.type, named.seq, ifnull(chain.name, chain.chain) AS chain FROM ref
       LEFT JOIN line named ON named.id = (SELECT min(l.id) FROM line l WHERE l.digest = ref.digest)
       LEFT JOIN chain ON chain.id = named.chain
       WHERE ref.line = ? ORDER BY ref.number LIMIT ${MOST_LINKS}`,
    )
    .all(id)
    .map((ref) => ({
      rel: ref.rel,
      digest: `sha256:${encodeHex(ref.digest)}`,
      ...present('lineId', ref.line_id),
      ...present('type', ref.type),
      ...present('seq', ref.seq),
      ...present('chain', ref.chain),
    }));
}

function namedBy(session: CaseSession, digest: Uint8Array | null): LedgerDetail['links']['named'] {
  if (digest === null) return [];
  return session.read
    .query<{ rel: string; id: number; type: string | null; seq: number | null; chain: string }>(
      `SELECT ref.rel, line.id, line.type, line.seq, ifnull(chain.name, chain.chain) AS chain FROM ref
       JOIN line ON line.id = ref.line JOIN chain ON chain.id = line.chain
       WHERE ref.digest = ? ORDER BY line.id LIMIT ${MOST_LINKS}`,
    )
    .all(digest)
    .map(({ rel, id, type, seq, chain }) => ({ rel, lineId: id, type: type ?? '', seq: seq ?? 0, chain }));
}
