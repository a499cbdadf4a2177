import type { EntryHandle, Party } from '../../test/fixtures/bundle-builder.ts';
import { item, money } from '../../test/fixtures/coffee-order.ts';
import { deliver, pay } from './purchase.ts';
import type { SampleStory } from './story.ts';
import { timeStamped } from './time-stamps.ts';
import { ACCOUNT, ALL_PASS, claimOf, intent, mandate, town, type Town, witnessEnds } from './town.ts';

const TXN = 'txn-projector';
const NAME = '投影仪 Projector';
const ITEM = [{ id: 'w1', quantity: 1, acceptable: [{ name: NAME }], hard: true }];

/** What the buyer's side bids, in its own words, and what the seller's agent answers, in fen. */
const ROUNDS = [
  { bid: '投影仪，有现货吗？ A projector, in stock?', price: 268_000 },
  { bid: '还价 2,200.00 元 I offer CNY 2,200.00', price: 238_000 },
  { bid: '还是还价 2,200.00 元 Still CNY 2,200.00', price: 218_000 },
] as const;

interface Haggle {
  readonly place: Town;
  readonly buyer: Party;
  readonly seller: Party;
  readonly under: EntryHandle;
}

/** One round: the buyer bids, the seller offers, the buyer takes it up, the seller quotes with its signature. */
function round({ place, buyer, seller, under }: Haggle, n: number, bid: string, price: number): EntryHandle {
  const { builder, merchant, mcc } = place;
  const lines = [item('l1', NAME, 1, money('CNY', price))];
  const total = money('CNY', price);
  const query = builder.entry(buyer, 'service.queried', { txn: TXN, body: { query: bid }, refs: [{ rel: 'under', to: under }] });
  const offer = { offerId: `offer-${n}`, payee: merchant.id, merchantName: place.shopName, mcc, lines, total };
  const offered = builder.entry(seller, 'service.discovered', {
    txn: TXN,
    body: { offers: [offer] },
    refs: [{ rel: 'responds-to', to: query }],
  });
  const selected = builder.entry(buyer, 'service.selected', {
    txn: TXN,
    body: { offerId: `offer-${n}`, payee: merchant.id, reason: 'please quote' },
    refs: [
      { rel: 'responds-to', to: offered },
      { rel: 'under', to: under },
    ],
  });
  const quote = builder.entry(seller, 'order.quoted', {
    txn: TXN,
    body: { quoteId: `quote-${n}`, payee: merchant.id, mcc, lines, total, validUntil: builder.instant(900_000) },
    refs: [{ rel: 'responds-to', to: selected }],
  });
  builder.wait(20_000);
  return quote;
}

/** Two hops of authority, three quotes, and an order at the wrong one. */
export function haggling(): SampleStory {
  const people: Party[] = [];
  const place = town('haggle', {}, (made) => {
    people.push(
      made.party('sub-agent', { role: 'user_agent', displayName: '还价助手 Haggler' }),
      made.party('merchant-agent', { role: 'merchant_agent', displayName: 'Harbour Digital Sales Agent' }),
    );
  });
  const [buyer, seller] = people as [Party, Party];
  const { builder, agent } = place;
  const limits = (max: number) => [
    { type: 'payment.amount_range', currency: 'CNY', max },
    { type: 'checkout.line_items', items: ITEM },
  ];
  const given = mandate(place, limits(250_000), { maxDepth: 1 });
  intent(place, TXN, NAME);
  const under = builder.entry(agent, 'delegation.granted', {
    txn: TXN,
    body: {
      delegationId: 'delegation-1',
      holder: buyer.id,
      holderKid: builder.signerOf(buyer).kid,
      expires: builder.instant(86_400_000),
      maxDepth: 0,
      constraints: limits(220_000),
    },
    refs: [{ rel: 'under', to: given }],
  });
  const haggle = { place, buyer, seller, under };
  const quotes = ROUNDS.map(({ bid, price }, index) => round(haggle, index + 1, bid, price));
  const inHand = builder.checkpoint(seller);
  const taken = ROUNDS[1];
  const lines = [item('l1', NAME, 1, money('CNY', taken.price))];
  const total = money('CNY', taken.price);
  const created = builder.entry(buyer, 'order.created', {
    txn: TXN,
    seen: [inHand],
    body: {
      orderId: 'order-1',
      quoteId: 'quote-2',
      payee: place.merchant.id,
      lines,
      total,
      destination: '南京西路 1515 号',
      idempotencyKey: 'key-1',
    },
    refs: [
      { rel: 'responds-to', to: quotes[1] as EntryHandle },
      { rel: 'under', to: under },
    ],
  });
  const accepted = builder.entry(seller, 'order.accepted', {
    txn: TXN,
    body: { orderId: 'order-1', total },
    refs: [{ rel: 'accepts', to: created }],
  });
  const request = { by: buyer, under };
  pay(builder, place, { txn: TXN, n: 1, account: ACCOUNT, accepted, amount: total, request, merchantSide: seller });
  deliver(builder, place, TXN, 1, created);
  const ends = witnessEnds(builder);
  const built = builder.build();
  const { files, policy } = timeStamped(built, [inHand, ...ends]);
  return {
    folder: '08-agents-haggling',
    title: { en: 'Two agents haggling, one of them a sub-agent', zh: '两个智能体讨价还价，其中一个是转授权的' },
    text: {
      en: "Lin Wei lets her agent spend up to CNY 2,500.00 on a projector. The agent hires a haggler and passes on less: CNY 2,200.00. The seller's agent quotes 2,680.00, then 2,380.00, then 2,180.00. The haggler orders at the second quote and pays CNY 2,380.00.\n\nWhat to find: the mandate is kept, so whoever looks only at it sees nothing; the delegation under it is not (E_CONSTRAINT on the payment request). And the order names, as seen by its author, a witnessed and time-stamped (RFC 3161) checkpoint of the seller's chain that covers the third quote: the better price was in hand. Lin Wei asks for CNY 200.00, the difference between the quotes. She gets CNY 180.00: a quote that nobody accepted binds nobody, but above 2,200.00 the haggler had no authority. The bank was shown the delegation and paid all the same, so it bears half.",
      zh: '林薇允许她的智能体为一台投影仪最多花 2,500.00 元。智能体找来一个还价助手，转授的额度更小：2,200.00 元。卖方智能体先后报价 2,680.00、2,380.00、2,180.00 元。还价助手却按第二次报价下单，付了 2,380.00 元。\n\n应当发现：委托书没有被突破，只看它什么也发现不了；被突破的是其下的转授权（收款请求上的 E_CONSTRAINT）。而且订单载明作者下单前见过卖方链的一个检查点，它经见证人联署、盖有时间戳（RFC 3161），并已包含第三次报价：更好的价格当时就在手里。林薇主张两次报价之差 200.00 元，得到 180.00 元：无人接受的报价不约束任何人，但超过 2,200.00 元的部分还价助手无权支付。银行看到了转授权仍然付款，故承担一半。',
    },
    bundles: new Map([['evidence', built.sealed({ files })]]),
    policy,
    claim: claimOf({
      id: 'claim-haggle',
      txn: TXN,
      paymentId: 'pay-1',
      grounds: ['AR-MND-04'],
      minor: 20_000,
      statement: 'The third quote was CNY 200.00 lower. 第三次报价便宜 200.00 元。',
    }),
    expected: {
      axes: { ...ALL_PASS, authority: 'fail' },
      roots: ['E_CONSTRAINT'],
      outcome: 'established',
      awards: ['issuer-operator CNY 9000', 'sub-agent-operator CNY 9000'],
    },
  };
}
