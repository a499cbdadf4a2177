import type { Audit, AuditCore } from '../../src-core/audit/audit-evidence.ts';
import type { Sum } from '../../src-core/audit/money-sums.ts';
import type { SampleReport } from '../../src-core/audit/report-sample.ts';
import { showMoney } from '../../src-core/arbitration/explain/show-money.ts';
import { visible, type CommandIo } from './command.ts';

const WORDS = {
  en: {
    colon: ': ',
    list: ', ',
    none: 'none',
    verdicts: {
      pass: 'No exception, and nothing is open',
      fail: 'THE EVIDENCE FAILS, OR THERE ARE EXCEPTIONS',
      indeterminate: 'No exception is shown, but not everything can be settled',
    },
    asOf: (at: string, packs: string) => `Rules as of ${at}, packs ${packs}`,
    population: 'Population',
    transactions: (n: number, units: number) =>
      `${n} transactions, ${units} units (payments that pay for the same thing are one)`,
    withoutPayment: (n: number) => `without a payment: ${n}`,
    withoutAmount: (n: number) => `settled amount not known: ${n}`,
    settled: 'settled',
    refunded: 'refunded',
    chains: 'Chains',
    ends: {
      proven: 'end proven: nothing is missing up to there',
      open: 'end open: what follows is not known',
      truncated: 'truncated: more is proven than is shown',
      unknown: 'beginning missing or unreadable',
    },
    chainsOf: (n: number, entries: number) => `${n} chains, ${entries} entries`,
    missing: (n: number) => `places without an entry: ${n}`,
    notAdmissible: (n: number) => `entries that rest on nothing admissible, in no sum: ${n}`,
    whole: 'Every chain is whole.',
    notWhole: 'NOT every chain is whole: what is absent here is not proven absent.',
    unnamed: 'Chains that nothing names are not seen by any audit.',
    exceptions: 'Exceptions',
    unitsOf: (n: number, all: number) => `${n} of ${all} units`,
    units: (n: number) => `${n} ${n === 1 ? 'unit' : 'units'}`,
    alone: 'by itself',
    open: 'open',
    exposure: 'Exposure, each loss once',
    atMost: 'more if every open rule were established, at most',
    unquantified: (n: number) => `units on which no amount can be put: ${n}`,
    sample: 'Sample',
    seed: (seed: string, digest: string) => `seed ${seed}, population ${digest}`,
    drawn: (n: number, method: string, confidence: string) => `${n} units, ${method}, confidence ${confidence} %`,
    byRules: 'rules, projected',
    byReview: 'review, projected',
    reviewed: (n: number, all: number, exceptions: number) => `${n} of ${all} reviewed, ${exceptions} exceptions`,
    likely: (n: string) => `most likely ${n}`,
    most: (n: string) => `at most ${n}`,
    limits:
      'The evidence is shown to be unaltered since it was recorded; that its content is true is not shown. This is no legal advice.',
    core: 'Core',
  },
  'zh-CN': {
    colon: '：',
    list: '、',
    none: '无',
    verdicts: {
      pass: '无例外，亦无未决事项',
      fail: '证据不通过或存在例外',
      indeterminate: '未发现例外，但并非全部事项均可核定',
    },
    asOf: (at: string, packs: string) => `规则基准时间 ${at}，规则包 ${packs}`,
    population: '总体',
    transactions: (n: number, units: number) => `交易${n}笔，单元${units}个（为同一事项付款的多笔付款算一个）`,
    withoutPayment: (n: number) => `无付款：${n}`,
    withoutAmount: (n: number) => `扣款金额未知：${n}`,
    settled: '扣款',
    refunded: '退款',
    chains: '链',
    ends: {
      proven: '末端已证明：至此没有缺失',
      open: '末端未定：其后内容不明',
      truncated: '被截断：已证明的多于所提供的',
      unknown: '起始缺失或不可读',
    },
    chainsOf: (n: number, entries: number) => `链${n}条，条目${entries}条`,
    missing: (n: number) => `没有条目的位置：${n}`,
    notAdmissible: (n: number) => `不可采条目（不计入任何合计）：${n}`,
    whole: '所有链均完整。',
    notWhole: '并非所有链都完整：此处没有的，不等于已证明不存在。',
    unnamed: '未被任何条目提及的链，任何审计都看不到。',
    exceptions: '例外',
    unitsOf: (n: number, all: number) => `${all}个单元中的${n}个`,
    units: (n: number) => `${n}个单元`,
    alone: '单独计',
    open: '未决',
    exposure: '敞口（每项损失只计一次）',
    atMost: '若未决规则全部成立，至多再增加',
    unquantified: (n: number) => `无法确定金额的单元：${n}`,
    sample: '抽样',
    seed: (seed: string, digest: string) => `种子 ${seed}，总体 ${digest}`,
    drawn: (n: number, method: string, confidence: string) => `${n}个单元，${method}，置信水平 ${confidence} %`,
    byRules: '按规则推断',
    byReview: '按复核推断',
    reviewed: (n: number, all: number, exceptions: number) => `${all}个中已复核${n}个，例外${exceptions}个`,
    likely: (n: string) => `最可能 ${n}`,
    most: (n: string) => `至多 ${n}`,
    limits: '证据表明记录自形成后未被更改，但不表明其内容真实。本报告不构成法律意见。',
    core: '核心摘要',
  },
} as const;

type Say = (typeof WORDS)[keyof typeof WORDS];

