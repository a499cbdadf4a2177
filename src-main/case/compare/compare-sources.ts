import { decodeHex } from '../../../src-core/encoding/hex.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { Digest } from '../../../src-core/crypto/sha256.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import type {
  ComparableSource,
  ComparedFork,
  ComparedSide,
  ForkSide,
  Omissions,
  SourceComparison,
  TransactionDisagreement,
} from '../../../src-core/host/groups/compare.ts';
import {
  compareEvidence,
  type Disagreement,
  type Fork,
  type ForkProof,
  type Omission,
} from '../../../src-core/replay/compare-evidence.ts';
import { readMeta } from '../../store/meta.ts';
import type { CaseSession } from '../case-session.ts';
import { entryDifferences } from './entry-differences.ts';

const MOST_FORKS = 500;
const MOST_CHAINS = 500;
const MOST_OF_A_CHAIN = 200;
const MOST_TRANSACTIONS = 500;

export interface ComparedSources {
  readonly comparison: SourceComparison;
  readonly proof: readonly ForkProof[];
}

interface Kept {
  readonly key: string;
  readonly result: Promise<ComparedSources>;
}

// The last pair of each case: looking at it and then exporting its proof verifies it once.
const kept = new WeakMap<CaseSession, Kept>();

/** What the case holds of each party, for choosing two. */
export function comparableSources(session: CaseSession): ComparableSource[] {
  return session.read
    .query<{ id: number; name: string; sha256: string; entries: number; chains: number }>(
      `SELECT s.id, s.name, s.sha256,
         (SELECT coalesce(sum(f.lines), 0) FROM chain_file f WHERE f.source = s.id) AS entries,
         (SELECT count(DISTINCT (SELECT l.chain FROM line l WHERE l.chain_file = f.id LIMIT 1)) FROM chain_file f WHERE f.source = s.id) AS chains
       FROM source s WHERE s.state = 'whole' ORDER BY s.id`,
    )
    .all()
    .map(({ id, ...rest }) => ({ id: String(id), ...rest }));
}

/**
 * Verifies two sources, each by itself, and holds them against each other.
 *
 * @throws {AssizeError} `E_SOURCE` where they are not two sources of this case
 */
export function compareSources(session: CaseSession, a: string, b: string, signal?: AbortSignal): Promise<ComparedSources> {
  const key = [a, b, readMeta(session.read, 'generation'), readMeta(session.read, 'policy')].join(' ');
  const known = kept.get(session);
  if (known?.key === key) return known.result;
  const result = compare(session, a, b, signal);
  kept.set(session, { key, result });
  result.catch(() => kept.get(session)?.result === result && kept.delete(session));
  return result;
}

async function compare(session: CaseSession, a: string, b: string, signal?: AbortSignal): Promise<ComparedSources> {
  const sources = comparableSources(session);
  const [left, right] = [a, b].map((id) => sources.find((source) => source.id === id));
  if (left === undefined || right === undefined || left === right)
    throw new AssizeError('E_SOURCE', 'two different sources of this case are compared', {}, 'Choose one on each side.');
  const evidenceA = await session.evidenceOf(Number(left.id));
  signal?.throwIfAborted();
  const evidenceB = await session.evidenceOf(Number(right.id));
  signal?.throwIfAborted();
  const found = compareEvidence(evidenceA, evidenceB);
  const names = chainNames(session);
  const disagreements = byTransaction(found.disagreements);
  return {
    proof: found.proof,
    comparison: {
      a: sideOf(left, evidenceA),
      b: sideOf(right, evidenceB),
      verdict: found.verdict,
      shared: sharedEntries(evidenceA, evidenceB),
      forks: found.forks
        .slice(0, MOST_FORKS)
        .map((fork, index) => comparedFork(session, fork, found.proof[index], evidenceA, evidenceB, names)),
      onlyA: omissions(session, found.onlyA, evidenceB, names),
      onlyB: omissions(session, found.onlyB, evidenceA, names),
      rollbacks: found.rollbacks.map((rollback) => ({ ...rollback, ...named(names, rollback.chain) })),
      disagreements: disagreements.slice(0, MOST_TRANSACTIONS),
      counts: {
        forks: found.forks.length,
        onlyA: found.onlyA.length,
        onlyB: found.onlyB.length,
        rollbacks: found.rollbacks.length,
        disagreements: found.disagreements.length,
      },
    },
  };
}

