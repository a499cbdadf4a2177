import { AssizeError } from '../../../src-core/errors.ts';
import type { Expression } from '../../../src-core/host/ledger-filter/expression.ts';
import { comparisonsOf, parseFilter } from '../../../src-core/host/ledger-filter/parse-filter.ts';
import { readMeta } from '../../store/meta.ts';
import type { CaseSession } from '../case-session.ts';
import { compileFilter } from './compile-filter.ts';
import { EveryLine, FoundLines, type LedgerResult } from './result.ts';
import { IndexWalk } from './index-walk.ts';
import { Scan } from './scan.ts';
import { isByTime, isDescending, sortKey, type LedgerSort } from './sort-keys.ts';

/** Results are kept for going back to them: at most so many, and so many ids in all of them (4 bytes each). */
const MOST_RESULTS = 8;
const MOST_IDS = 24_000_000;

interface Kept {
  readonly result: LedgerResult;
  readonly readsFlags: boolean;
}

interface Ledger {
  readonly generation: string;
  readonly all: number;
  /** By filter and sort, the one asked for last at the end. */
  readonly kept: Map<string, Kept>;
}

const ledgers = new WeakMap<CaseSession, Ledger>();

/** Lines of the case, which their ids count without gaps. */
export const countLines = (session: CaseSession): number =>
  session.read.query<{ all: number | null }>('SELECT max(id) AS "all" FROM line').get()?.all ?? 0;

function ledgerOf(session: CaseSession): Ledger {
  const generation = readMeta(session.read, 'generation') ?? '';
  const known = ledgers.get(session);
  if (known?.generation === generation) return known;
  const ledger = { generation, all: countLines(session), kept: new Map<string, Kept>() };
  ledgers.set(session, ledger);
  return ledger;
}

/** @throws {AssizeError} `E_FILTER` where the filter is not whole: the page asks only with the last one that was. */
export function expressionOf(filter: string): Expression {
  const parsed = parseFilter(filter);
  if (parsed.state === 'valid') return parsed.expression;
  const why = parsed.state === 'invalid' ? parsed.message : `a ${parsed.expects} is expected`;
  throw new AssizeError('E_FILTER', `the filter cannot be used: ${why}`, { byte: parsed.at }, 'Look at the filter again.');
}

/** The lines that answer a filter in an order: kept from before, or new with nothing looked at yet. */
export function resultOf(session: CaseSession, filter: string, sort: LedgerSort): LedgerResult {
  const expression = expressionOf(filter);
  const { all, kept } = ledgerOf(session);
  const name = `${sort}\n${filter.trim()}`;
  const known = kept.get(name);
  kept.delete(name);
  const entry = known ?? { result: makeResult(session, expression, sort, all), readsFlags: readsFlags(expression) };
  kept.set(name, entry);
  forgetOld(kept);
  return entry.result;
}

function makeResult(session: CaseSession, expression: Expression, sort: LedgerSort, all: number): LedgerResult {
  if (expression.kind === 'all' && isByTime(sort)) return new EveryLine(all, isDescending(sort));
  const { read } = session;
  const walk = expression.kind === 'all' ? IndexWalk.of(read, sort) : undefined;
  if (walk !== undefined) return new FoundLines(walk);
  const filter = compileFilter(expression);
  if (isByTime(sort)) return new FoundLines(new Scan(read, filter, { all, isBackwards: isDescending(sort) }));
  const key = sortKey(read, sort);
  const scan = new Scan(read, filter, { all, isBackwards: false, key: key.sql });
  return new FoundLines(scan, { key, isDescending: isDescending(sort) });
}

const readsFlags = (expression: Expression): boolean => [...comparisonsOf(expression)].some(({ field }) => field === 'flagged');

function forgetOld(kept: Map<string, Kept>): void {
  const weight = (): number => [...kept.values()].reduce((sum, { result }) => sum + result.weight, 0);
  while (kept.size > 1 && (kept.size > MOST_RESULTS || weight() > MOST_IDS)) {
    const [oldest] = kept.keys();
    kept.delete(oldest ?? '');
  }
}

/** Flags changed: results that depend on them are looked for anew. */
export function forgetFlagged(session: CaseSession): void {
  const { kept } = ledgerOf(session);
  for (const [name, { readsFlags: reads }] of kept) if (reads) kept.delete(name);
}
