import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatCheckpoint } from '../../src-core/chain/checkpoint.ts';
import { leafHash, MerkleAccumulator } from '../../src-core/chain/merkle.ts';
import { logSigner, signNote, witnessSigner } from '../../src-core/chain/note-signer.ts';
import { formatTlogPolicy } from '../../src-core/chain/tlog-policy.ts';
import { digestText, type Digest } from '../../src-core/crypto/sha256.ts';
import { ed25519Signer, type Signer } from '../../src-core/crypto/signer.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { ENTRY_PAYLOAD_TYPE, type Rel, type Seen } from '../../src-core/evidence/model/entry.ts';
import type { Role } from '../../src-core/evidence/model/shared.ts';
import { canonicalize, canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { secretOf, SeededRandom, uuidOf } from '../fixtures/seeded-random.ts';

/** A bundle that was written: a folder, and the policy that vouches for it. */
export interface BigBundle {
  readonly folder: string;
  readonly policy: string;
  readonly entries: number;
  /** The transactions with a fault, by the order in which they were written. */
  readonly planted: readonly Planted[];
}

/** A fault that was planted: the acquirer captures more than was agreed, captures twice, or the merchant promises a refund that never comes. */
export interface Planted {
  readonly txn: string;
  readonly fault: (typeof FAULTS)[number];
}

/** How a bundle is to be. */
export interface BundleShape {
  readonly entries: number;
  readonly seed?: string;
  /** One order in so many has a fault; absent: none. */
  readonly faultEvery?: number;
}

const FAULTS = ['overcharge', 'duplicate', 'promise'] as const;

const MARKETS = 4;
const ROLES = {
  user: 'user',
  agent: 'user_agent',
  merchant: 'merchant',
  platform: 'platform',
  issuer: 'issuer',
  acquirer: 'acquirer',
} as const;
const WITNESSES = ['witness.example/a', 'witness.example/b'];
const START = Date.parse('2026-01-05T00:00:00.000Z');
const DAY = 86_400_000;
/** Orders under one mandate. */
const ORDERS_A_MANDATE = 5;
/** Entries of a chain from one checkpoint to the next. */
const CHECKPOINT_EVERY = 5000;
const QUORUM = { allOf: ['merchant', 'user'], atLeast: [{ n: 1, of: ['acquirer', 'psp'] }] };

/**
 * Writes honest evidence of any size to disk as it goes: orders of six parties in each of four markets, from the mandate to the
 * settlement, with checkpoints on the way and at the end of every chain. The same seed and number give the same bytes.
 */
export function writeBigBundle(folder: string, { entries, seed = 'bench', faultEvery }: BundleShape): BigBundle {
  for (const part of ['entries', 'log/checkpoints']) mkdirSync(join(folder, 'bundle', part), { recursive: true });
  const world = new World(join(folder, 'bundle'), entries, seed, faultEvery);
  for (let order = 0; world.isOpen; order++) placeOrder(world, order);
  world.end();
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, canonicalizeBytes(world.policy()));
  return { folder: join(folder, 'bundle'), policy, entries: world.written, planted: world.planted };
}

/** An honest bundle of so many entries in a folder, written once. */
export function keptBundle(folder: string, entries: number): BigBundle {
  const place = join(folder, String(entries));
  const known = { folder: join(place, 'bundle'), policy: join(place, 'policy.json'), entries, planted: [] };
  // The policy is written last: where it is, the bundle is whole.
  if (existsSync(known.policy)) return known;
  rmSync(place, { recursive: true, force: true });
  return writeBigBundle(place, { entries });
}

/** One party's chain, written line by line. */
class Chain {
  readonly id: string;
  readonly role: Role;
  readonly urn: string;
  readonly signer: Signer;
  readonly logSigner: Signer;
  readonly #key: KeyObject;
  readonly #folder: string;
  readonly #uuid: string;
  readonly #file: number;
  readonly #log = new MerkleAccumulator();
  #pending: string[] = [];
  #prev: Digest | null = null;
  seen: Seen | undefined;

