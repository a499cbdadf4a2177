import type { TlogPolicy } from '../../../src-core/chain/tlog-policy.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import type { TrustPolicy } from '../../../src-core/evidence/policy.ts';
import type { CheckpointRow, EntryPlace, KeyRow, PolicyFacts, Trust } from '../../../src-core/host/groups/trust.ts';
import { policyInEffect, readPolicy, trustOf } from '../../case-import/policies.ts';
import type { ReadDatabase } from '../../store/database.ts';
import type { CaseSession } from '../case-session.ts';
import { countGrants, instantOf, known, placeOf, readGrants } from './read-grants.ts';

const MOST_KEYS = 5000;
const MOST_CHECKPOINTS = 2000;

/** Whom the case believes and why: policy, keys, mandates, checkpoints. */
export function readTrust(session: CaseSession): Trust {
  const { read } = session;
  const policy = readPolicy(read, policyInEffect(read))?.policy;
  const count = (table: 'key' | 'checkpoint'): number =>
    read.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  return {
    mode: trustOf(policy),
    ...(policy === undefined ? {} : { policy: policyFacts(read, policy) }),
    keys: readKeys(read),
    grants: readGrants(read),
    checkpoints: readCheckpoints(read),
    counts: { keys: count('key'), grants: countGrants(read), checkpoints: count('checkpoint') },
  };
}

function policyFacts(read: ReadDatabase, policy: TrustPolicy): PolicyFacts {
  const tlog = policy.logs;
  return {
    name: policy.name,
    digest: policy.digest,
    keys: policy.keys.length,
    registries: policy.registries.map(({ chain, kid }) => ({ chain, ...known('name', chainName(read, chain)), kid })),
    logs: tlog?.logs.map(({ name }) => name) ?? [],
    witnesses: tlog?.witnesses.map(({ name }) => name) ?? [],
    ...known('quorum', tlog === undefined ? undefined : quorumOf(tlog)),
    timeStampRoots: policy.tsaRoots.length,
    packSigners: policy.packSigners.map(({ name }) => name),
    people: policy.people.map(({ id, name, roles }) => ({ id, name, roles })),
    ...known('algs', policy.algs),
    clockSkewMs: policy.clockSkewMs,
  };
}

function quorumOf({ quorum, groups }: TlogPolicy): string | undefined {
  if (quorum === 'none') return undefined;
  const group = groups.find(({ name }) => name === quorum);
  return group === undefined ? quorum : `${group.threshold} / ${group.members.length}`;
}

const chainName = (read: ReadDatabase, chain: string): string | undefined =>
  read.query<{ name: string | null }>('SELECT name FROM chain WHERE chain = ?').get(chain)?.name ?? undefined;

interface KeyRowOfFile {
  readonly kid: string;
  readonly alg: string;
  readonly source: KeyRow['source'];
  readonly trusted: number;
  readonly test: number;
  readonly sub: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly operator: string | null;
  readonly nbf: number | null;
  readonly exp: number | null;
  readonly cut: number | null;
  readonly issued_line: number | null;
  readonly revoked_line: number | null;
  readonly entries: number;
}

function readKeys(read: ReadDatabase): KeyRow[] {
  return read
    .query<KeyRowOfFile>(
      `SELECT k.kid, k.alg, k.source, k.trusted, k.test, k.sub, p.name, k.role, k.operator, k.nbf, k.exp, k.cut,
         k.issued_line, k.revoked_line, k.entries
       FROM key k LEFT JOIN party p ON p.party = k.sub
       ORDER BY k.cut IS NULL, k.trusted, k.entries DESC, k.kid LIMIT ${MOST_KEYS}`,
    )
    .all()
    .map((row) => ({
      kid: row.kid,
      alg: row.alg,
      source: row.source,
      trusted: row.trusted === 1,
      test: row.test === 1,
      ...known('sub', row.sub ?? undefined),
      ...known('name', row.name ?? undefined),
      ...known('role', row.role ?? undefined),
      ...known('operator', row.operator ?? undefined),
      ...known('notBefore', instantOf(row.nbf)),
      ...known('notAfter', instantOf(row.exp)),
      ...known('cut', instantOf(row.cut)),
      ...known('issuedBy', lineAt(read, row.issued_line)),
      ...known('revokedBy', lineAt(read, row.revoked_line)),
      entries: row.entries,
    }));
}

function lineAt(read: ReadDatabase, id: number | null): EntryPlace | undefined {
  if (id === null) return undefined;
  const row = read
    .query<{ id: number; chain: string; chain_name: string | null; seq: number | null }>(
      'SELECT l.id, ch.chain, ch.name AS chain_name, l.seq FROM line l JOIN chain ch ON ch.id = l.chain WHERE l.id = ?',
    )
    .get(id);
  return row === undefined ? undefined : placeOf(row);
}

function readCheckpoints(read: ReadDatabase): CheckpointRow[] {
  return read
    .query<{
      origin: string;
      name: string | null;
      size: number;
      root: string;
      counts: number;
      bad: number;
      cosignatures: string;
    }>(
      `SELECT c.origin, ch.name, c.size, c.root, c.counts, c.bad, c.cosignatures FROM checkpoint c
       LEFT JOIN chain ch ON ch.chain = c.origin ORDER BY c.origin, c.size LIMIT ${MOST_CHECKPOINTS}`,
    )
    .all()
    .map(({ origin, name, size, root, counts, bad, cosignatures }) => ({
      origin,
      ...known('originName', name ?? undefined),
      size,
      root,
      counts: counts === 1,
      bad: bad === 1,
      cosignatures: (JSON.parse(cosignatures) as { readonly name: string; readonly at: number }[]).map((item) => ({
        name: item.name,
        at: formatInstant(item.at),
      })),
    }));
}
