import { AXES, type Axis } from '../../../src-core/evidence/finding.ts';
import type { Report } from '../../../src-core/evidence/report.ts';
import type { AxisRow, ChainRow, NotChecked, Overview, SourceRow } from '../../../src-core/host/groups/overview.ts';
import { readCauses } from '../causes.ts';
import type { CaseSession } from '../case-session.ts';
import { readCase } from '../read-case.ts';
import { drawRibbon, RIBBON_CAUSES } from '../ribbon.ts';
import { readVerdict } from '../../store/stored-report.ts';
import type { CaseHandlers } from './handlers.ts';

/** What is counted on each axis. */
const UNITS: Record<Axis, AxisRow['unit']> = {
  integrity: 'lines',
  authenticity: 'signatures',
  authority: 'transactions',
  order: 'links',
  time: 'entries',
  completeness: 'chains',
};

const SHOWN_CAUSES = 5;

interface Tally {
  readonly axis: Axis;
  readonly fails: number;
  readonly undecided: number;
}

/** Lines, transactions or chains on which an error, or else something unsettled, of each axis stands. */
function tally(session: CaseSession, counted: string, axes: readonly Axis[]): Map<Axis, Tally> {
  const rows = session.read
    .query<Tally>(
      `SELECT axis, sum(worst = 2) AS fails, sum(worst = 1) AS undecided FROM (
         SELECT f.axis, ${counted} AS thing, max(CASE f.severity WHEN 'error' THEN 2 WHEN 'info' THEN 1 ELSE 0 END) AS worst
         FROM finding f LEFT JOIN line l ON l.id = f.line_id
         WHERE f.axis IN (${axes.map(() => '?').join(', ')}) AND ${counted} IS NOT NULL GROUP BY f.axis, thing
       ) GROUP BY axis`,
    )
    .all(...axes);
  return new Map(rows.map((row) => [row.axis, row]));
}

function readAxes(session: CaseSession, report: Report, chains: readonly ChainRow[], holding: number): AxisRow[] {
  const { entries, transactions } = report.counts;
  const lines = tally(session, 'f.line_id', ['integrity', 'authenticity', 'order', 'time']);
  const txns = tally(session, 'l.txn', ['authority']);
  const cut = chains.filter(({ end, missing }) => end === 'truncated' || missing > 0).length;
  const open = chains.filter(({ end, missing }) => missing === 0 && (end === 'open' || end === 'unknown')).length;
  return AXES.map((axis): AxisRow => {
    const state = report.axes[axis];
    const unit = UNITS[axis];
    if (axis === 'completeness') {
      return { axis, state, unit, holds: chains.length - cut - open, fails: cut, indeterminate: open };
    }
    const { fails = 0, undecided = 0 } = (axis === 'authority' ? txns : lines).get(axis) ?? {};
    if (axis === 'authenticity')
      return { axis, state, unit, holds: holding, fails, indeterminate: Math.max(0, entries - holding - fails) };
    const whole = axis === 'authority' ? transactions : entries;
    // A chain that nobody anchored has one finding of its own: all its entries are without a bracket.
    const more = axis === 'time' ? unanchored(session) : 0;
    const indeterminate = Math.min(whole - fails, undecided + more);
    return { axis, state, unit, holds: Math.max(0, whole - fails - indeterminate), fails, indeterminate };
  });
}

const count = (session: CaseSession, sql: string): number => session.read.query<{ n: number }>(sql).get()?.n ?? 0;

const unanchored = (session: CaseSession): number =>
  count(session, 'SELECT count(*) AS n FROM line WHERE placed = 1 AND not_before IS NULL AND not_after IS NULL');

function readNotChecked(session: CaseSession): NotChecked[] {
  const stored = readVerdict(session.read);
  const items: NotChecked[] = [
    { what: 'omitted', count: stored?.omitted ?? 0 },
    { what: 'withheld-fields', count: stored?.withheld ?? 0 },
    { what: 'sealed-fields', count: stored?.sealed ?? 0 },
    {
      what: 'unknown-keys',
      count: count(session, "SELECT count(*) AS n FROM line WHERE status = 'not-checked' AND code <> 'I_ALG'"),
    },
    { what: 'unsupported-algorithms', count: count(session, "SELECT count(*) AS n FROM finding WHERE code = 'I_ALG'") },
    { what: 'unanchored', count: unanchored(session) },
  ];
  return items.filter((item) => item.count > 0);
}

// Parties in the order in which a payment meets them.
const ROLE_ORDER = `CASE role WHEN 'registry' THEN 0 WHEN 'user' THEN 1 WHEN 'user_agent' THEN 2 WHEN 'merchant_agent' THEN 3
  WHEN 'merchant' THEN 4 WHEN 'platform' THEN 5 WHEN 'credential_provider' THEN 6 WHEN 'psp' THEN 7 WHEN 'acquirer' THEN 8
  WHEN 'issuer' THEN 9 WHEN 'witness' THEN 10 ELSE 11 END`;

interface ChainRowOfFile {
  readonly id: number;
  readonly chain: string;
  readonly name: string | null;
  readonly actor: string | null;
  readonly role: string | null;
  readonly entries: number;
  readonly end: ChainRow['end'];
  readonly missing: number;
  readonly first: number | null;
  readonly last: number | null;
}

function readOverview(session: CaseSession, buckets: number): Overview {
  const { read } = session;
  const open = readCase(session);
  const sources = read.query<SourceRow>("SELECT name, bytes, sha256, format FROM source WHERE state = 'whole' ORDER BY id").all();
  const stored = open.verdict.verdict === 'not-checked' ? undefined : readVerdict(read);
  const rows = read.query<ChainRowOfFile>(`SELECT * FROM chain ORDER BY ${ROLE_ORDER}, name, chain`).all();
  const chains = rows.map((row): ChainRow => ({
    chain: row.chain,
    name: row.name ?? row.actor ?? row.chain,
    role: row.role ?? '',
    entries: row.entries,
    end: row.end,
    missing: row.missing,
    ...(row.first === null ? {} : { first: row.first }),
    ...(row.last === null ? {} : { last: row.last }),
  }));
  const causes = readCauses(session, RIBBON_CAUSES);
  const common = {
    verdict: open.verdict,
    chains,
    ribbon: drawRibbon(
      read,
      rows.map(({ id }) => id),
      causes,
      buckets,
    ),
    causes: causes.slice(0, SHOWN_CAUSES),
    causeCount: open.counts.causes,
    findingCount: open.counts.findings,
    sources,
    path: 'fast' as const,
  };
  if (stored === undefined) return { ...common, axes: [], notChecked: [] };
  const report = JSON.parse(stored.report) as Report;
  return {
    ...common,
    axes: readAxes(session, report, chains, stored.holding),
    notChecked: readNotChecked(session),
    reportDigest: stored.report_digest,
  };
}

export const overviewHandlers: CaseHandlers<'overview.read'> = {
  'overview.read': (session, { buckets }) => readOverview(session, buckets),
};