  constructor(folder: string, seed: string, name: string, role: Role) {
    this.id = `did:example:${name}`;
    this.role = role;
    this.#uuid = uuidOf(seed, name);
    this.urn = `urn:uuid:${this.#uuid}`;
    const secret = secretOf(seed, name);
    this.signer = ed25519Signer(secret);
    this.logSigner = ed25519Signer(secretOf(seed, `${name}/log`));
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
    this.#key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    this.#folder = folder;
    this.#file = openSync(join(folder, 'entries', `${this.#uuid}.ndjson`), 'wx');
  }

  get size(): number {
    return this.#log.size;
  }

  write(
    entry: { txn: string; type: string; body: JsonValue; refs: { rel: Rel; digest: Digest }[]; seen?: Seen },
    at: number,
  ): Digest {
    const { txn, type, body, refs, seen } = entry;
    const payload = Buffer.from(
      canonicalize({
        v: 1,
        chain: this.urn,
        seq: this.size,
        prev: this.#prev,
        txn,
        type,
        body,
        actor: { id: this.id, role: this.role, kid: this.signer.kid },
        at: formatInstant(at),
        refs: refs.sort((a, b) => (a.rel + a.digest < b.rel + b.digest ? -1 : 1)) as unknown as JsonValue,
        ...(seen === undefined ? {} : { seen: [seen] as unknown as JsonValue }),
      }),
    );
    const message = Buffer.concat([
      Buffer.from(`DSSEv1 ${ENTRY_PAYLOAD_TYPE.length} ${ENTRY_PAYLOAD_TYPE} ${payload.length} `),
      payload,
    ]);
    const hash = createHash('sha256').update(message).digest();
    const sig = sign(null, message, this.#key).toString('base64');
    this.#pending.push(
      `{"payload":"${payload.toString('base64')}","payloadType":"${ENTRY_PAYLOAD_TYPE}","signatures":[{"keyid":"${this.signer.kid}","sig":"${sig}"}]}\n`,
    );
    if (this.#pending.length >= 256) this.#flush();
    this.#log.push(leafHash(hash));
    this.#prev = digestText(hash);
    if (this.size % CHECKPOINT_EVERY === 0) this.checkpoint(at);
    return this.#prev;
  }

  checkpoint(at: number): void {
    const { size } = this.#log;
    const root = this.#log.root();
    const second = Math.ceil(at / 1000) + 1;
    const witnesses = WITNESSES.map((name) => witnessSigner(name, witnessKey(name), second));
    const text = formatCheckpoint({ origin: this.urn, size, root, extensions: [] });
    const note = signNote(text, [logSigner(this.urn, this.logSigner), ...witnesses]);
    writeFileSync(join(this.#folder, 'log/checkpoints', `${this.#uuid}-${size}.note`), note);
    this.seen = {
      origin: this.urn,
      size,
      root: digestText(root),
      note: `sha256:${createHash('sha256').update(note).digest('hex')}`,
    };
  }

  close(at: number): void {
    this.#flush();
    closeSync(this.#file);
    if (this.size > 0 && this.size % CHECKPOINT_EVERY !== 0) this.checkpoint(at);
  }

  #flush(): void {
    writeSync(this.#file, this.#pending.join(''));
    this.#pending = [];
  }
}

function witnessKey(name: string): Signer {
  return ed25519Signer(secretOf('bench', name));
}

type Market = Readonly<Record<keyof typeof ROLES, Chain>> & { mandate?: { readonly digest: Digest; orders: number } };

class World {
  readonly random: SeededRandom;
  readonly markets: Market[];
  readonly planted: Planted[] = [];
  readonly #wanted: number;
  readonly #faultEvery: number | undefined;
  written = 0;
  #at = START;

  constructor(folder: string, wanted: number, seed: string, faultEvery: number | undefined) {
    this.random = new SeededRandom(seed);
    this.#faultEvery = faultEvery;
    this.#wanted = wanted;
    this.markets = Array.from({ length: MARKETS }, (_, market) => {
      const party = (name: keyof typeof ROLES): Chain => new Chain(folder, seed, `${name}-${market}`, ROLES[name]);
      return {
        user: party('user'),
        agent: party('agent'),
        merchant: party('merchant'),
        platform: party('platform'),
        issuer: party('issuer'),
        acquirer: party('acquirer'),
      };
    });
  }

  get isOpen(): boolean {
    return this.written < this.#wanted;
  }

  get at(): number {
    return this.#at;
  }

  /** Writes an entry, unless there are as many as were asked for. */
  write(
    chain: Chain,
    txn: string,
    type: string,
    body: JsonValue,
    refs: readonly (readonly [Rel, Digest])[] = [],
    seen?: Seen,
  ): Digest {
    if (!this.isOpen) throw DONE;
    this.#at += 250;
    this.written += 1;
    return chain.write(
      { txn, type, body, refs: refs.map(([rel, digest]) => ({ rel, digest })), ...(seen === undefined ? {} : { seen }) },
      this.#at,
    );
  }

  /** The fault of an order, if it is to have one. */
  faultOf(order: number): Planted['fault'] | undefined {
    const every = this.#faultEvery;
    if (every === undefined || order % every !== Math.floor(every / 2)) return undefined;
    return FAULTS[Math.floor(order / every) % FAULTS.length];
  }

  end(): void {
    for (const market of this.markets) for (const chain of chainsOf(market)) chain.close(this.#at);
  }

  policy(): JsonObject {
    const chains = this.markets.flatMap(chainsOf);
    return {
      v: 1,
      name: 'Bench policy',
      issued: formatInstant(START - DAY),
      registries: [],
      keys: chains.map(({ signer, id, role }) => ({ jwk: { ...signer.jwk }, sub: id, role, operator: `${id}-operator` })),
      tlogPolicy: formatTlogPolicy({
        logs: chains.map(({ urn, logSigner: key }) => logSigner(urn, key).verifierKey),
        witnesses: WITNESSES.map((name, index) => ({
          name: `w${index}`,
          key: witnessSigner(name, witnessKey(name), 0).verifierKey,
        })),
        groups: [{ name: 'all', threshold: 2, members: ['w0', 'w1'] }],
        quorum: 'all',
      }),
    };
  }
}

/** Thrown where there are as many entries as were asked for: an order breaks off there, as in life. */
const DONE = new Error('as many entries as were asked for');

function chainsOf({ user, agent, merchant, platform, issuer, acquirer }: Market): Chain[] {
  return [user, agent, merchant, platform, issuer, acquirer];
}

function placeOrder(world: World, order: number): void {
  try {
    writeOrder(world, order);
  } catch (error) {
    if (error !== DONE) throw error;
  }
}

function writeOrder(world: World, order: number): void {
  const market = world.markets[order % MARKETS] as Market;
  const { user, agent, merchant, platform, issuer, acquirer } = market;
  const txn = `txn-${String(order).padStart(8, '0')}`;
  const unit = 100 * world.random.integer(5, 90);
  const amount = { currency: 'CNY', minor: unit * 2 };
  const lines = [
    {
      id: 'l1',
      kind: 'item',
      name: '燕麦拿铁 Oat latte',
      quantity: 2,
      unit: { currency: 'CNY', minor: unit },
      total: amount,
      sku: 'oat-latte',
    },
  ];
  const account = { scheme: 'alipay.user', ref: '2088-7731' };
  const later = (ms: number): string => formatInstant(world.at + ms);
  const put = (
    chain: Chain,
    type: string,
    body: JsonValue,
    refs: readonly (readonly [Rel, Digest])[] = [],
    seen?: Seen,
  ): Digest => world.write(chain, txn, type, body, refs, seen);

  if (market.mandate === undefined || market.mandate.orders === ORDERS_A_MANDATE) {
    const digest = put(user, 'intent.mandate', {
      mandateId: `mandate-${order}`,
      principal: user.id,
      holder: agent.id,
      holderKid: agent.signer.kid,
      mode: 'delegated',
      notBefore: later(-60_000),
      expires: later(DAY),
      singleUse: false,
      maxDepth: 0,
      constraints: [
        { type: 'payment.amount_range', currency: 'CNY', max: 20_000 },
        { type: 'payment.budget', currency: 'CNY', max: 100_000, window: 'P1D' },
        { type: 'payment.allowed_payees', allowed: [merchant.id] },
      ],
      quorum: QUORUM,
    });
    market.mandate = { digest, orders: 0 };
  }
  const { mandate } = market;
  mandate.orders += 1;
  const under = ['under', mandate.digest] as const;
  const query = put(agent, 'service.queried', { query: 'oat latte, 静安寺' }, [under]);
  const offer = { offerId: 'o1', payee: merchant.id, merchantName: 'Dawn Coffee', mcc: '5814', lines, total: amount };
  const offers = put(platform, 'service.discovered', { offers: [offer] }, [['responds-to', query]]);
  const selected = put(agent, 'service.selected', { offerId: 'o1', payee: merchant.id, reason: 'as asked' }, [
    ['responds-to', offers],
    under,
  ]);
  const quoted = { quoteId: `q-${order}`, payee: merchant.id, mcc: '5814', lines, total: amount };
  const quote = put(merchant, 'order.quoted', { ...quoted, validUntil: later(900_000), deliverBy: later(3_600_000) }, [
    ['responds-to', selected],
  ]);
  const orderId = `order-${order}`;
  const created = put(
    agent,
    'order.created',
    {
      orderId,
      quoteId: `q-${order}`,
      payee: merchant.id,
      lines,
      total: amount,
      deliverBy: later(3_600_000),
      destination: '静安区南京西路 1515 号',
      idempotencyKey: `idem-${order}`,
    },
    [['responds-to', quote], under],
    merchant.seen,
  );
  const accepted = put(merchant, 'order.accepted', { orderId, total: amount }, [['accepts', created]]);
  const paymentId = `pay-${order}`;
  const requested = put(
    merchant,
    'payment.requested',
    { paymentId, orderId, payee: merchant.id, account, amount, instrument: 'card-1881', idempotencyKey: `idem-${order}` },
    [['responds-to', accepted]],
  );
  const authorized = put(
    issuer,
    'payment.authorized',
    { authorizationId: `auth-${order}`, paymentId, amount, expires: later(DAY), auth: { factors: 2, certificate: true } },
    [['authorizes', requested]],
  );
  const fault = world.faultOf(order);
  const capture = {
    captureId: `cap-${order}`,
    paymentId,
    amount: fault === 'overcharge' ? { currency: 'CNY', minor: amount.minor + 100 } : amount,
    payee: merchant.id,
    account,
    instruction: requested,
  };
  const captured = put(acquirer, 'payment.captured', capture, [['confirms', authorized]]);
  if (fault === 'duplicate') {
    put(acquirer, 'payment.captured', { ...capture, captureId: `cap-${order}-again` }, [['confirms', authorized]]);
  }
  if (fault === 'promise') {
    const promise = { refundId: `refund-${order}`, paymentId, amount, dueBy: later(DAY) };
    put(merchant, 'refund.promised', promise, [['refunds', captured]]);
  }
  if (fault !== undefined) world.planted.push({ txn, fault });
  put(merchant, 'confirmation.sent', { orderId, paymentId, receiptNo: `R-${order}`, channel: 'mini-program' }, [
    ['confirms', captured],
  ]);
  put(merchant, 'fulfillment.evidence', { orderId, kind: 'delivered', happenedAt: later(-200), lines, proof: 'doorstep' }, [
    ['fulfils', created],
  ]);
  const settlementId = `settle-${order}`;
  const posting = (party: Chain, kind: string, minor: number) => ({ party: party.id, kind, currency: 'CNY', minor });
  const [paid, received] = [posting(user, 'principal', -amount.minor), posting(merchant, 'principal', amount.minor)];
  const [charged, earned] = [posting(merchant, 'fee', -30), posting(acquirer, 'fee', 30)];
  const proposed = put(
    platform,
    'settlement.proposed',
    { settlementId, paymentIds: [paymentId], postings: [paid, received, charged, earned], quorum: QUORUM },
    [['settles', captured]],
  );
  const confirm = (party: Chain, postings: JsonValue[]): Digest =>
    put(party, 'settlement.confirmed', { settlementId, postings }, [['confirms', proposed]]);
  const confirmations = [confirm(user, [paid]), confirm(merchant, [received, charged]), confirm(acquirer, [earned])].sort();
  put(platform, 'settlement.final', { settlementId, confirmations, valueDate: later(DAY) }, [['settles', proposed]]);
}
