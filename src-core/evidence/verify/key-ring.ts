import type { PublicKey } from '../../crypto/jwk.ts';
import type { TrustPolicy } from '../policy.ts';
import type { KeyRecord } from '../state.ts';
import { PUBLISHED_TEST_KEYS } from '../test-keys.ts';
import type { CheckedLine } from './checked-line.ts';
import type { KeyClaim } from './key-claim.ts';

/** A record of a key with what binds it besides. */
export interface HeldKey {
  readonly record: KeyRecord;
  /** A registry's key of the policy may sign that registry's chain, nothing else. */
  readonly onlyChain?: string;
}

/** A kid whose key is of a kind that is not spoken. */
export interface UnsupportedKey {
  readonly alg: string;
  readonly trusted: boolean;
  readonly issuedBy: CheckedLine;
}

/**
 * The keys that a round of judging goes by: the policy's, and those that key files and records on good lines present. What a
 * key may sign is decided by the best record: the user's own list first, then registries that the policy names, then whatever
 * the evidence alone presents.
 */
export class KeyRing {
  readonly #held = new Map<string, HeldKey[]>();
  readonly unsupported = new Map<string, UnsupportedKey>();
  readonly #failed = new Map<string, CheckedLine>();

  constructor(policy: TrustPolicy | undefined, keyFiles: readonly PublicKey[]) {
    for (const { chain, kid, key } of policy?.registries ?? []) {
      this.#add({ record: { ...base(key), source: 'policy', trusted: true, kid, role: 'registry' }, onlyChain: chain });
    }
    for (const { key, sub, role, operator, nbf, exp } of policy?.keys ?? []) {
      this.#add({ record: { ...base(key), source: 'policy', trusted: true, sub, role, operator, nbf, exp } });
    }
    for (const key of keyFiles) this.#add({ record: { ...base(key), source: 'bundle', trusted: false } });
  }

  /** Takes what a line claims. `trusted`: a registry that the policy names says so. */
  present(claim: KeyClaim, trusted: boolean, rotatedRegistry?: string): void {
    const { line, kid, alg, key, sub, role, operator, nbf, exp, usages, revokerKid } = claim;
    if (claim.unsupported) {
      if (trusted || !this.unsupported.has(kid)) this.unsupported.set(kid, { alg, trusted, issuedBy: line });
      return;
    }
    if (key === undefined) return;
    const source = trusted ? 'registry' : 'bundle';
    if (claim.kind === 'rotated') {
      const record: KeyRecord = {
        ...base(key),
        source,
        trusted,
        role: rotatedRegistry === undefined ? undefined : 'registry',
        issuedBy: line,
      };
      return this.#add({ record, onlyChain: rotatedRegistry });
    }
    this.#add({
      record: { ...base(key), alg, source, trusted, sub, role, operator, nbf, exp, usages, revokerKid, issuedBy: line },
    });
  }

  /** Takes note of a claim on a line that fails: it vouches neither for the kid that it states nor for the key that it holds. */
  refuse({ line, kid, thumbprint }: KeyClaim): void {
    this.#failed.set(kid, line);
    if (thumbprint !== undefined) this.#failed.set(thumbprint, line);
  }

  /** The line whose failed record is why a key is not vouched for as it might be. */
  refused(kid: string): CheckedLine | undefined {
    return this.#failed.get(kid);
  }

  /** The best record of a kid: among equally good ones, that of the actor who signs. */
  find(kid: string, actorId?: string, actorRole?: string, chain?: string): HeldKey | undefined {
    const held = this.#held.get(kid);
    if (held === undefined) return undefined;
    let best: HeldKey | undefined;
    let bestRank = -1;
    for (const key of held) {
      const { sub, role } = key.record;
      const isActors = (sub ?? actorId) === actorId && (role ?? actorRole) === actorRole && (key.onlyChain ?? chain) === chain;
      const rank = RANK[key.record.source] * 2 + (isActors ? 1 : 0);
      if (rank > bestRank) [best, bestRank] = [key, rank];
    }
    return best;
  }

  records(kid: string): readonly KeyRecord[] {
    return (this.#held.get(kid) ?? []).map(({ record }) => record);
  }

  /** One record a kid, the best. */
  best(): Map<string, KeyRecord> {
    return new Map([...this.#held.keys()].sort().map((kid) => [kid, (this.find(kid) as HeldKey).record]));
  }

  #add(added: HeldKey): void {
    const { kid } = added.record;
    const held = this.#held.get(kid);
    if (held === undefined) {
      this.#held.set(kid, [added]);
      return;
    }
    const twin = held.findIndex((other) => sameHolder(other, added));
    if (twin < 0) held.push(added);
    else held[twin] = renewed(held[twin] as HeldKey, added);
  }
}

const RANK = { policy: 2, registry: 1, bundle: 0 } as const;

function base(key: PublicKey) {
  return { kid: key.thumbprint, key, alg: key.alg ?? 'RS256', test: PUBLISHED_TEST_KEYS.has(key.thumbprint) };
}

function sameHolder(a: HeldKey, b: HeldKey): boolean {
  const [one, other] = [a.record, b.record];
  return (
    a.onlyChain === b.onlyChain &&
    one.source === other.source &&
    one.sub === other.sub &&
    one.role === other.role &&
    one.operator === other.operator &&
    one.alg === other.alg
  );
}

/** Two records of one key for one holder: a renewal. The key is good over the span of both, for what either allows. */
function renewed(first: HeldKey, second: HeldKey): HeldKey {
  const [a, b] = [first.record, second.record];
  const usages = a.usages === undefined || b.usages === undefined ? undefined : [...new Set([...a.usages, ...b.usages])].sort();
  return {
    ...first,
    record: {
      ...a,
      nbf: a.nbf === undefined || b.nbf === undefined ? undefined : Math.min(a.nbf, b.nbf),
      exp: a.exp === undefined || b.exp === undefined ? undefined : Math.max(a.exp, b.exp),
      usages,
      revokerKid: b.revokerKid ?? a.revokerKid,
    },
  };
}
