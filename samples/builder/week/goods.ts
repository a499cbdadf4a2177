import type { Money } from '../../../src-core/evidence/model/shared.ts';
import type { Terminal } from '../../../src-core/evidence/model/entry.ts';
import { money } from '../../../test/fixtures/coffee-order.ts';

/** Something that is sold in the city, and how people come by it. */
export interface Good {
  readonly name: string;
  readonly unit: Money;
  readonly most: number;
  readonly shop: 'coffee' | 'store';
  readonly agent: 'xiaoman' | 'errand' | 'taptap';
  readonly terminal: Terminal['kind'];
  /** What the user says, if it is said aloud. */
  readonly utterance?: string;
  /** Minutes until it is handed over. */
  readonly minutes: number;
}

const cny = (minor: number): Money => money('CNY', minor);
const coffee = { shop: 'coffee', agent: 'xiaoman', terminal: 'glasses', most: 2, minutes: 12 } as const;
const metro = { shop: 'store', agent: 'taptap', terminal: 'tap', most: 1, minutes: 2 } as const;
const grocery = { shop: 'store', agent: 'errand', terminal: 'app', most: 3, minutes: 45 } as const;

export const COFFEES: readonly Good[] = [
  { ...coffee, name: '生椰拿铁 Coconut latte', unit: cny(1900), utterance: '老样子，一杯生椰拿铁' },
  { ...coffee, name: '燕麦拿铁 Oat latte', unit: cny(2200), utterance: '来杯燕麦拿铁，热的' },
  { ...coffee, name: '美式 Americano', unit: cny(1500), utterance: 'An americano, please' },
  { ...coffee, name: '手冲耶加 Pour-over', unit: cny(3200) },
  { ...coffee, name: '可颂 Croissant', unit: cny(1200), utterance: 'Two croissants for the office' },
];

export const METRO: readonly Good[] = [
  { ...metro, name: '地铁单程 Metro ride', unit: cny(400) },
  { ...metro, name: '地铁单程 Metro ride', unit: cny(600) },
  { ...metro, name: '轮渡 Ferry', unit: cny(200) },
  { ...metro, name: '机场线 Airport line', unit: cny(2500) },
];

export const GROCERIES: readonly Good[] = [
  { ...grocery, name: '鸡蛋 Eggs, ten', unit: cny(1280), utterance: '鸡蛋没了，补一下' },
  { ...grocery, name: '小青菜 Pak choi', unit: cny(590) },
  { ...grocery, name: '五常大米 Rice, 5 kg', unit: cny(6980), utterance: '买一袋五常大米' },
  { ...grocery, name: '鲜牛奶 Milk', unit: cny(1590) },
  { ...grocery, name: '草莓 Strawberries', unit: cny(2990), utterance: 'Some strawberries for tonight' },
  { ...grocery, name: '三文鱼 Salmon', unit: cny(8800) },
];

const abroad = { shop: 'store', agent: 'errand', terminal: 'app', most: 1, minutes: 30 } as const;

/** In other currencies: sold online, and delivered as a code. */
export const ABROAD: readonly Good[] = [
  { ...abroad, name: 'Cloud storage, one month', unit: money('USD', 999) },
  { ...abroad, name: 'Field guide to harbour birds (e-book)', unit: money('USD', 1450), utterance: 'Get me that bird guide' },
  { ...abroad, name: '新幹線 Shinkansen ticket', unit: money('JPY', 14_720), utterance: 'A seat to Kyoto on the 20th' },
];

export const GLASSES: Good = {
  name: '智能眼镜 Smart glasses',
  unit: cny(129_900),
  most: 1,
  shop: 'store',
  agent: 'xiaoman',
  terminal: 'app',
  utterance: '帮我谈谈这副眼镜的价格',
  minutes: 240,
};

export const PHONE: Good = {
  name: '手机 Phone',
  unit: cny(459_900),
  most: 1,
  shop: 'store',
  agent: 'errand',
  terminal: 'app',
  utterance: '比比价，买那部手机',
  minutes: 300,
};

export const CAKE: Good = {
  name: '生日蛋糕 Birthday cake',
  unit: cny(16_800),
  most: 1,
  shop: 'coffee',
  agent: 'xiaoman',
  terminal: 'mini-program',
  utterance: '订一个六寸的生日蛋糕',
  minutes: 60,
};

export const FLOWERS: Good = {
  name: '郁金香 Tulips',
  unit: cny(8800),
  most: 1,
  shop: 'store',
  agent: 'xiaoman',
  terminal: 'mini-program',
  utterance: '给妈妈订一束郁金香',
  minutes: 90,
};
