import type { Operator, Quantifier } from '../expression.ts';
import type { Role } from '../role.ts';
import type { ExplainLanguage } from './words.ts';

/** What the text of a rule is made of. */
export interface Phrases {
  readonly yes: string;
  readonly no: string;
  readonly nothing: string;
  readonly open: string;
  readonly comma: string;
  readonly of: string;
  readonly it: string;
  readonly quoted: (text: string) => string;
  readonly between: (from: string, to: string) => string;
  readonly bracket: (text: string) => string;
  /** A fact that is yes or no. */
  readonly fact: (name: string) => string;
  readonly factDenied: (name: string) => string;
  /** What is not absent. */
  readonly present: (name: string) => string;
  /** Members of records. */
  readonly members: { readonly [member: string]: string };
  readonly plusBusiness: (time: string, days: string) => string;
  readonly apply: { readonly [op in Operator]: (parts: readonly string[]) => string };
  readonly over: { readonly [op in Quantifier]: (set: string, where?: string, value?: string) => string };
  readonly roles: { readonly [role in Role]: string };
  readonly holds: string;
  readonly refers: string;
  readonly amount: (head: string) => string;
  readonly bornBy: string;
  readonly refundsAtOnce: (role: string) => string;
  readonly guard: (condition: string) => string;
  readonly otherwise: string;
  readonly defeats: string;
  readonly bars: string;
  readonly sources: string;
  readonly tags: { readonly V: string; readonly S: string; readonly K: string };
}

const english: Phrases = {
  yes: 'yes',
  no: 'no',
  nothing: 'nothing',
  open: 'an open end',
  comma: ', ',
  of: ' of ',
  it: 'it',
  quoted: (text) => `“${text}”`,
  between: (from, to) => `between ${from} and ${to}`,
  bracket: (text) => `(${text})`,
  fact: (name) => `${name}: yes`,
  factDenied: (name) => `${name}: no`,
  present: (name) => `${name}: present`,
  members: {
    at: 'its time',
    capture: 'its capture',
    money: 'its amount',
    role: 'its role',
    sameIssuer: 'the same institution',
    sameTerminal: 'the same terminal',
    sameUser: 'the same user',
  },
  plusBusiness: (time, days) => `${days} business days after ${time}`,
  apply: {
    and: (parts) => parts.join(', and '),
    or: (parts) => parts.join(', or '),
    not: ([part]) => `not: ${part}`,
    eq: ([a, b]) => `${a} is ${b}`,
    lt: ([a, b]) => `${a} is less than ${b}`,
    le: ([a, b]) => `${a} is at most ${b}`,
    gt: ([a, b]) => `${a} is more than ${b}`,
    ge: ([a, b]) => `${a} is at least ${b}`,
    in: ([a, b]) => `${a} is among ${b}`,
    before: ([a, b]) => `${a} lies wholly before ${b}`,
    after: ([a, b]) => `${a} lies wholly after ${b}`,
    within: ([a, b, c]) => `${a} lies from ${b} to ${c}`,
    plus: ([time, days]) => `${days} days after ${time}`,
    add: (parts) => parts.join(' plus '),
    sub: ([a, b]) => `${a} less ${b}`,
    min: (parts) => `the least of ${parts.join(' and ')}`,
    max: (parts) => `the greatest of ${parts.join(' and ')}`,
    pos: ([part]) => `${part}, not below 0`,
    mulDec: ([a, b]) => `${a} times ${b}`,
    absent: ([part]) => `${part}: none`,
    known: ([part]) => `${part}: known`,
    days: ([a, b]) => `the whole days from ${a} to ${b}`,
    mul: ([a, b]) => `${a} times ${b}`,
    if: ([condition, yes, no]) => `${yes} if ${condition}, else ${no}`,
  },
  over: {
    exists: (set, where) => (where === undefined ? `there are ${set}` : `among ${set} is one where ${where}`),
    all: (set, where) => `for all of ${set}: ${where}`,
    count: (set, where) => (where === undefined ? `the number of ${set}` : `the number of ${set} where ${where}`),
    sum: (set, where, value) => `the sum of ${value} over ${set}${where === undefined ? '' : ` where ${where}`}`,
  },
  roles: {
    U: 'the user',
    UA: "the user's agent",
    M: 'the merchant',
    MA: "the merchant's agent",
    P: 'the platform',
    S1: "the payer's institution",
    S2: "the payee's institution",
  },
  holds: 'Holds where',
  refers: 'Refers to a person where',
  amount: (head) => `Amount (${head})`,
  bornBy: 'Borne by',
  refundsAtOnce: (role) => `${role} refunds at once`,
  guard: (condition) => `if ${condition}`,
  otherwise: 'otherwise',
  defeats: 'Sets aside',
  bars: 'No money is then awarded; the findings stand.',
  sources: 'Sources',
  tags: { V: 'read in the source', S: 'secondary source, not settled law', K: 'general knowledge, not settled law' },
};

