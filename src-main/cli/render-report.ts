import { AXES, type Axis, type AxisState, type Finding, type Verdict } from '../../src-core/evidence/finding.ts';
import { MESSAGES } from '../../src-core/evidence/messages.ts';
import type { Report } from '../../src-core/evidence/report.ts';
import type { ChainEnd } from '../../src-core/evidence/state.ts';
import { visible, type CommandIo, type Language } from './command.ts';

/** Roots of one code that are written out, and consequences of one root. */
const MOST_ROOTS = 8;
const MOST_CONSEQUENCES = 5;

const WORDS = {
  en: {
    verdict: {
      pass: 'Everything checked holds.',
      fail: 'Something fails.',
      indeterminate: 'Nothing fails, but not everything can be settled.',
    },
    states: { pass: 'pass', fail: 'FAIL', indeterminate: 'open', 'not-applicable': 'n/a' },
    axes: {
      integrity: 'integrity',
      authenticity: 'authenticity',
      authority: 'authority',
      order: 'order',
      time: 'time',
      completeness: 'completeness',
    },
    asks: {
      integrity: 'unchanged since it was signed',
      authenticity: 'signed by whom it says, with keys you trust',
      authority: 'within what was mandated',
      order: 'one history, in order',
      time: 'at the time it says',
      completeness: 'nothing left out',
    },
    policies: { file: 'trust policy', keys: 'key list', none: 'no trust policy: no key is trusted' },
    counts: (counts: Report['counts']) =>
      `${counts.entries} entries in ${counts.chains} chains, ${counts.transactions} transactions, ${counts.artifacts} artifacts`,
    chains: 'Chains',
    ends: { proven: 'end proven', open: 'end open', truncated: 'TRUNCATED', unknown: 'beginning unknown' },
    findings: 'Findings',
    more: (count: number) => `... and ${count} more like this`,
    moreFollow: (count: number) => `... and ${count} more that follow from it`,
    advice: 'What you can do: ',
    digest: 'Report digest',
  },
  'zh-CN': {
    verdict: { pass: '所查各项均成立。', fail: '有项目不成立。', indeterminate: '没有不成立的项目，但有未能确定的项目。' },
    states: { pass: '通过', fail: '不通过', indeterminate: '未定', 'not-applicable': '不适用' },
    axes: { integrity: '完整性', authenticity: '真实性', authority: '授权', order: '顺序', time: '时间', completeness: '齐全性' },
    asks: {
      integrity: '签名后未被改动',
      authenticity: '确由所称者以可信密钥签署',
      authority: '在授权范围之内',
      order: '只有一段历史且次序无误',
      time: '发生于所称时间',
      completeness: '没有遗漏',
    },
    policies: { file: '信任策略', keys: '密钥列表', none: '无信任策略：不信任任何密钥' },
    counts: (counts: Report['counts']) =>
      `${counts.entries} 条记录，${counts.chains} 条链，${counts.transactions} 笔交易，${counts.artifacts} 个附件`,
    chains: '链',
    ends: { proven: '结尾已证明', open: '结尾未定', truncated: '已被截断', unknown: '开头不明' },
    findings: '发现',
    more: (count: number) => `…… 另有 ${count} 处同类`,
    moreFollow: (count: number) => `…… 另有 ${count} 处由此引起`,
    advice: '可以这样做：',
    digest: '报告摘要',
  },
} as const;

const COLORS = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;

/** The report for a person: the verdict, each axis, the chains, and findings by root cause with what follows from each. */
export function renderReport(report: Report, io: Pick<CommandIo, 'lang' | 'color'>): string {
  const words = WORDS[io.lang];
  const paint = (text: string, color: keyof typeof COLORS): string =>
    io.color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text;
  const { source, digest } = report.policy;
  const lines = [
    paint(words.verdict[report.verdict], colorOf(report.verdict)),
    '',
    ...report.inputs.map((input) => `  ${visible(input.path)}  ${input.format}, ${input.bytes} B`),
    `  ${words.policies[source]}${digest === undefined ? '' : ` ${digest}`}`,
    `  ${words.counts(report.counts)}`,
    '',
    ...AXES.map((axis) => axisLine(report, axis, io.lang, paint)),
  ];
  if (report.chains.length > 0) lines.push('', words.chains, ...report.chains.map((chain) => chainLine(chain, io.lang, paint)));
  if (report.findings.length > 0) lines.push('', words.findings, ...findingLines(report.findings, io.lang, paint));
  lines.push('', paint(`${words.digest} ${report.reportDigest}`, 'dim'), '');
  return lines.join('\n');
}

