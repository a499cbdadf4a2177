import type { CheckpointHandle, EntryHandle, EntryOptions, Party } from '../../test/fixtures/bundle-builder.ts';
import { BundleBuilder } from '../../test/fixtures/bundle-builder.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import type { Market } from './purchase.ts';

/** Seed of all keys of the samples, published with them: whoever can read this file can sign with them. */
export const SAMPLES_WORLD = 'samples';
export const POLICY_NAME = 'Samples: the registry and witnesses of Harbour City';
export const ACCOUNT = { scheme: 'alipay.user', ref: '2088-harbour-01' };
export const ALL_PASS = {
  integrity: 'pass',
  authenticity: 'pass',
  authority: 'pass',
  order: 'pass',
  time: 'pass',
  completeness: 'pass',
};

/** The parties of a story, registered, and a witnessed checkpoint of the registry that bounds all that follows from below. */
export interface Town extends Market {
  readonly builder: BundleBuilder;
  readonly second: Party;
  readonly secondShopName: string;
  readonly mcc: string;
  readonly opening: CheckpointHandle;
}

export interface TownOptions {
  readonly shop?: string;
  readonly secondShop?: string;
  readonly mcc?: string;
}

/** Makes a town; `more` may register others before the registry's checkpoint. */
export function town(seed: string, options: TownOptions = {}, more: (builder: BundleBuilder) => void = () => {}): Town {
  const { shop = '海港数码 Harbour Digital', secondShop = '上城音响 Uptown Audio', mcc = '5732' } = options;
  const builder = new BundleBuilder(seed, '2026-04-01T01:00:00.000Z', { world: SAMPLES_WORLD, policyName: POLICY_NAME });
  const merchant = (name: string, displayName: string): Party =>
    builder.party(name, { role: 'merchant', displayName, accounts: [ACCOUNT], mcc });
  const parties = {
    user: builder.party('user', { role: 'user', displayName: '林薇 Lin Wei' }),
    agent: builder.party('agent', { role: 'user_agent', displayName: 'Morning Agent' }),
    merchant: merchant('merchant', shop),
    second: merchant('second-merchant', secondShop),
    platform: builder.party('platform', { role: 'platform', displayName: 'City Market' }),
    issuer: builder.party('issuer', { role: 'issuer', displayName: 'Harbour Bank' }),
    acquirer: builder.party('acquirer', { role: 'acquirer', displayName: 'Plain Acquiring' }),
  };
  more(builder);
  // Twice, an hour apart: the first shows that all were registered before anything was paid.
  builder.checkpoint(builder.registry);
  builder.wait(3_600_000);
  return { builder, ...parties, shopName: shop, secondShopName: secondShop, mcc, opening: builder.checkpoint(builder.registry) };
}

/**
 * Witnesses cosign the end of every chain, and once more later: that nothing was left out is shown only by an end that was witnessed after
 * the latest time that the payment can have had. The first ends are returned.
 */
export function witnessEnds(builder: BundleBuilder): CheckpointHandle[] {
  const ends = builder.checkpointAll();
  builder.checkpointAll();
  return ends;
}

/** The user's mandate to the agent, signed with the registry's checkpoint in hand. */
export function mandate({ builder, user, agent, opening }: Town, constraints: JsonObject[], more: JsonObject = {}): EntryHandle {
  return builder.entry(user, 'intent.mandate', {
    txn: '-',
    seen: [opening],
    body: {
      mandateId: 'mandate-1',
      principal: user.id,
      holder: agent.id,
      holderKid: builder.signerOf(agent).kid,
      mode: 'delegated',
      notBefore: builder.instant(-60_000),
      expires: builder.instant(30 * 86_400_000),
      singleUse: false,
      maxDepth: 0,
      constraints,
      ...more,
    },
  });
}

export function intent({ builder, user }: Town, txn: string, name: string, more: Partial<EntryOptions> = {}): void {
  const wants = [{ id: 'w1', quantity: 1, acceptable: [{ name }], hard: true }];
  builder.entry(user, 'intent.captured', {
    txn,
    body: { mode: 'delegated', utterance: `请帮我买 ${name}`, language: 'zh-CN', wants },
    ...more,
  });
}

export interface ClaimOptions {
  readonly id: string;
  readonly txn: string;
  readonly paymentId?: string;
  readonly grounds: readonly string[];
  readonly currency?: string;
  readonly minor: number;
  readonly statement: string;
  readonly noticeAt?: string;
  readonly filedAt?: string;
}

/** Lin Wei's claim. */
export function claimOf({ currency = 'CNY', minor, ...options }: ClaimOptions): JsonObject {
  return {
    v: 1,
    id: options.id,
    txn: options.txn,
    ...(options.paymentId === undefined ? {} : { paymentId: options.paymentId }),
    claimant: 'did:example:user',
    respondents: ['did:example:merchant'],
    grounds: [...options.grounds],
    amount: { currency, minor },
    noticeAt: options.noticeAt ?? '2026-04-02T09:00:00.000Z',
    filedAt: options.filedAt ?? '2026-04-05T09:00:00.000Z',
    jurisdiction: 'CN',
    statement: options.statement,
  };
}