const chinese: Phrases = {
  yes: '是',
  no: '否',
  nothing: '无',
  open: '不限',
  comma: '、',
  of: '的',
  it: '该项',
  quoted: (text) => `“${text}”`,
  between: (from, to) => `${from} 至 ${to}`,
  bracket: (text) => `（${text}）`,
  fact: (name) => `${name}：是`,
  factDenied: (name) => `${name}：否`,
  present: (name) => `${name}：有`,
  members: {
    at: '其时间',
    capture: '其扣款',
    money: '其金额',
    role: '其角色',
    sameIssuer: '同一机构',
    sameTerminal: '同一终端',
    sameUser: '同一用户',
  },
  plusBusiness: (time, days) => `${time}后 ${days} 个营业日`,
  apply: {
    and: (parts) => parts.join('，且'),
    or: (parts) => parts.join('，或'),
    not: ([part]) => `并非：${part}`,
    eq: ([a, b]) => `${a}为${b}`,
    lt: ([a, b]) => `${a}小于${b}`,
    le: ([a, b]) => `${a}不超过${b}`,
    gt: ([a, b]) => `${a}大于${b}`,
    ge: ([a, b]) => `${a}不少于${b}`,
    in: ([a, b]) => `${a}属于${b}`,
    before: ([a, b]) => `${a}确定早于${b}`,
    after: ([a, b]) => `${a}确定晚于${b}`,
    within: ([a, b, c]) => `${a}在${b}与${c}之间`,
    plus: ([time, days]) => `${time}后 ${days} 日`,
    add: (parts) => parts.join('加'),
    sub: ([a, b]) => `${a}减${b}`,
    min: (parts) => `${parts.join('与')}中的最小者`,
    max: (parts) => `${parts.join('与')}中的最大者`,
    pos: ([part]) => `${part}，不低于 0`,
    mulDec: ([a, b]) => `${a}乘以 ${b}`,
    absent: ([part]) => `${part}：无`,
    known: ([part]) => `${part}：已知`,
    days: ([a, b]) => `自${a}至${b}的整日数`,
    mul: ([a, b]) => `${a}乘以${b}`,
    if: ([condition, yes, no]) => `若${condition}则为${yes}，否则为${no}`,
  },
  over: {
    exists: (set, where) => (where === undefined ? `存在${set}` : `${set}中有一项满足：${where}`),
    all: (set, where) => `${set}的每一项均满足：${where}`,
    count: (set, where) => (where === undefined ? `${set}的数目` : `${set}中满足下列条件者的数目：${where}`),
    sum: (set, where, value) => `${set}中${where === undefined ? '各项' : `满足下列条件者（${where}）`}的${value}之和`,
  },
  roles: {
    U: '用户',
    UA: '用户智能体提供方',
    M: '商户',
    MA: '商户智能体提供方',
    P: '平台',
    S1: '付款方机构',
    S2: '收款方机构',
  },
  holds: '成立条件',
  refers: '转交人工的条件',
  amount: (head) => `金额（${head}）`,
  bornBy: '承担方',
  refundsAtOnce: (role) => `由${role}先行退款`,
  guard: (condition) => `若${condition}`,
  otherwise: '其余情形',
  defeats: '排除适用',
  bars: '此时不判给金钱，事实认定不受影响。',
  sources: '依据',
  tags: { V: '已核对原文', S: '二手来源，并非定论', K: '一般常识，并非定论' },
};

/** The phrases of a language. */
export const phrases: { readonly [language in ExplainLanguage]: Phrases } = { en: english, 'zh-CN': chinese };
