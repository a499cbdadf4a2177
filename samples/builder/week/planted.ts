import type { BuiltBundle, BuiltLine, EntryHandle, Tamper } from '../../../test/fixtures/bundle-builder.ts';
import { item, money, totalOf } from '../../../test/fixtures/coffee-order.ts';
import { signLine } from '../../../src-core/evidence/write/sign-line.ts';
import { decodeBase64, encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { concatBytes } from '../../../src-core/encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { linesOf } from '../../../test/fixtures/bundle-builder.ts';
import type { Diary } from './diary.ts';
import { CAKE, COFFEES, FLOWERS, type Good, METRO } from './goods.ts';
import type { Deal, Trade } from './trade.ts';

const DAY = 86_400_000;

/** Transactions that a person should find. */
export const TXN = {
  overcharged: 't-20260312-latte',
  duplicate: 't-20260313-americano',
  outage: 't-20260313-cake',
  returned: 't-20260313-cake-returned',
  impersonated: 't-20260314-tulips',
  expired: 't-20260314-ride',
  late: 't-20260310-ride',
} as const;

/** What goes wrong in the week, once it is planned. */
export interface Planted {
  readonly tamper: Tamper;
  /** The shop's promise to refund, which its own copy lacks. */
  promise(): EntryHandle;
}

function good(goods: readonly Good[], name: string): Good {
  const found = goods.find((one) => one.name.includes(name));
  if (found === undefined) throw new Error(`no ${name} is sold`);
  return found;
}

/** @param at - an instant of the week, epoch milliseconds, from the day of March and the time of day in UTC */
export function plant(trade: Trade, diary: Diary, at: (day: number, hour: number, minute: number) => number): Planted {
  const { cast } = trade;
  const { builder } = cast;
  const deals = new Map<string, Deal>();
  const begin = (time: number, one: Good, options: Parameters<Trade['begin']>[1] & { readonly txn: string }): void =>
    diary.at(time, () => void deals.set(options.txn, trade.begin(one, options)));
  const entryOf = (txn: string, name: string): EntryHandle => {
    const entry = deals.get(txn)?.entries.get(name);
    if (entry === undefined) throw new Error(`${txn} has no ${name}`);
    return entry;
  };

  // The registry revokes Errand's key; Errand does not care, nor do those who trade with it.
  const { agent: errand } = cast.buyers.errand;
  diary.at(at(11, 6, 0), () => {
    trade.write(builder.registry, 'key.revoked', {
      body: {
        kid: builder.signerOf(errand).kid,
        reason: 'compromised',
        effectiveAt: builder.instant(),
        compromisedSince: '2026-03-11T02:14:00.000Z',
      },
      refs: [{ rel: 'revokes', to: builder.keyRecordOf(errand) }],
    });
  });

  begin(at(12, 1, 31), good(COFFEES, '生椰'), {
    txn: TXN.overcharged,
    quantity: 1,
    limit: money('CNY', 3000),
    asked: 2900,
    pace: 0.2,
  });
  begin(at(13, 0, 52), good(COFFEES, '美式'), { txn: TXN.duplicate, quantity: 1, captures: 2 });
  begin(at(13, 6, 5), CAKE, { txn: TXN.outage, declines: 12, alone: true, pace: 0.3 });

  const amended: EntryHandle[] = [];
  begin(at(14, 3, 10), FLOWERS, {
    txn: TXN.impersonated,
    amended: (deal) => {
      const lines = [...deal.lines, item('l2', '礼品卡 Gift card', 1, money('CNY', 30_000))];
      amended.push(
        trade.write(deal.buyer.agent, 'order.amended', {
          txn: deal.txn,
          body: { orderId: `order-${deal.n}`, lines, total: totalOf(lines), reason: 'add a gift card' },
          refs: [
            { rel: 'corrects', to: entryOf(deal.txn, 'created') },
            { rel: 'under', to: deal.buyer.grants.get('CNY') as EntryHandle },
          ],
        }),
      );
      return lines;
    },
  });

  begin(at(14, 0, 40), good(METRO, '地铁单程'), { txn: TXN.expired });
  // The watch's date stands a day behind.
  begin(at(10, 3, 5), good(METRO, '轮渡'), { txn: TXN.late, clockOff: -DAY });
  begin(at(10, 3, 25), good(METRO, '轮渡'), { txn: `${TXN.late}-back`, clockOff: -DAY });

  const promises: EntryHandle[] = [];
  begin(at(13, 8, 30), CAKE, {
    txn: TXN.returned,
    afterwards: (deal) => {
      diary.at(at(14, 2, 20), () => {
        trade.write(deal.buyer.user, 'fulfillment.evidence', {
          txn: deal.txn,
          body: {
            orderId: `order-${deal.n}`,
            kind: 'returned',
            happenedAt: builder.instant(-600_000),
            attributes: { cream: 'sour' },
          },
          refs: [{ rel: 'fulfils', to: entryOf(deal.txn, 'created') }],
        });
      });
      diary.at(at(14, 5, 15), () => {
        promises.push(
          trade.write(deal.shop.merchant, 'refund.promised', {
            txn: deal.txn,
            body: {
              refundId: `refund-${deal.n}`,
              paymentId: `pay-${deal.n}`,
              amount: deal.total,
              dueBy: builder.instant(3 * DAY),
            },
            refs: [{ rel: 'refunds', to: entryOf(deal.txn, 'captured') }],
          }),
        );
      });
    },
  });

  const missing = (): ReadonlySet<EntryHandle> =>
    new Set([
      ...Array.from({ length: 12 }, (_, attempt) => entryOf(TXN.outage, `declined-${attempt}`)),
      entryOf(TXN.outage, 'captured'),
    ]);
  let dropped: ReadonlySet<EntryHandle> | undefined;
  const impostor = builder.signerOf(cast.platform);
  return {
    promise() {
      const [promise] = promises;
      if (promise === undefined) throw new Error('nothing was promised');
      return promise;
    },
    tamper: {
      signer: (place, signer) => (place === amended[0] ? impostor : place.party === cast.bank ? cast.sm2 : signer),
      payload(place, payload) {
        const clock = trade.wrongClocks.get(place);
        return clock === undefined ? payload : { ...payload, at: clock };
      },
      line(place, line) {
        dropped ??= missing();
        if (dropped.has(place)) return [];
        return place === entryOf(TXN.overcharged, 'found') ? dearer(line) : line;
      },
    },
  };
}

/** The line with other amounts than were signed. */
function dearer(line: Uint8Array): Uint8Array {
  const envelope = parseJson(line.subarray(0, -1)) as JsonObject;
  const payload = decodeUtf8(decodeBase64(envelope['payload'] as string) as Uint8Array) as string;
  const changed = encodeBase64(encodeUtf8(payload.replaceAll('"minor":1900', '"minor":2900')));
  return concatBytes(canonicalizeBytes({ ...envelope, payload: changed }), Uint8Array.of(0x0a));
}

/**
 * What the shop hands in of its own, with the registry's chain: its chain up to the place of the promise, where it says that it looked at
 * the cake and found it good, signed with the same key.
 */
export function ownCopy(trade: Trade, built: BuiltBundle, promise: BuiltLine): Map<string, Uint8Array> {
  const { entry, path, number } = promise;
  const created = built.lines.find(({ entry: one }) => one.txn === entry.txn && one.type === 'order.created');
  if (created === undefined) throw new Error('the cake was not ordered');
  const { orderId } = created.entry.body;
  const body = {
    orderId: orderId as JsonValue,
    kind: 'inspected',
    happenedAt: entry.at,
    attributes: { cream: 'fresh' },
  };
  const refs = [{ rel: 'fulfils', digest: created.digest }];
  const other = { ...(entry as unknown as JsonObject), type: 'fulfillment.evidence', body, refs };
  const signed = signLine(canonicalizeBytes(other), trade.cast.builder.signerOf(promise.place.party));
  const own = linesOf(built.files.get(path) ?? new Uint8Array(0)).slice(0, number - 1);
  const { registry } = trade.cast.builder;
  return new Map([
    [registry.path, built.files.get(registry.path) ?? new Uint8Array(0)],
    [path, concatBytes(...own, signed.line)],
  ]);
}