type Paint = (text: string, color: keyof typeof COLORS) => string;

function colorOf(state: Verdict | AxisState): keyof typeof COLORS {
  return state === 'pass' ? 'green' : state === 'fail' ? 'red' : state === 'indeterminate' ? 'yellow' : 'dim';
}

function axisLine(report: Report, axis: Axis, lang: Language, paint: Paint): string {
  const words = WORDS[lang];
  const state = report.axes[axis];
  return `  ${pad(words.axes[axis], 14)} ${paint(pad(words.states[state], 8), colorOf(state))} ${paint(words.asks[axis], 'dim')}`;
}

function chainLine(chain: Report['chains'][number], lang: Language, paint: Paint): string {
  const words = WORDS[lang];
  const span = chain.first === undefined ? '-' : `#${chain.first}-${chain.last}`;
  const end: ChainEnd = chain.end;
  const color = end === 'proven' ? 'green' : end === 'open' ? 'yellow' : 'red';
  return `  ${visible(chain.id)}  ${pad(visible(chain.actor ?? '-'), 28)} ${pad(span, 10)} ${paint(words.ends[end], color)}`;
}

function findingLines(findings: readonly Finding[], lang: Language, paint: Paint): string[] {
  const words = WORDS[lang];
  const followers = Map.groupBy(
    [...findings.keys()].filter((index) => findings[index]?.cause !== undefined),
    (index) => rootOf(findings, index),
  );
  const roots = [...findings.keys()].filter((index) => findings[index]?.cause === undefined);
  const byCode = Map.groupBy(roots, (index) => (findings[index] as Finding).code);
  const order = { error: 0, info: 1, warning: 2 } as const;
  const codes = [...byCode.keys()].sort((a, b) => order[severity(a)] - order[severity(b)]);
  const lines: string[] = [];
  for (const code of codes) {
    const indices = byCode.get(code) as number[];
    const message = MESSAGES[code];
    const color = severity(code) === 'error' ? 'red' : 'yellow';
    lines.push(`  ${paint(code, color)}  ${lang === 'en' ? message.en : message.zh}`);
    for (const index of indices.slice(0, MOST_ROOTS)) {
      lines.push(`    ${placeOf(findings[index] as Finding, lang)}`, `      ${visible((findings[index] as Finding).message)}`);
      const following = followers.get(index) ?? [];
      for (const follower of following.slice(0, MOST_CONSEQUENCES)) {
        const finding = findings[follower] as Finding;
        lines.push(`      -> ${finding.code} ${placeOf(finding, lang)}`);
      }
      if (following.length > MOST_CONSEQUENCES) lines.push(`      ${words.moreFollow(following.length - MOST_CONSEQUENCES)}`);
    }
    if (indices.length > MOST_ROOTS) lines.push(`    ${words.more(indices.length - MOST_ROOTS)}`);
    lines.push(`    ${paint(words.advice + (lang === 'en' ? message.advice.en : message.advice.zh), 'dim')}`);
  }
  return lines;
}

function severity(code: string): 'error' | 'info' | 'warning' {
  return code.startsWith('E_') ? 'error' : code.startsWith('I_') ? 'info' : 'warning';
}

function rootOf(findings: readonly Finding[], index: number): number {
  let at = index;
  for (let cause = findings[at]?.cause; cause !== undefined; cause = findings[at]?.cause) at = cause;
  return at;
}

function placeOf(finding: Finding, lang: Language): string {
  const where = finding.path ?? finding.chain ?? '';
  const line = finding.line === undefined ? '' : lang === 'en' ? ` line ${finding.line}` : ` 第 ${finding.line} 行`;
  const seq = finding.seq === undefined ? '' : ` (#${finding.seq})`;
  return `${visible(where)}${line}${seq}${finding.pointer === undefined || finding.pointer === '' ? '' : ` ${visible(finding.pointer)}`}`;
}

/** Pads by columns: a Chinese character takes two. */
function pad(text: string, width: number): string {
  let columns = 0;
  for (const character of text) columns += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return text + ' '.repeat(Math.max(0, width - columns));
}
