import { showMoney } from '../../src-core/arbitration/explain/show-money.ts';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { replayTransaction } from '../../src-core/replay/replay.ts';
import type { Comparison, Story, StoryStep } from '../../src-core/replay/story.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly txn: string;
  readonly step?: number | undefined;
  readonly json: boolean;
  readonly evidence: EvidenceOptions;
}

/**
 * Tells one transaction's story. The exit code speaks of the steps told: 1 where one carries an error, 2 where one is not
 * settled (so not every change that was claimed was applied), else 0.
 */
export async function runReplay(options: ReplayOptions, io: CommandIo): Promise<ExitCode> {
  const { evidence } = await loadEvidence([options.path], options.evidence);
  const story = replayTransaction(evidence, options.txn, options.step);
  await io.stdout(options.json ? `${JSON.stringify(story)}\n` : renderStory(story, io));
  const findings = story.steps.flatMap((step) => step.findings);
  if (findings.some((finding) => finding.severity === 'error')) return EXIT.fail;
  return findings.some((finding) => finding.severity === 'info') ? EXIT.indeterminate : EXIT.pass;
}

const WORDS = {
  en: {
    transaction: 'Transaction',
    parties: 'Parties',
    by: 'under',
    notApplied: 'shown only: not proven, so it changes nothing',
    comparison: 'Intended, ordered, charged',
    none: 'no evidence',
    results: { match: 'match', differs: 'DIFFERS', 'no-evidence': 'no evidence' },
    between: (from: string, to: string) => `between ${from} and ${to}`,
    open: '...',
    claimed: 'own clock',
    withheld: 'withheld',
  },
  'zh-CN': {
    transaction: '交易',
    parties: '当事方',
    by: '依据',
    notApplied: '仅列示：未获证明，不改变状态',
    comparison: '意图、订单与扣款对照',
    none: '无证据',
    results: { match: '一致', differs: '不一致', 'no-evidence': '无证据' },
    between: (from: string, to: string) => `介于 ${from} 与 ${to} 之间`,
    open: '……',
    claimed: '自报时间',
    withheld: '未披露',
  },
} as const;

function renderStory(story: Story, io: CommandIo): string {
  const words = WORDS[io.lang];
  const parties = story.parties.map(
    (party) => `  ${party.role.padEnd(20)} ${visible(party.id)}${party.name === undefined ? '' : ` (${visible(party.name)})`}`,
  );
  const steps = story.steps.flatMap((step) => renderStep(step, io));
  const rows = story.comparison.map((row) => renderComparison(row, io));
  return [
    `${words.transaction} ${visible(story.txn)}`,
    '',
    words.parties,
    ...parties,
    '',
    ...steps,
    ...(rows.length > 0 ? ['', words.comparison, ...rows] : []),
    '',
  ].join('\n');
}

function renderStep(step: StoryStep, io: CommandIo): string[] {
  const words = WORDS[io.lang];
  const { asserted, notBefore, notAfter } = step.time;
  const bracket =
    notBefore === undefined && notAfter === undefined
      ? `${asserted} (${words.claimed})`
      : words.between(notBefore ?? words.open, notAfter ?? words.open);
  return [
    `${String(step.index).padStart(3)}  ${step.stage.padEnd(12)} ${step.what.padEnd(22)} ${visible(step.party)}`,
    `     ${bracket}`,
    ...step.authority.map((item) => `     ${words.by} ${item.type} ${visible(item.id ?? item.digest)}`),
    ...(step.applied ? [] : [`     ! ${words.notApplied}`]),
    ...step.changed.map((change) => `     ${visible(change.pointer)}: ${show(change.from)} -> ${show(change.to)}`),
    ...step.withheld.map((pointer) => `     ${visible(pointer)}: ${words.withheld}`),
    ...step.findings.map((finding) => `     ${finding.code} ${visible(finding.message)}`),
  ];
}

function renderComparison(row: Comparison, io: CommandIo): string {
  const words = WORDS[io.lang];
  const sides = [row.intended, row.ordered, row.charged].map((value) =>
    (value === undefined ? words.none : show(value)).padEnd(18),
  );
  return `  ${visible(row.field).padEnd(28)} ${sides.join(' ')} ${words.results[row.result]}`;
}

const MAX_SHOWN = 160;

function show(value: JsonValue | undefined): string {
  if (value === undefined) return '-';
  if (isJsonObject(value) && typeof value['minor'] === 'number' && typeof value['currency'] === 'string') {
    return showMoney({ currency: value['currency'], minor: value['minor'] });
  }
  const text = typeof value === 'string' ? value : canonicalize(value);
  return visible(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text);
}