function sideOf(source: ComparableSource, evidence: Evidence): ComparedSide {
  const { verdict, axes, counts, findings } = evidence;
  return {
    ...source,
    entries: counts.entries,
    chains: counts.chains,
    verdict,
    axes,
    errors: findings.filter(({ severity }) => severity === 'error').length,
  };
}

function sharedEntries(a: Evidence, b: Evidence): number {
  let shared = 0;
  for (const [digest] of a.byDigest) if (b.byDigest.has(digest)) shared += 1;
  return shared;
}

function chainNames(session: CaseSession): ReadonlyMap<string, string> {
  const rows = session.read.query<{ chain: string; name: string }>('SELECT chain, name FROM chain WHERE name IS NOT NULL').all();
  return new Map(rows.map(({ chain, name }) => [chain, name]));
}

function named(names: ReadonlyMap<string, string>, chain: string): { chainName?: string } {
  const chainName = names.get(chain);
  return chainName === undefined ? {} : { chainName };
}

function comparedFork(
  session: CaseSession,
  fork: Fork,
  proof: ForkProof | undefined,
  a: Evidence,
  b: Evidence,
  names: ReadonlyMap<string, string>,
): ComparedFork {
  const left = a.byDigest.get(fork.a);
  const right = b.byDigest.get(fork.b);
  return {
    chain: fork.chain,
    ...named(names, fork.chain),
    seq: fork.seq,
    kid: left?.key?.kid ?? '',
    alg: proof?.alg ?? '',
    a: forkSide(session, fork.a, left?.payload),
    b: forkSide(session, fork.b, right?.payload),
    fields: entryDifferences(left?.payload ?? null, right?.payload ?? null),
  };
}

function forkSide(session: CaseSession, digest: Digest, payload: { readonly [name: string]: unknown } | undefined): ForkSide {
  const text = (name: string): object => (typeof payload?.[name] === 'string' ? { [name]: payload[name] } : {});
  return { digest, ...text('type'), ...text('at'), ...text('txn'), ...lineOf(session, digest) };
}

/** The row of an entry in the whole case's ledger. */
function lineOf(session: CaseSession, digest: Digest): { lineId?: number } {
  const bytes = decodeHex(digest.slice('sha256:'.length));
  if (bytes === undefined) return {};
  const row = session.read.query<{ id: number | null }>('SELECT min(id) AS id FROM line WHERE digest = ?').get(bytes);
  return row === undefined || row.id === null ? {} : { lineId: row.id };
}

/** By chain: most of them end up folded, so each chain shows only its first ones. */
function omissions(
  session: CaseSession,
  omitted: readonly Omission[],
  other: Evidence,
  names: ReadonlyMap<string, string>,
): Omissions[] {
  const chains = new Map<string, Omission[]>();
  for (const item of omitted) {
    const items = chains.get(item.chain);
    if (items === undefined) chains.set(item.chain, [item]);
    else items.push(item);
  }
  return [...chains].slice(0, MOST_CHAINS).map(([chain, items]) => ({
    chain,
    ...named(names, chain),
    count: items.length,
    first: items[0]?.seq ?? 0,
    last: items.at(-1)?.seq ?? 0,
    whole: !other.chains.has(chain),
    entries: items.slice(0, MOST_OF_A_CHAIN).map(({ seq, digest, type, txn }) => ({
      seq,
      digest,
      ...(type === undefined ? {} : { type }),
      ...(txn === undefined ? {} : { txn }),
      ...lineOf(session, digest),
    })),
  }));
}

function byTransaction(disagreements: readonly Disagreement[]): TransactionDisagreement[] {
  const transactions = new Map<string, TransactionDisagreement['fields'][number][]>();
  for (const { txn, field, a, b } of disagreements) {
    const fields = transactions.get(txn);
    if (fields === undefined) transactions.set(txn, [{ field, a, b }]);
    else fields.push({ field, a, b });
  }
  return [...transactions].map(([txn, fields]) => ({ txn, fields }));
}
