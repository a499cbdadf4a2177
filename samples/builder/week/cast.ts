import type { EntryHandle, Party } from '../../../test/fixtures/bundle-builder.ts';
import { BundleBuilder, type CheckpointHandle } from '../../../test/fixtures/bundle-builder.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import type { Signer } from '../../../src-core/crypto/signer.ts';
import { encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { decodeHex } from '../../../src-core/encoding/hex.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { secretOf } from '../../../test/fixtures/seeded-random.ts';

/** Seed of the city's keys, published with them. */
export const WEEK_WORLD = 'harbour-city';
export const WEEK_POLICY = 'Harbour City registry, list v3';

const DAY = 86_400_000;

/** Names of all whose key signs entries; `tidewater-bank` has none that this program speaks. */
export const WEEK_SIGNERS = [
  'registry',
  'lin-yue',
  'sam-carter',
  'xiaoman',
  'errand',
  'taptap',
  'paper-crane',
  'paper-crane-ordering',
  'harbour-stores',
  'juncture',
  'juncture-wallet',
  'beacon-pay',
  'harbour-witness',
] as const;

export interface Shop {
  readonly merchant: Party;
  /** Who speaks for it: itself, or its ordering agent. */
  readonly side: Party;
  readonly name: string;
  readonly mcc: string;
  readonly account: JsonObject;
}

/** An agent, for whom it acts and by what grants: by currency, or for one shop alone. */
export interface Buyer {
  readonly user: Party;
  readonly agent: Party;
  readonly grants: ReadonlyMap<string, EntryHandle>;
}

/** Everybody of the week, registered, with mandates in force. */
export interface Cast {
  readonly builder: BundleBuilder;
  readonly buyers: { readonly [name in 'xiaoman' | 'errand' | 'taptap']: Buyer };
  readonly shops: { readonly [name in 'coffee' | 'store']: Shop };
  readonly platform: Party;
  readonly wallet: Party;
  readonly psp: Party;
  readonly bank: Party;
  readonly witness: Party;
  /** The registry's newest checkpoint when the mandates were signed. */
  readonly opening: CheckpointHandle;
  /** Signs for the bank: SM2, as far as anybody here can tell. */
  readonly sm2: Signer;
}

/** @param start - when the registry begins, epoch milliseconds */
export function makeCast(start: string): Cast {
  const builder = new BundleBuilder('week', start, { world: WEEK_WORLD, policyName: WEEK_POLICY });
  builder.register(builder.registry, { name: '海港城登记处 Harbour City Registry' });
  const parties = {
    lin: builder.party('lin-yue', { role: 'user', displayName: '林悦 Lin Yue' }),
    sam: builder.party('sam-carter', { role: 'user', displayName: 'Sam Carter' }),
    xiaoman: builder.party('xiaoman', { role: 'user_agent', displayName: '小满 Xiaoman' }),
    errand: builder.party('errand', { role: 'user_agent', displayName: 'Errand' }),
    taptap: builder.party('taptap', { role: 'user_agent', displayName: '嘀嗒 TapTap', operator: 'xiaoman-operator' }),
  };
  const coffee = shop(builder, 'paper-crane', '纸鹤咖啡 Paper Crane', '5814');
  const store = shop(builder, 'harbour-stores', '海港百货 Harbour Stores', '5311');
  const ordering = builder.party('paper-crane-ordering', {
    role: 'merchant_agent',
    operator: 'paper-crane-operator',
    displayName: '纸鹤点单 Paper Crane Ordering',
  });
  const platform = builder.party('juncture', { role: 'platform', displayName: '汇流 Juncture' });
  const wallet = builder.party('juncture-wallet', {
    role: 'credential_provider',
    operator: 'juncture-operator',
    displayName: '汇流钱包 Juncture Wallet',
  });
  const psp = builder.party('beacon-pay', { role: 'psp', displayName: '灯塔支付 Beacon Pay' });
  const bank = builder.party('tidewater-bank', { role: 'acquirer', displayName: '潮汐银行 Tidewater Bank' });
  const sm2 = sm2Signer('tidewater-bank');
  builder.issueKey(bank, { kid: sm2.kid, jwk: { ...sm2.jwk }, alg: 'SM2' });
  const witness = builder.party('harbour-witness', { role: 'witness', displayName: '海港见证 Harbour Witness' });
  builder.checkpoint(builder.registry);
  builder.wait(3_600_000);
  const opening = builder.checkpoint(builder.registry);
  const limited = (max: number, currency = 'CNY'): JsonObject[] => [{ type: 'payment.amount_range', currency, max }];
  const grant = granting(builder, opening);
  const forXiaoman = grant(parties.lin, parties.xiaoman, 'lin-xiaoman', limited(200_000), 1);
  const forCoffee = grant(parties.lin, parties.xiaoman, 'lin-xiaoman-coffee', [
    ...limited(20_000),
    { type: 'payment.allowed_payees', allowed: [coffee.merchant.id] },
  ]);
  const forErrand = new Map([
    ['CNY', grant(parties.sam, parties.errand, 'sam-errand-cny', limited(600_000))],
    ['USD', grant(parties.sam, parties.errand, 'sam-errand-usd', limited(2000, 'USD'))],
    ['JPY', grant(parties.sam, parties.errand, 'sam-errand-jpy', limited(20_000, 'JPY'))],
  ]);
  // Xiaoman lets TapTap pay for rides, but only until the end of Friday.
  const rides = builder.entry(parties.xiaoman, 'delegation.granted', {
    body: {
      delegationId: 'xiaoman-taptap',
      holder: parties.taptap.id,
      holderKid: builder.signerOf(parties.taptap).kid,
      expires: '2026-03-13T16:00:00.000Z',
      maxDepth: 0,
      constraints: limited(5000),
    },
    refs: [{ rel: 'under', to: forXiaoman }],
  });
  return {
    builder,
    buyers: {
      xiaoman: {
        user: parties.lin,
        agent: parties.xiaoman,
        grants: new Map([
          ['coffee', forCoffee],
          ['CNY', forXiaoman],
        ]),
      },
      errand: { user: parties.sam, agent: parties.errand, grants: forErrand },
      taptap: { user: parties.lin, agent: parties.taptap, grants: new Map([['CNY', rides]]) },
    },
    shops: { coffee: { ...coffee, side: ordering }, store },
    platform,
    wallet,
    psp,
    bank,
    witness,
    opening,
    sm2,
  };
}

function shop(builder: BundleBuilder, id: string, name: string, mcc: string): Shop {
  const account = { scheme: 'beacon.merchant', ref: `BP-${id}` };
  const merchant = builder.party(id, { role: 'merchant', displayName: name, accounts: [account], mcc, jurisdiction: 'CN' });
  return { merchant, side: merchant, name, mcc, account };
}

function granting(builder: BundleBuilder, opening: CheckpointHandle) {
  return (user: Party, agent: Party, mandateId: string, constraints: JsonObject[], maxDepth = 0): EntryHandle =>
    builder.entry(user, 'intent.mandate', {
      seen: [opening],
      body: {
        mandateId,
        principal: user.id,
        holder: agent.id,
        holderKid: builder.signerOf(agent).kid,
        mode: 'delegated',
        notBefore: builder.instant(-60_000),
        expires: builder.instant(30 * DAY),
        singleUse: false,
        maxDepth,
        constraints,
      },
    });
}

/**
 * Stands for a signer with an SM2 key (GM/T 0003), which this program does not speak: key and signatures are bytes of the right length
 * that nobody here could tell from others.
 */
function sm2Signer(name: string): Signer {
  const half = (part: string): string => encodeBase64Url(secretOf(WEEK_WORLD, `${name}/sm2/${part}`));
  const jwk = { kty: 'EC', crv: 'SM2', x: half('x'), y: half('y') };
  const thumbprint = decodeHex(digestOf(canonicalizeBytes({ ...jwk })).slice('sha256:'.length)) ?? new Uint8Array(0);
  const sign = (message: Uint8Array): Uint8Array => {
    const digest = digestOf(message);
    const halves = [secretOf(digest, `${name}/r`), secretOf(digest, `${name}/s`)];
    return Uint8Array.from(halves.flatMap((bytes) => [...bytes]));
  };
  // The builder writes an algorithm's name nowhere but in the key's record.
  return { kid: encodeBase64Url(thumbprint), jwk, sign, alg: 'Ed25519' } as unknown as Signer;
}
