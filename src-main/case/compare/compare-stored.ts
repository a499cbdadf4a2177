import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHex } from '../../../src-core/encoding/hex.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { Digest } from '../../../src-core/crypto/sha256.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import type {
  ComparableSource,
  ComparedFork,
  ComparedSide,
  ComparisonStep,
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
import { caseSources } from '../../case-import/sources.ts';
import type { ReadDatabase } from '../../store/database.ts';
import { verifyStored } from '../stored-evidence.ts';
import { comparableSources } from './comparable-sources.ts';
import { entryDifferences } from './entry-differences.ts';

const MOST_FORKS = 500;
const MOST_CHAINS = 500;
const MOST_OF_A_CHAIN = 200;
const MOST_TRANSACTIONS = 500;

export interface ComparedSources {
  readonly comparison: SourceComparison;
  readonly proof: readonly ForkProof[];
}

/**
 * Verifies two sources of a case, each by itself, and holds them against each other, in whichever thread it is called.
 *
 * @param folder - the caller's own, for the evidence while the engine reads it; the caller removes it
 * @throws {AssizeError} `E_SOURCE` where they are not two sources of this case
 */
export async function compareStored(
  database: ReadDatabase,
  { a, b, folder }: { readonly a: string; readonly b: string; readonly folder: string },
  onStep: (step: ComparisonStep) => void,
): Promise<ComparedSources> {
  const sources = comparableSources(database);
  const [left, right] = [a, b].map((id) => sources.find((source) => source.id === id));
  if (left === undefined || right === undefined || left === right)
    throw new AssizeError('E_SOURCE', 'two different sources of this case are compared', {}, 'Choose one on each side.');
  const verify = async (source: ComparableSource, phase: 'verify-a' | 'verify-b'): Promise<Evidence> => {
    const own = join(folder, phase);
    mkdirSync(own, { mode: 0o700 });
    onStep({ phase });
    const stored = caseSources(database).filter(({ id }) => String(id) === source.id);
    // A folder has no size of its own to the engine.
    const total = stored.reduce((sum, { bytes }) => sum + bytes, 0);
    const { evidence } = await verifyStored(database, stored, own, {
      onProgress: ({ bytes }) => onStep({ phase, done: Math.min(bytes, total), total }),
    });
    return evidence;
  };
  const evidenceA = await verify(left, 'verify-a');
  const evidenceB = await verify(right, 'verify-b');
  onStep({ phase: 'compare' });
  const found = compareEvidence(evidenceA, evidenceB);
  const names = chainNames(database);
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
        .map((fork, index) => comparedFork(database, fork, found.proof[index], evidenceA, evidenceB, names)),
      onlyA: omissions(database, found.onlyA, evidenceB, names),
      onlyB: omissions(database, found.onlyB, evidenceA, names),
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

function chainNames(database: ReadDatabase): ReadonlyMap<string, string> {
  const rows = database.query<{ chain: string; name: string }>('SELECT chain, name FROM chain WHERE name IS NOT NULL').all();
  return new Map(rows.map(({ chain, name }) => [chain, name]));
}

function named(names: ReadonlyMap<string, string>, chain: string): { chainName?: string } {
  const chainName = names.get(chain);
  return chainName === undefined ? {} : { chainName };
}

function comparedFork(
  database: ReadDatabase,
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
    a: forkSide(database, fork.a, left?.payload),
    b: forkSide(database, fork.b, right?.payload),
    fields: entryDifferences(left?.payload ?? null, right?.payload ?? null),
  };
}

function forkSide(database: ReadDatabase, digest: Digest, payload: { readonly [name: string]: unknown } | undefined): ForkSide {
  const text = (name: string): object => (typeof payload?.[name] === 'string' ? { [name]: payload[name] } : {});
  return { digest, ...text('type'), ...text('at'), ...text('txn'), ...lineOf(database, digest) };
}

/** The row of an entry in the whole case's ledger. */
function lineOf(database: ReadDatabase, digest: Digest): { lineId?: number } {
  const bytes = decodeHex(digest.slice('sha256:'.length));
  if (bytes === undefined) return {};
  const row = database.query<{ id: number | null }>('SELECT min(id) AS id FROM line WHERE digest = ?').get(bytes);
  return row === undefined || row.id === null ? {} : { lineId: row.id };
}

/** By chain: most of them end up folded, so each chain shows only its first ones. */
function omissions(
  database: ReadDatabase,
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
      ...lineOf(database, digest),
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
