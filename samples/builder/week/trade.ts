import type { CheckpointHandle, EntryHandle, EntryOptions, Party } from '../../../test/fixtures/bundle-builder.ts';
import type { SealKey } from '../../../test/fixtures/fixed-seal.ts';
import { fixedSeal, sealKey } from '../../../test/fixtures/fixed-seal.ts';
import { item, money, totalOf } from '../../../test/fixtures/coffee-order.ts';
import { secretOf } from '../../../test/fixtures/seeded-random.ts';
import type { Line, Money } from '../../../src-core/evidence/model/shared.ts';
import { type Buyer, type Cast, type Shop, WEEK_WORLD } from './cast.ts';
import type { Diary } from './diary.ts';
import type { Good } from './goods.ts';

/** What differs from an ordinary purchase. */
export interface DealOptions {
  readonly quantity?: number;
  /** Names the transaction, instead of its number. */
  readonly txn?: string;
  /** Under which grant; the buyer's for the currency if absent. */
  readonly under?: EntryHandle;
  /** The most that the user wants to spend, as said aloud. */
  readonly limit?: Money;
  /** What the seller asks for, if not the order's total. */
  readonly asked?: number;
  /** Earlier prices of a haggle, in minor units: quotes that the buyer did not take. */
  readonly bids?: readonly number[];
  /** How often the PSP declines before it pays. */
  readonly declines?: number;
  /** How many captures one authorisation is used for. */
  readonly captures?: number;
  /** Adds something to the order before it is paid. */
  readonly amended?: (deal: Deal) => readonly Line[];
  /** `at` of the agent's own entries, relative to the true time: a clock that is wrong. */
  readonly clockOff?: number;
  /** Seconds between steps are multiplied by this. */
  readonly pace?: number;
  readonly withhold?: 'destination' | 'sealed';
  readonly settles?: boolean;
  readonly bank?: boolean;
  /** True: only found and chosen, never ordered. */
  readonly browses?: boolean;
  /** All of it at once, without anything else in between. */
  readonly alone?: boolean;
  /** After the goods are handed over. */
  readonly afterwards?: (deal: Deal) => void;
}

/** A purchase under way: its entries by what they are. */
export interface Deal {
  readonly txn: string;
  readonly n: number;
  readonly good: Good;
  readonly buyer: Buyer;
  readonly shop: Shop;
  readonly lines: readonly Line[];
  readonly total: Money;
  readonly entries: Map<string, EntryHandle>;
}

const DISTRICTS = ['静安区南京西路 1515 号', '黄浦区外滩源 33 号', '徐汇区武康路 112 号', '浦东新区世纪大道 8 号'];
/** The city's clocks are eight hours ahead of UTC. */
const LOCAL = 8 * 3_600_000;
const FACTORS = { factors: 2, certificate: true, method: 'passkey' };

/** Everything that people, agents and shops do with each other in the city. */
export class Trade {
  readonly cast: Cast;
  /** What the clock says that an entry was written by, where it is wrong. */
  readonly wrongClocks = new Map<EntryHandle, string>();
  readonly #diary: Diary;
  readonly #regulator: SealKey = sealKey(secretOf(WEEK_WORLD, 'regulator'));
  /** The registry's newest checkpoint, and who has seen which. */
  #newest: CheckpointHandle;
  readonly #seen = new Map<Party, CheckpointHandle>();
  #count = 0;

  constructor(cast: Cast, diary: Diary) {
    this.cast = cast;
    this.#diary = diary;
    this.#newest = cast.opening;
  }

  /** Witnesses cosign all chains. From then on each chain's next entry names what it has seen. */
  checkpoints(): CheckpointHandle[] {
    const { builder } = this.cast;
    const made = builder.checkpointAll();
    this.#newest = made.find(({ party }) => party === builder.registry) ?? this.#newest;
    return made;
  }

