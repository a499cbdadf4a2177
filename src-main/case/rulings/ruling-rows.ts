import { builtInPacks } from '../../../src-core/arbitration/built-in-packs.ts';
import type { Core } from '../../../src-core/arbitration/core.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { compareUtf16 } from '../../../src-core/encoding/compare-utf16.ts';
import { decodeHex } from '../../../src-core/encoding/hex.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { CitedEntry, RulingRow, RulingView } from '../../../src-core/host/groups/rulings.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { parseRuling, type RulingDocument } from '../../../src-core/ruling/ruling-document.ts';
import { caseSources } from '../../case-import/sources.ts';
import { caseDamaged } from '../../store/case-error.ts';
import type { ReadDatabase, WriteDatabase } from '../../store/database.ts';
import { readVerdict } from '../../store/stored-report.ts';
import type { CaseSession } from '../case-session.ts';
import type { ToldDecision } from './tell-ruling.ts';

/** What a ruling rests on, to see whether it still does. */
interface Basis {
  readonly policy?: string;
  readonly evidence: readonly string[];
  readonly packs: readonly { readonly id: string; readonly digest: string }[];
}

/** What is kept of a ruling besides its document. */
export interface KeptView extends ToldDecision {
  readonly number: string;
  readonly decidedBy: string;
  readonly basis: Basis;
  readonly signed?: RulingView['signed'];
  readonly exported?: RulingView['exported'];
}

interface RulingTableRow {
  readonly id: string;
  readonly txn: string;
  readonly title: string;
  readonly outcome: RulingRow['outcome'];
  readonly currency: string | null;
  readonly minor: number | null;
  readonly core_digest: string;
  readonly report_digest: string;
  readonly signed: number;
  readonly created_at: string;
}

export interface KeptRuling {
  readonly row: RulingTableRow;
  readonly view: KeptView;
  readonly document: RulingDocument;
  readonly bytes: Uint8Array;
}

export const basisOf = (core: Core): Basis => ({
  ...(core.policyDigest === undefined ? {} : { policy: core.policyDigest }),
  evidence: core.evidence,
  packs: core.packs.map(({ id, digest }) => ({ id, digest })),
});

/** What the case rests on now. */
function present(session: CaseSession): { readonly report: string; readonly policy?: string; readonly evidence: string } {
  const policy = session.policy()?.policy.digest;
  const digests = [...new Set(caseSources(session.read).map(({ sha256 }) => sha256))].sort(compareUtf16);
  return {
    report: readVerdict(session.read)?.report_digest ?? '',
    ...(policy === undefined ? {} : { policy }),
    evidence: digests.join(' '),
  };
}

function staleOf(basis: Basis, report: string, now: ReturnType<typeof present>): RulingView['stale'] {
  const policy = basis.policy !== now.policy;
  const evidence = basis.evidence.join(' ') !== now.evidence;
  const packs = basis.packs.some(({ id, digest }) => builtInPacks.has(id) && builtInPacks.get(id) !== digest);
  // Neither files nor policy changed, and verification still finds something else: another version of the program verified.
  const verdict = !policy && !evidence && report !== now.report;
  return [
    ...(evidence || verdict ? (['evidence'] as const) : []),
    ...(policy ? (['policy'] as const) : []),
    ...(packs ? (['packs'] as const) : []),
  ];
}

const COLUMNS = 'id, txn, title, outcome, currency, minor, core_digest, report_digest, signed, created_at';

export function listRulings(session: CaseSession): readonly RulingRow[] {
  const now = present(session);
  const rows = session.read.query<RulingTableRow & { basis: string; number: string }>(
    `SELECT ${COLUMNS}, json_extract(view, '$.basis') AS basis, json_extract(view, '$.number') AS number
     FROM ruling ORDER BY created_at DESC, rowid DESC`,
  );
  return rows.all().map((row) => ({
    id: row.id,
    number: row.number,
    title: row.title,
    txn: row.txn,
    outcome: row.outcome,
    ...(row.currency === null || row.minor === null ? {} : { total: { currency: row.currency, minor: row.minor } }),
    signed: row.signed === 1,
    createdAt: row.created_at,
    stale: staleOf(JSON.parse(row.basis) as Basis, row.report_digest, now).length > 0,
  }));
}

/**
 * A ruling as the case keeps it.
 *
 * @throws {AssizeError} `E_RULING` where there is none, `E_CASE_DAMAGED` where its document is not the one that was kept
 */
export function readKeptRuling(database: ReadDatabase, id: string): KeptRuling {
  const row = database
    .query<RulingTableRow & { view: string; document: Uint8Array | null }>(
      `SELECT ${COLUMNS}, view, document FROM ruling WHERE id = ?`,
    )
    .get(id);
  if (row === undefined) throw new AssizeError('E_RULING', 'the case has no such ruling', {}, 'Choose one of the list.');
  try {
    const { view, document: bytes, ...rest } = row;
    const document = bytes === null ? undefined : parseRuling(bytes);
    if (bytes !== null && document !== undefined && digestOf(canonicalizeBytes(document.parts.core)) === row.core_digest)
      return { row: rest, view: JSON.parse(view) as KeptView, document, bytes };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
  }
  throw caseDamaged(database.path, `the document of ruling ${id} is not the one that was kept`);
}

function lineIds(session: CaseSession, entries: readonly CitedEntry[]): CitedEntry[] {
  const find = session.read.query<{ id: number | null }>('SELECT min(id) AS id FROM line WHERE digest = ?');
  return entries.map((entry) => {
    const digest = decodeHex(entry.digest.slice('sha256:'.length));
    const id = digest === undefined ? null : (find.get(digest)?.id ?? null);
    return id === null ? entry : { ...entry, lineId: id };
  });
}

export function viewOf(session: CaseSession, { row, view, document }: KeptRuling): RulingView {
  const { basis, entries, ...told } = view;
  const core = document.parts.core as unknown as Core;
  return {
    ...told,
    id: row.id,
    claim: document.parts.claim,
    core,
    coreDigest: row.core_digest,
    coreBytes: canonicalizeBytes(document.parts.core).length,
    entries: lineIds(session, entries),
    createdAt: row.created_at,
    stale: staleOf(basis, row.report_digest, present(session)),
  };
}

/** Keeps what signing and checking a ruling gave. */
export function updateRuling(database: WriteDatabase, id: string, view: KeptView, bytes: Uint8Array): void {
  database
    .change('UPDATE ruling SET signed = ?, view = ?, document = ? WHERE id = ?')
    .run(view.signed === undefined ? 0 : 1, JSON.stringify(view), bytes, id);
}
