import type { Bilingual, ExpectedCase, SampleStory } from '../story.ts';
import { TXN } from './planted.ts';
import { buildWeek } from './week.ts';

/** What is to be found in the week; the tests of the samples hold it. */
const FOUND: ExpectedCase = {
  entries: 2295,
  transactions: 158,
  causes: [
    { code: 'E_CONSTRAINT', actor: 'taptap', first: 83, roots: 1, effects: 0 },
    { code: 'E_FORK', actor: 'paper-crane', first: 58, roots: 1, effects: 17 },
    { code: 'E_KEY_BINDING', actor: 'xiaoman', first: 120, roots: 1, effects: 0 },
    { code: 'E_KEY_REVOKED', actor: 'errand', first: 69, roots: 158, effects: 0 },
    { code: 'E_SEQ_GAP', actor: 'beacon-pay', first: 162, roots: 1, effects: 3 },
    { code: 'E_SIG', actor: 'juncture', first: 146, roots: 1, effects: 10 },
    { code: 'E_TIME_CLAIM', actor: 'taptap', first: 21, roots: 6, effects: 0 },
    { code: 'I_ALG', actor: 'tidewater-bank', first: 0, roots: 6, effects: 0 },
    { code: 'I_KEY_STRADDLE', actor: 'errand', first: 63, roots: 6, effects: 0 },
    { code: 'I_OPEN_CHAIN', chains: 11, roots: 11, effects: 0 },
    { code: 'I_TIME_ASSUMED', chains: 10, roots: 176, effects: 0 },
  ],
  differing: [TXN.overcharged, TXN.duplicate, TXN.impersonated],
};

const count = (code: string): number => FOUND.causes.find((cause) => cause.code === code)?.roots ?? 0;
const place = (code: string): number => FOUND.causes.find((cause) => cause.code === code)?.first ?? 0;
const effects = (code: string): number => FOUND.causes.find((cause) => cause.code === code)?.effects ?? 0;

