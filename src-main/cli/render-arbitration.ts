import type { Arbitration } from '../../src-core/arbitration/arbitrate.ts';
import type { Claim } from '../../src-core/arbitration/claim.ts';
import { explainRule, showFact } from '../../src-core/arbitration/explain/explain-rule.ts';
import { showMoney } from '../../src-core/arbitration/explain/show-money.ts';
import { words as explainWords } from '../../src-core/arbitration/explain/words.ts';
import { visible, type CommandIo } from './command.ts';

const WORDS = {
  en: {
    colon: ': ',
    stop: '. ',
    claim: 'Claim',
    outcome: 'Outcome',
    refund: (from: string, to: string, amount: string) => `${from} refunds ${amount} to ${to}`,
    bears: (party: string, share: string, amount: string) => `${party} bears ${share} % (${amount})`,
    rules: 'Rules',
    undetermined: 'Not determined',
    heldBy: (parties: string) => (parties === '' ? '' : `, held by ${parties}`),
    whatIf: 'What if',
    total: (amount: string) => `, ${amount}`,
    effects: {
      'not-determined': 'legal effect not determined',
      advisory: 'advisory',
      'binding-by-agreement': 'binding by agreement',
    },
    limits:
      'The evidence is shown to be unaltered since it was recorded; that its content is true is not shown. This is no legal advice.',
    core: 'Core',
  },
  'zh-CN': {
    colon: '：',
    stop: '。',
    claim: '主张',
    outcome: '结论',
    refund: (from: string, to: string, amount: string) => `${from} 向 ${to} 退还 ${amount}`,
    bears: (party: string, share: string, amount: string) => `${party} 承担 ${share} %（${amount}）`,
    rules: '规则',
    undetermined: '尚无法认定',
    heldBy: (parties: string) => (parties === '' ? '' : `，由 ${parties} 持有`),
    whatIf: '如果',
    total: (amount: string) => `，${amount}`,
    effects: { 'not-determined': '法律效力未定', advisory: '仅供参考', 'binding-by-agreement': '依约定具有约束力' },
    limits: '证据表明记录自形成后未被更改，但不表明其内容真实。本结论不构成法律意见。',
    core: '核心摘要',
  },
} as const;

/** 5000 basis points as `50.00`. */
function percent(bps: number): string {
  return `${Math.trunc(bps / 100)}.${String(bps % 100).padStart(2, '0')}`;
}

/** A decided claim as text for people. */
export function renderArbitration({ core, coreDigest, decision }: Arbitration, claim: Claim, io: CommandIo): string {
  const say = WORDS[io.lang];
  const explain = explainWords[io.lang];
  const language = io.lang;
  const lines = [
    `${say.claim}${say.colon}${visible(claim.id)} (${visible(claim.txn)}), ${showMoney(claim.amount)}, ${claim.filedAt}`,
    `${say.outcome}${say.colon}${explain.outcomes[core.outcome]} (${say.effects[core.legalEffect]})`,
    ...core.awards.map(({ from, to, money }) => `  ${say.refund(visible(from), visible(to), showMoney(money))}`),
    ...core.allocation.map(({ party, bps, money }) => `  ${say.bears(visible(party), percent(bps), showMoney(money))}`),
    '',
    `${say.rules}${say.colon.trim()}`,
  ];
  for (const result of decision.pass.results.values()) {
    const { id, title } = result.bound.rule;
    const name = language === 'en' ? title.en : title.zh;
    lines.push(
      `  ${id.padEnd(10)} ${visible(name)}${say.colon}${explain.outcomes[result.outcome]}${say.stop}${explainRule(result, language)}`,
    );
  }
  if (core.undetermined.length > 0) lines.push('', `${say.undetermined}${say.colon.trim()}`);
  for (const { what, heldBy, wouldDecide } of core.undetermined) {
    lines.push(`  ${showFact(what, language)}${say.heldBy(heldBy.map(visible).join(', '))}${say.colon}${wouldDecide.join(', ')}`);
  }
  if (core.counterfactuals.length > 0) lines.push('', `${say.whatIf}${say.colon.trim()}`);
  for (const { pack, param, value, outcome, total } of core.counterfactuals) {
    lines.push(
      `  ${pack}/${param} = ${value}${say.colon}${explain.outcomes[outcome]}${total === undefined ? '' : say.total(showMoney(total))}`,
    );
  }
  lines.push('', say.limits, `${say.core}${say.colon}${coreDigest}`, '');
  return `${lines.join('\n')}\n`;
}
