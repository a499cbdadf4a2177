import type { BuiltBundle } from '../../../test/fixtures/bundle-builder.ts';
import { timeStamped } from '../time-stamps.ts';
import { type Cast, makeCast } from './cast.ts';
import { Diary } from './diary.ts';
import { ABROAD, COFFEES, GLASSES, type Good, GROCERIES, METRO, PHONE } from './goods.ts';
import { ownCopy, plant } from './planted.ts';
import { type DealOptions, Trade } from './trade.ts';

/** A kind of errand: what for, how many a day, and between which hours, UTC+8. */
interface Habit {
  readonly goods: readonly Good[];
  readonly times: number;
  readonly from: number;
  readonly to: number;
  readonly options?: DealOptions;
}

const WEEKDAY: readonly Habit[] = [
  { goods: METRO, times: 2, from: 7.4, to: 8.8 },
  { goods: COFFEES, times: 3, from: 8.2, to: 10.5 },
  { goods: GROCERIES, times: 2, from: 8.8, to: 12.2 },
  { goods: METRO, times: 1, from: 11.5, to: 13.5 },
  { goods: COFFEES, times: 3, from: 12.6, to: 16.5 },
  { goods: GROCERIES, times: 2, from: 14, to: 17.4 },
  { goods: METRO, times: 2, from: 17.6, to: 19.2 },
  { goods: GROCERIES, times: 3, from: 17.5, to: 21 },
  { goods: ABROAD, times: 1, from: 19.5, to: 21.6 },
  { goods: GROCERIES, times: 1, from: 20, to: 21.8, options: { browses: true } },
];

/** TapTap's delegation ends on Friday, so nobody rides by it at the weekend. */
const WEEKEND: readonly Habit[] = [
  { goods: COFFEES, times: 4, from: 9, to: 12.2 },
  { goods: GROCERIES, times: 4, from: 9.5, to: 13 },
  { goods: COFFEES, times: 4, from: 13, to: 17.5 },
  { goods: GROCERIES, times: 5, from: 14, to: 20.5 },
  { goods: ABROAD, times: 2, from: 17, to: 21.4 },
  { goods: GROCERIES, times: 2, from: 19, to: 21.6, options: { browses: true } },
];

/** An instant of March 2026 in UTC, epoch milliseconds; hours may have fractions or be negative. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 2, day) + Math.round((hour * 60 + minute) * 60_000);

function plan(trade: Trade, diary: Diary): void {
  const { random } = trade.cast.builder;
  for (let day = 9; day <= 15; day += 1) {
    for (const { goods, times, from, to, options } of day < 14 ? WEEKDAY : WEEKEND) {
      for (let time = 0; time < times; time += 1) {
        const hour = from + (random.integer(0, 1000) / 1000) * (to - from) - 8;
        const one = random.pick(goods);
        const withhold = one.minutes >= 30 && random.chance(25) ? ({ withhold: 'destination' } as const) : {};
        const settles = random.chance(55);
        diary.at(at(day, hour), () => void trade.begin(one, { ...withhold, settles, ...options }));
      }
    }
    // One purchase a day is settled by the bank too; on one day its address is sealed for the regulator.
    if (day < 15) {
      const options = { bank: true, ...(day === 10 ? ({ withhold: 'sealed' } as const) : {}) };
      diary.at(at(day, 10.4), () => void trade.begin(random.pick(GROCERIES), options));
    }
    // Nobody has seen a checkpoint of the last half day.
    diary.at(at(day, 4, 30), () => void trade.checkpoints());
  }
  diary.at(at(10, 5, 40), () => void trade.begin(GLASSES, { bids: [159_900, 144_900], pace: 4 }));
  diary.at(at(9, 8, 15), () => void trade.begin(PHONE, { bids: [489_900], pace: 5 }));
}

/** The two bundles of the week, and the policy that goes with them. */
export function buildWeek(): {
  readonly evidence: Map<string, Uint8Array>;
  readonly merchant: Map<string, Uint8Array>;
  readonly policy: BuiltBundle['policy'];
} {
  const cast: Cast = makeCast('2026-03-08T21:00:00.000Z');
  const diary = new Diary(cast.builder);
  const trade = new Trade(cast, diary);
  plan(trade, diary);
  const nights: ReturnType<Trade['checkpoints']> = [];
  for (let day = 9; day < 15; day += 1) {
    diary.at(at(day, 15, 40), () => {
      const registry = trade.checkpoints().find(({ party }) => party === cast.builder.registry);
      if (registry !== undefined) nights.push(registry);
    });
  }
  const planted = plant(trade, diary, at);
  diary.play();
  const built = cast.builder.build(planted.tamper);
  const { files, policy } = timeStamped(built, nights);
  return {
    evidence: built.sealed({ files, caseName: 'Harbour City agent payments, week 11' }),
    merchant: built.sealed({ files: ownCopy(trade, built, built.line(planted.promise())), created: '2026-03-14T06:00:00.000Z' }),
    policy,
  };
}