/** What is planted: what it is, and where to see it. */
const PLANTED: readonly { readonly en: readonly [string, string]; readonly zh: readonly [string, string] }[] = [
  {
    en: [
      'An agent goes on signing after its key was revoked.',
      `Errand's key was stolen on Wednesday at 02:14 UTC and revoked at 06:00. ${count('E_KEY_REVOKED')} later entries are E_KEY_REVOKED; ${count('I_KEY_STRADDLE')} of that morning lie where no anchor tells before from after (I_KEY_STRADDLE). Overview: the red row of the ribbon. Keys & trust: the key's window.`,
    ],
    zh: [
      '密钥被吊销后，一个智能体仍在签名。',
      `Errand 的密钥在周三 02:14（UTC）泄露，06:00 被吊销。此后的 ${count('E_KEY_REVOKED')} 条记录为 E_KEY_REVOKED；当天上午有 ${count('I_KEY_STRADDLE')} 条无法由时间锚分辨先后（I_KEY_STRADDLE）。概览：链带上的红色一行。密钥与信任：该密钥的有效期。`,
    ],
  },
  {
    en: [
      'A line of the platform was altered after it was signed.',
      `Juncture ${place('E_SIG')}, a search result of Thursday, now says CNY 29.00 where 19.00 was signed: E_SIG, and ${effects('E_SIG')} findings that follow from it (the next link, the checkpoints, the agent that had chosen from it). Ledger: the link panel shows the first digest that differs.`,
    ],
    zh: [
      '平台的一行在签名后被改动。',
      `汇流的第 ${place('E_SIG')} 条（周四的一次搜索结果）签名时是 19.00 元，现在写着 29.00 元：E_SIG，并由此产生 ${effects('E_SIG')} 项后果（下一个链接、各检查点、据此作出选择的智能体）。账本：链接面板显示第一个不同的摘要。`,
    ],
  },
  {
    en: [
      'The platform had a reason: the latte was charged above the accepted order.',
      `Ordered and accepted at CNY 19.00, requested and captured at 29.00 (transaction \`${TXN.overcharged}\`). No signature is wrong there. Transactions: filter "Charged otherwise", then the replay. Disputes: \`claim.json\` comes to AR-ORD-02, and the shop refunds CNY 10.00.`,
    ],
    zh: [
      '改动事出有因：那杯拿铁的扣款高于已接受的订单。',
      `下单并接单 19.00 元，请求并扣款 29.00 元（交易 \`${TXN.overcharged}\`）。这里没有一处签名有误。交易：筛选“扣款不符”，再看重放。争议：\`claim.json\` 依 AR-ORD-02 成立，店家退款 10.00 元。`,
    ],
  },
  {
    en: [
      'An americano was charged twice.',
      `Two captures on one authorisation (transaction \`${TXN.duplicate}\`). Transactions: CNY 15.00 ordered, 30.00 charged. Try AR-PAY-01.`,
    ],
    zh: [
      '一杯美式被扣款两次。',
      `同一授权下有两次扣款（交易 \`${TXN.duplicate}\`）。交易：订单 15.00 元，扣款 30.00 元。可试 AR-PAY-01。`,
    ],
  },
  {
    en: [
      'Thirteen entries of the payment provider are missing.',
      `Beacon Pay ${place('E_SEQ_GAP') - 13} to ${place('E_SEQ_GAP') - 1}, Friday from 06:00 UTC on: E_SEQ_GAP. The shop's thirteen requests for one cake tell what they may have been (transaction \`${TXN.outage}\`): twelve answers and a capture.`,
    ],
    zh: [
      '支付机构缺了 13 条记录。',
      `灯塔支付第 ${place('E_SEQ_GAP') - 13} 至 ${place('E_SEQ_GAP') - 1} 条，周五 06:00（UTC）起：E_SEQ_GAP。店家为同一个蛋糕发出的十三次收款请求透露了它们可能是什么（交易 \`${TXN.outage}\`）：十二次答复和一次扣款。`,
    ],
  },
  {
    en: [
      'Somebody else signed in the name of an agent.',
      `Xiaoman ${place('E_KEY_BINDING')} adds a gift card to an order of tulips, signed with the platform's key: E_KEY_BINDING (transaction \`${TXN.impersonated}\`). The shop charged it all.`,
    ],
    zh: [
      '有人冒用智能体的名义签名。',
      `小满的第 ${place('E_KEY_BINDING')} 条给一束郁金香的订单加了礼品卡，用的却是平台的密钥：E_KEY_BINDING（交易 \`${TXN.impersonated}\`）。店家照单全收。`,
    ],
  },
  {
    en: [
      'An agent used a delegation that had expired.',
      `Xiaoman let TapTap pay for rides until Friday, 16:00 UTC. TapTap ${place('E_CONSTRAINT')} orders another one on Saturday: E_CONSTRAINT (transaction \`${TXN.expired}\`).`,
    ],
    zh: [
      '一个智能体使用了过期的转授权。',
      `小满允许嘀嗒支付车费，至周五 16:00（UTC）为止。周六，嘀嗒的第 ${place('E_CONSTRAINT')} 条又下了一单：E_CONSTRAINT（交易 \`${TXN.expired}\`）。`,
    ],
  },
  {
    en: [
      'The clock of one terminal stood a day behind.',
      `TapTap ${place('E_TIME_CLAIM')} to ${place('E_TIME_CLAIM') + 5}, two ferries on Tuesday that claim to be of Monday: E_TIME_CLAIM, for their author had seen a checkpoint of Monday night.`,
    ],
    zh: [
      '一台终端的时钟慢了一天。',
      `嘀嗒的第 ${place('E_TIME_CLAIM')} 至 ${place('E_TIME_CLAIM') + 5} 条是周二的两次轮渡，却自称发生在周一：E_TIME_CLAIM，因为作者当时已见过周一夜里的检查点。`,
    ],
  },
  {
    en: [
      'A shop signed two histories.',
      `At Paper Crane ${place('E_FORK')} the evidence has a promise to refund a cake; in the shop's own copy (\`merchant.atb\`) the cake was inspected and found fresh: E_FORK (transaction \`${TXN.returned}\`). Compare puts both side by side and gives a proof that stands alone.`,
    ],
    zh: [
      '一个店家签了两套历史。',
      `纸鹤咖啡第 ${place('E_FORK')} 条，在证据中是退款承诺；在店家自己的副本（\`merchant.atb\`）里，蛋糕经检查一切新鲜：E_FORK（交易 \`${TXN.returned}\`）。比对并列两者，并给出可独立核验的证明。`,
    ],
  },
  {
    en: [
      'Nobody witnessed the last half day.',
      `From Sunday 04:30 UTC on there is no checkpoint: ${count('I_OPEN_CHAIN')} chains have an open end (I_OPEN_CHAIN), and the authors' clocks stand in for anchors on ${count('I_TIME_ASSUMED')} entries (I_TIME_ASSUMED). Nothing is wrong there; nothing is proven either.`,
    ],
    zh: [
      '最后半天无人见证。',
      `周日 04:30（UTC）之后没有检查点：${count('I_OPEN_CHAIN')} 条链结尾未定（I_OPEN_CHAIN），${count('I_TIME_ASSUMED')} 条记录只能以作者的时钟代替时间锚（I_TIME_ASSUMED）。那里没有错误，也没有证明。`,
    ],
  },
  {
    en: [
      'A bank signs with an algorithm that is not spoken here.',
      `${count('I_ALG')} confirmations of Tidewater Bank are signed with SM2: I_ALG, not checked, neither valid nor invalid. (Key and signatures only stand for such ones.)`,
    ],
    zh: [
      '一家银行用了本程序不支持的算法。',
      `潮汐银行的 ${count('I_ALG')} 份确认以 SM2 签名：I_ALG，未检查，既非有效也非无效。（密钥与签名仅作示意。）`,
    ],
  },
];

