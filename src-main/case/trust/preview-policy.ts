import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../../src-core/evidence/policy.ts';
import type { PolicyKey, PolicyPreview } from '../../../src-core/host/groups/trust.ts';
import { policyInEffect, readPolicy } from '../../case-import/policies.ts';
import type { ReadDatabase } from '../../store/database.ts';
import type { CaseSession } from '../case-session.ts';
import { known } from './read-grants.ts';

/**
 * How another policy differs from the one in effect. Nothing is judged yet.
 *
 * @throws {AssizeError} `E_POLICY`, or the reader's own code
 */
export function previewPolicy(session: CaseSession, text: string): PolicyPreview {
  const next = parseTrustPolicy(encodeUtf8(text));
  const now = readPolicy(session.read, policyInEffect(session.read))?.policy;
  const [before, after] = [keysOf(session.read, now), keysOf(session.read, next)];
  return {
    name: next.name,
    digest: next.digest,
    keys: next.keys.length,
    registries: next.registries.length,
    same: next.digest === now?.digest,
    added: [...after].filter(([id]) => !before.has(id)).map(([, key]) => key),
    removed: [...before].filter(([id]) => !after.has(id)).map(([, key]) => key),
    changed: now === undefined ? [] : changedSettings(now, next),
  };
}

/** By key and whose it is said to be: a key that changes hands is removed and added. */
function keysOf(read: ReadDatabase, policy: TrustPolicy | undefined): Map<string, PolicyKey> {
  const keys = new Map<string, PolicyKey>();
  for (const { key, sub, role } of policy?.keys ?? []) {
    const name = sub === undefined ? undefined : nameOf(read, 'SELECT name FROM party WHERE party = ?', sub);
    keys.set(`${key.thumbprint} ${sub ?? ''} ${role ?? ''}`, {
      kid: key.thumbprint,
      ...known('sub', sub),
      ...known('name', name),
      ...known('role', role),
      entries: entriesOf(read, key.thumbprint),
    });
  }
  for (const { kid, chain } of policy?.registries ?? []) {
    const name = nameOf(read, 'SELECT name FROM chain WHERE chain = ?', chain);
    keys.set(`${kid} ${chain}`, { kid, registry: chain, ...known('name', name), entries: entriesOf(read, kid) });
  }
  return keys;
}

const nameOf = (read: ReadDatabase, sql: string, value: string): string | undefined =>
  read.query<{ name: string | null }>(sql).get(value)?.name ?? undefined;

const entriesOf = (read: ReadDatabase, kid: string): number =>
  read.query<{ n: number }>('SELECT count(*) AS n FROM line WHERE kid = ?').get(kid)?.n ?? 0;

function changedSettings(now: TrustPolicy, next: TrustPolicy): PolicyPreview['changed'] {
  const settings = (policy: TrustPolicy): readonly (readonly [PolicyPreview['changed'][number], unknown])[] => [
    ['witnesses', policy.tlogPolicy],
    ['timeStampRoots', policy.tsaRoots],
    ['algs', policy.algs],
    ['clockSkew', policy.clockSkewMs],
    ['people', policy.people.map(({ id, name, key, roles }) => [id, name, key.thumbprint, roles])],
    ['packSigners', policy.packSigners.map(({ key, name }) => [key.thumbprint, name])],
  ];
  const before = new Map(settings(now).map(([name, value]) => [name, JSON.stringify(value)]));
  return settings(next).flatMap(([name, value]) => (before.get(name) === JSON.stringify(value) ? [] : [name]));
}
