import type { ClaimOutcome, RuleOutcome } from '../rule-outcome.ts';
import type { Head } from '../rule.ts';

/** The languages that arbitration explains itself in. */
export type ExplainLanguage = 'en' | 'zh-CN';

/** What explanations are made of; JSON never depends on the language. */
export interface Words {
  readonly outcomes: { readonly [outcome in RuleOutcome | ClaimOutcome]: string };
  readonly heads: { readonly [head in Head]: string };
  readonly holds: string;
  readonly holdsWith: (amount: string, head: string) => string;
  readonly amountUnknown: string;
  readonly fails: string;
  readonly missing: (facts: string) => string;
  readonly straddles: string;
  readonly excluded: (facts: string) => string;
  readonly defeatedBy: (rules: string) => string;
  readonly contestedBy: (rules: string) => string;
  readonly notInForce: string;
  readonly referred: string;
  readonly noBurden: string;
  readonly assumed: (facts: string) => string;
}

const english: Words = {
  outcomes: {
    established: 'established',
    'not-established': 'not established',
    undetermined: 'undetermined',
    contested: 'contested',
    defeated: 'defeated',
    excluded: 'excluded',
    'not-in-force': 'not in force',
    referred: 'referred to a person',
  },
  heads: { principal: 'principal', excess: 'excess', fee: 'fee', fx: 'exchange', delay: 'delay', interest: 'interest' },
  holds: 'The condition holds.',
  holdsWith: (amount, head) => `The condition holds: ${amount} (${head}).`,
  amountUnknown: 'The condition holds; the amount is not known.',
  fails: 'The condition does not hold.',
  missing: (facts) => `Not known: ${facts}.`,
  straddles: 'The times known so far do not settle the order of events.',
  excluded: (facts) => `Rests only on entries that are not admissible: ${facts}.`,
  defeatedBy: (rules) => `Set aside by ${rules}.`,
  contestedBy: (rules) => `Holds, unless ${rules} is established.`,
  notInForce: 'Not in force when the payment was made.',
  referred: 'Not for a program to decide.',
  noBurden: 'The time to answer has passed, but no burden of proof applies.',
  assumed: (facts) => `By the burden of proof: ${facts}.`,
};

const chinese: Words = {
  outcomes: {
    established: '成立',
    'not-established': '不成立',
    undetermined: '尚无法认定',
    contested: '有争议',
    defeated: '被排除适用',
    excluded: '证据不可采',
    'not-in-force': '当时未生效',
    referred: '转交人工裁量',
  },
  heads: { principal: '本金', excess: '超额部分', fee: '费用', fx: '汇兑', delay: '迟延', interest: '利息' },
  holds: '条件成立。',
  holdsWith: (amount, head) => `条件成立：${amount}（${head}）。`,
  amountUnknown: '条件成立，金额尚不明。',
  fails: '条件不成立。',
  missing: (facts) => `尚不明：${facts}。`,
  straddles: '现有时间证据不足以确定先后顺序。',
  excluded: (facts) => `仅有不可采的记录支持：${facts}。`,
  defeatedBy: (rules) => `因 ${rules} 而不适用。`,
  contestedBy: (rules) => `条件成立，但 ${rules} 是否成立尚不明。`,
  notInForce: '付款时该规则未生效。',
  referred: '不由程序认定。',
  noBurden: '答复期限已过，但无举证责任条款适用。',
  assumed: (facts) => `依举证责任认定：${facts}。`,
};

/** The words of a language. */
export const words: { readonly [language in ExplainLanguage]: Words } = { en: english, 'zh-CN': chinese };