const TEXT: Bilingual = {
  en: [
    `Seven days, 9 to 15 March 2026: two people, three agents, two shops (one with an ordering agent), a platform and its wallet, a payment provider, a bank, a witness and a registry. They wrote ${FOUND.entries.toLocaleString('en')} entries on 14 chains: ${FOUND.transactions} transactions, most in CNY, some in USD and JPY. Witnesses cosigned every chain twice a day, and a time-stamp authority stamped the registry's checkpoint each night.`,
    'The console opens it as its sample case: "Harbour City agent payments, week 11", reference 2026-0311. Nearly all of it is honest. Eleven things are not, or are open; try to find them before you read on. Besides, some addresses and words are withheld, and one address is sealed for the regulator: that is no fault.',
    PLANTED.map(({ en: [what, where] }, index) => `${index + 1}. **${what}** ${where}`).join('\n'),
  ].join('\n\n'),
  zh: [
    `2026 年 3 月 9 日至 15 日，七天：两个人、三个智能体、两家店（其中一家有点单智能体）、一个平台及其钱包、一家支付机构、一家银行、一个见证方和一个登记机构。他们在 14 条链上写下 ${FOUND.entries} 条记录，共 ${FOUND.transactions} 笔交易，大多为人民币，也有美元和日元。见证人每天为每条链联署两次，时间戳机构每晚为登记机构的检查点盖戳。`,
    '控制台把它作为示例案件打开：“Harbour City agent payments, week 11”（海港城智能体支付，第 11 周），编号 2026-0311。其中绝大部分是诚实的，有十一处则不然，或未有定论；请先自己找一找，再往下读。此外，有些地址和话语未披露，一个地址密封给监管方：这不是问题。',
    PLANTED.map(({ zh: [what, where] }, index) => `${index + 1}. **${what}** ${where}`).join('\n'),
  ].join('\n\n'),
};

let made: ReturnType<typeof buildWeek> | undefined;

/** A whole case: the week of one city, honest but for what is planted in it. */
export function weekInHarbourCity(): SampleStory {
  // The same each time, and thousands of signatures: made once.
  made ??= buildWeek();
  const { evidence, merchant, policy } = made;
  return {
    folder: '11-week-in-harbour-city',
    title: { en: 'A week in Harbour City', zh: '海港城的一周' },
    text: TEXT,
    bundles: new Map([
      ['evidence', evidence],
      ['merchant', merchant],
    ]),
    policy,
    claim: {
      v: 1,
      id: 'claim-latte',
      txn: TXN.overcharged,
      claimant: 'did:example:lin-yue',
      respondents: ['did:example:paper-crane'],
      grounds: ['AR-ORD-02'],
      amount: { currency: 'CNY', minor: 1000 },
      noticeAt: '2026-03-13T09:00:00.000Z',
      filedAt: '2026-03-16T09:00:00.000Z',
      jurisdiction: 'CN',
      statement: 'Ordered at CNY 19.00, charged CNY 29.00. 下单 19.00 元，扣款 29.00 元。',
    },
    expected: {
      axes: {
        integrity: 'pass',
        authenticity: 'fail',
        authority: 'fail',
        order: 'fail',
        time: 'fail',
        completeness: 'fail',
      },
      roots: FOUND.causes.map(({ code }) => code),
      outcome: 'established',
      awards: ['paper-crane-operator CNY 1000'],
      case: FOUND,
    },
  };
}