  /** An entry of a party at its own clock, which names the newest checkpoint where the party has not seen it yet. */
  write(party: Party, type: EntryHandle['type'], options: EntryOptions): EntryHandle {
    const isNews = this.#seen.get(party) !== this.#newest;
    this.#seen.set(party, this.#newest);
    const { builder } = this.cast;
    builder.wait(builder.random.integer(40, 900));
    return builder.entry(party, type as Parameters<typeof builder.entry>[1], {
      ...options,
      ...(isNews ? { seen: [this.#newest] } : {}),
    });
  }

  /** Begins a purchase now; its later steps follow in the diary. */
  begin(good: Good, options: DealOptions = {}): Deal {
    const { builder, buyers, shops } = this.cast;
    const buyer = buyers[good.agent];
    const n = (this.#count += 1);
    const quantity = options.quantity ?? builder.random.integer(1, good.most);
    const lines = [item('l1', good.name, quantity, good.unit)];
    const day = builder.instant(LOCAL).slice(0, 10).replaceAll('-', '');
    const txn = options.txn ?? `t-${day}-${String(n).padStart(3, '0')}`;
    const deal = { txn, n, good, buyer, shop: shops[good.shop], lines, total: totalOf(lines), entries: new Map() };
    this.#ask(deal, options);
    return deal;
  }

  /** Seconds until the next step, or the next step at once. */
  #then(deal: Deal, { pace = 1, alone = false }: DealOptions, seconds: readonly [number, number], step: () => void): void {
    const { builder } = this.cast;
    const hurry = deal.good.terminal === 'tap' ? 0.1 : 1;
    const wait = builder.random.integer(...seconds) * pace * hurry;
    if (!alone) return this.#diary.after(wait, step);
    builder.wait(wait * 1000);
    step();
  }

  #agent(deal: Deal, options: DealOptions, type: EntryHandle['type'], entry: EntryOptions): EntryHandle {
    const { builder } = this.cast;
    const { clockOff } = options;
    const written = this.write(deal.buyer.agent, type, { ...entry, terminal: { kind: deal.good.terminal } });
    if (clockOff !== undefined) this.wrongClocks.set(written, builder.instant(clockOff));
    return written;
  }

  #ask(deal: Deal, options: DealOptions): void {
    const { builder } = this.cast;
    const { txn, good, buyer, entries } = deal;
    if (good.utterance !== undefined || builder.random.chance(20)) {
      const wants = [{ id: 'w1', quantity: deal.lines[0]?.quantity ?? 1, acceptable: [{ name: good.name }], hard: true }];
      const said =
        good.utterance === undefined
          ? {}
          : { utterance: good.utterance, language: /[a-z]/.test(good.utterance) ? 'en' : 'zh-CN' };
      const isShut = good.utterance !== undefined && builder.random.chance(30);
      entries.set(
        'intent',
        this.write(buyer.user, 'intent.captured', {
          txn,
          body: { mode: 'delegated', wants, ...said, ...(options.limit === undefined ? {} : { limit: options.limit }) },
          terminal: { kind: good.terminal },
          ...(isShut ? { withhold: { members: ['/body/utterance'] } } : {}),
        }),
      );
    }
    this.#then(deal, options, [3, 40], () => this.#search(deal, options, 0));
  }

  #search(deal: Deal, options: DealOptions, round: number): void {
    const { txn, good, shop, entries } = deal;
    const { platform } = this.cast;
    const price = options.bids?.[round];
    const lines = price === undefined ? deal.lines : [item('l1', good.name, 1, money(good.unit.currency, price))];
    const total = totalOf([...lines]);
    const id = `${deal.n}-${round + 1}`;
    const query = this.#agent(deal, options, 'service.queried', {
      txn,
      body: { query: round === 0 ? good.name : `再便宜些？ Can you do better? (${round})` },
    });
    const offer = {
      offerId: `offer-${id}`,
      payee: shop.merchant.id,
      merchantName: shop.name,
      mcc: shop.mcc,
      lines: [...lines],
      total,
    };
    const found = this.write(platform, 'service.discovered', {
      txn,
      body: { offers: [offer] },
      refs: [{ rel: 'responds-to', to: query }],
    });
    entries.set('found', found);
    this.#then(deal, options, [40, 840], () => {
      const selected = this.#agent(deal, options, 'service.selected', {
        txn,
        body: { offerId: offer.offerId, payee: shop.merchant.id, reason: options.bids === undefined ? 'fits' : 'please quote' },
        refs: [{ rel: 'responds-to', to: found }],
      });
      if (options.browses === true) return;
      const quote = this.write(shop.side, 'order.quoted', {
        txn,
        body: {
          quoteId: `quote-${id}`,
          payee: shop.merchant.id,
          mcc: shop.mcc,
          lines: [...lines],
          total,
          validUntil: this.cast.builder.instant(1_800_000),
        },
        refs: [{ rel: 'responds-to', to: selected }],
      });
      entries.set('quote', quote);
      const isLast = options.bids?.[round] === undefined;
      this.#then(deal, options, [30, 900], () =>
        isLast ? this.#order(deal, options, `quote-${id}`) : this.#search(deal, options, round + 1),
      );
    });
  }

  #order(deal: Deal, options: DealOptions, quoteId: string): void {
    const { builder } = this.cast;
    const { txn, n, good, buyer, shop, total, entries } = deal;
    const under = options.under ?? buyer.grants.get(good.shop) ?? buyer.grants.get(total.currency);
    const quote = entries.get('quote');
    if (under === undefined || quote === undefined) throw new Error(`${txn} has nothing to order under`);
    const created = this.#agent(deal, options, 'order.created', {
      txn,
      body: {
        orderId: `order-${n}`,
        quoteId,
        payee: shop.merchant.id,
        lines: [...deal.lines],
        total,
        ...(good.minutes >= 30 ? { destination: builder.random.pick(DISTRICTS) } : {}),
        idempotencyKey: `key-${n}`,
      },
      refs: [
        { rel: 'responds-to', to: quote },
        { rel: 'under', to: under },
      ],
      ...this.#withheld(options),
    });
    const accepted = this.write(shop.side, 'order.accepted', {
      txn,
      body: { orderId: `order-${n}`, total },
      refs: [{ rel: 'accepts', to: created }],
    });
    entries.set('created', created).set('accepted', accepted);
    const lines = options.amended?.(deal) ?? deal.lines;
    this.#then(deal, options, [5, 420], () =>
      this.#pay(deal, options, money(total.currency, options.asked ?? totalOf([...lines]).minor)),
    );
  }

  #withheld({ withhold }: DealOptions): Pick<EntryOptions, 'withhold'> {
    if (withhold === undefined) return {};
    const { builder } = this.cast;
    const seal = (disclosures: readonly string[], entry: Parameters<typeof fixedSeal>[1]): Uint8Array =>
      fixedSeal(disclosures, entry, [this.#regulator], (length) => builder.random.bytes(length));
    return { withhold: { members: ['/body/destination'], ...(withhold === 'sealed' ? { seal } : {}) } };
  }

  #request(deal: Deal, amount: Money, attempt: number): EntryHandle {
    const { txn, n, shop, entries } = deal;
    const accepted = entries.get('accepted');
    if (accepted === undefined) throw new Error(`${txn} was not accepted`);
    const part = attempt === 0 ? '' : `-${attempt + 1}`;
    return this.write(shop.side, 'payment.requested', {
      txn,
      body: {
        paymentId: `pay-${n}${part}`,
        orderId: `order-${n}`,
        payee: shop.merchant.id,
        account: shop.account,
        amount,
        instrument: 'wallet-balance',
        idempotencyKey: `key-${n}${part}`,
      },
      refs: [{ rel: 'responds-to', to: accepted }],
    });
  }

  #pay(deal: Deal, options: DealOptions, amount: Money): void {
    const { builder, wallet, psp } = this.cast;
    const { txn, n, shop, entries } = deal;
    const declines = options.declines ?? 0;
    for (let attempt = 0; attempt < declines; attempt += 1) {
      const refused = this.#request(deal, amount, attempt);
      builder.wait(2000);
      const declined = this.write(psp, 'payment.declined', {
        txn,
        body: { paymentId: `pay-${n}${attempt === 0 ? '' : `-${attempt + 1}`}`, code: 'issuer-unavailable' },
        refs: [{ rel: 'responds-to', to: refused }],
      });
      entries.set(`declined-${attempt}`, declined);
      builder.wait(270_000);
    }
    const paymentId = `pay-${n}${declines === 0 ? '' : `-${declines + 1}`}`;
    const requested = this.#request(deal, amount, declines);
    const authorized = this.write(wallet, 'payment.authorized', {
      txn,
      body: { authorizationId: `auth-${n}`, paymentId, amount, expires: builder.instant(86_400_000), auth: FACTORS },
      refs: [{ rel: 'authorizes', to: requested }],
    });
    const capture = (times: number): EntryHandle =>
      this.write(psp, 'payment.captured', {
        txn,
        body: ({ digest }) => ({
          captureId: `cap-${n}${times === 1 ? '' : `-${times}`}`,
          paymentId,
          amount,
          payee: shop.merchant.id,
          account: shop.account,
          instruction: digest(requested),
        }),
        refs: [{ rel: 'confirms', to: authorized }],
      });
    const captured = capture(1);
    entries.set('requested', requested).set('authorized', authorized).set('captured', captured);
    for (let times = 2; times <= (options.captures ?? 1); times += 1) {
      this.#diary.after(40, () => void entries.set(`captured-${times}`, capture(times)));
    }
    this.#then(deal, options, [1, 240], () => {
      this.write(shop.side, 'confirmation.sent', {
        txn,
        body: { orderId: `order-${n}`, paymentId, receiptNo: `R-${String(n).padStart(4, '0')}`, channel: deal.good.terminal },
        refs: [{ rel: 'confirms', to: captured }],
      });
    });
    const minutes = deal.good.minutes;
    this.#diary.after(builder.random.integer(minutes * 40, minutes * 80), () => this.#handOver(deal, options));
    if (options.settles !== false) {
      this.#diary.after(builder.random.integer(1500, 9000), () => this.#settle(deal, options, paymentId, amount));
    }
  }

  #handOver(deal: Deal, options: DealOptions): void {
    const { builder } = this.cast;
    const { txn, n, shop, buyer, entries } = deal;
    const created = entries.get('created');
    if (created === undefined) throw new Error(`${txn} was not ordered`);
    const author = deal.good.minutes >= 60 ? buyer.user : shop.merchant;
    this.write(author, 'fulfillment.evidence', {
      txn,
      body: { orderId: `order-${n}`, kind: 'delivered', happenedAt: builder.instant(-30_000) },
      refs: [{ rel: 'fulfils', to: created }],
    });
    options.afterwards?.(deal);
  }

  #settle(deal: Deal, options: DealOptions, paymentId: string, amount: Money): void {
    const { platform, psp, witness, bank } = this.cast;
    const { txn, n, shop, buyer, entries } = deal;
    const captured = entries.get('captured');
    if (captured === undefined) throw new Error(`${txn} was not paid`);
    const { currency, minor } = amount;
    const fee = Math.floor(minor / 200);
    const posting = (party: Party, kind: 'principal' | 'fee', value: number) => ({
      party: party.id,
      kind,
      currency,
      minor: value,
    });
    const ofShop = [posting(shop.merchant, 'principal', minor), posting(shop.merchant, 'fee', -fee)];
    const settlementId = `settle-${n}`;
    const proposed = this.write(platform, 'settlement.proposed', {
      txn,
      body: {
        settlementId,
        paymentIds: [paymentId],
        postings: [posting(buyer.user, 'principal', -minor), ...ofShop, posting(psp, 'fee', fee)],
      },
      refs: [{ rel: 'settles', to: captured }],
    });
    const confirm = (party: Party, postings: ReturnType<typeof posting>[]): EntryHandle =>
      this.write(party, 'settlement.confirmed', {
        txn,
        body: { settlementId, postings },
        refs: [{ rel: 'confirms', to: proposed }],
      });
    const confirmations = [confirm(shop.merchant, ofShop), confirm(psp, [posting(psp, 'fee', fee)]), confirm(witness, [])];
    if (options.bank === true) confirm(bank, []);
    this.#then(deal, options, [600, 3000], () => {
      const valueDate = this.cast.builder.instant(86_400_000);
      this.write(platform, 'settlement.final', {
        txn,
        body: ({ digest }) => ({
          settlementId,
          confirmations: confirmations.map(digest).sort(),
          valueDate,
        }),
        refs: [{ rel: 'settles', to: proposed }],
      });
    });
  }
}