/** A sum as people write it. */
function showSum({ currency, minor }: Sum): string {
  const value = Number(minor);
  return Number.isSafeInteger(value) ? showMoney({ currency, minor: value }) : `${currency} ${minor} (minor units)`;
}

function showSums(sums: readonly Sum[], say: Say): string {
  return sums.length === 0 ? say.none : sums.map(showSum).join(say.list);
}

function populationLines({ population, reconciliation }: AuditCore, say: Say): string[] {
  const { all } = population;
  const missing = reconciliation.chains.reduce((sum, chain) => sum + chain.missing, 0);
  return [
    say.population,
    `  ${say.transactions(population.transactions, all.units)}`,
    ...(population.withoutPayment > 0 ? [`  ${say.withoutPayment(population.withoutPayment)}`] : []),
    ...(population.withoutAmount > 0 ? [`  ${say.withoutAmount(population.withoutAmount)}`] : []),
    `  ${say.settled}${say.colon}${showSums(all.settled, say)}`,
    ...(all.refunded.length > 0 ? [`  ${say.refunded}${say.colon}${showSums(all.refunded, say)}`] : []),
    `  ${population.digest}`,
    '',
    say.chains,
    ...reconciliation.ends.map(({ end, chains, entries }) => `  ${say.chainsOf(chains, entries)}${say.colon}${say.ends[end]}`),
    ...(missing > 0 ? [`  ${say.missing(missing)}`] : []),
    ...(reconciliation.notAdmissible > 0 ? [`  ${say.notAdmissible(reconciliation.notAdmissible)}`] : []),
    `  ${reconciliation.isWhole ? say.whole : say.notWhole}`,
    `  ${say.unnamed}`,
  ];
}

function exceptionLines({ core, packs }: Audit, say: Say, io: CommandIo): string[] {
  const { population, rules, parties } = core;
  const { all, unquantified } = population;
  const open = ({ outcomes }: (typeof rules)[number]): number =>
    (outcomes.undetermined ?? 0) + (outcomes.contested ?? 0) + (outcomes.excluded ?? 0);
  const titles = new Map(packs.rules.map(({ rule }) => [rule.id, io.lang === 'en' ? rule.title.en : rule.title.zh]));
  const shown = rules.filter((rule) => rule.exceptions > 0 || open(rule) > 0);
  return [
    `${say.exceptions}${say.colon}${say.unitsOf(all.exceptions, all.units)}`,
    ...shown.map((rule) => {
      const parts = [
        ...(rule.exceptions > 0 ? [say.units(rule.exceptions)] : []),
        ...(rule.alone.length > 0 ? [`${say.alone} ${showSums(rule.alone, say)}`] : []),
        ...(open(rule) > 0 ? [`${say.open} ${open(rule)}`] : []),
      ];
      return `  ${rule.rule.padEnd(10)} ${visible(titles.get(rule.rule) ?? '')}${say.colon}${parts.join(say.list)}`;
    }),
    '',
    `${say.exposure}${say.colon}${showSums(all.exposure, say)}`,
    ...parties.map(({ party, units, exposure }) => `  ${visible(party)}${say.colon}${showSums(exposure, say)} (${units})`),
    ...(all.open.length > 0 ? [`  ${say.atMost}${say.colon}${showSums(all.open, say)}`] : []),
    ...(unquantified > 0 ? [`  ${say.unquantified(unquantified)}`] : []),
  ];
}

function projectionText({ units, money }: SampleReport['byRules'], say: Say): string {
  const counts = units === undefined ? [] : [say.likely(String(units.estimate)), say.most(String(units.most))];
  const amounts = money.map(({ currency, minor, most }) =>
    [
      say.likely(showSum({ currency, minor })),
      ...(most === undefined ? [] : [say.most(showSum({ currency, minor: most }))]),
    ].join(say.list),
  );
  return [...counts, ...amounts].join(say.list);
}

function sampleLines({ sample, population }: AuditCore, say: Say): string[] {
  if (sample === undefined) return [];
  const { spec, units, byRules, review } = sample;
  return [
    '',
    `${say.sample}${say.colon}${say.drawn(units.length, spec.method, spec.confidence)}`,
    `  ${say.seed(visible(spec.seed), population.digest)}`,
    ...units.map(({ txn, payments, settled, terminal, rules }) => {
      const amount = settled === undefined ? '-' : showMoney(settled);
      return `  ${visible(txn)}  ${payments.map(visible).join('+')}  ${visible(terminal)}  ${amount}  ${rules.join(' ')}`.trimEnd();
    }),
    `  ${say.byRules}${say.colon}${projectionText(byRules, say)}`,
    ...(review === undefined ? [] : [`  ${say.reviewed(review.reviewed, units.length, review.exceptions)}`]),
    ...(review?.projection === undefined ? [] : [`  ${say.byReview}${say.colon}${projectionText(review.projection, say)}`]),
  ];
}

/** An audit as text for people. */
export function renderAudit(audit: Audit, io: CommandIo): string {
  const { core, coreDigest } = audit;
  const say = WORDS[io.lang];
  const packs = core.packs.map(({ id, version }) => `${visible(id)} ${visible(version)}`).join(say.list);
  return [
    say.verdicts[core.verdict],
    say.asOf(core.asOf, packs),
    '',
    ...populationLines(core, say),
    '',
    ...exceptionLines(audit, say, io),
    ...sampleLines(core, say),
    '',
    say.limits,
    `${say.core}${say.colon}${coreDigest}`,
    '',
  ].join('\n');
}
