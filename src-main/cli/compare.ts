import { compareEvidence, type EvidenceComparison, type Omission } from '../../src-core/replay/compare-evidence.ts';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';

export interface CompareOptions {
  readonly a: string;
  readonly b: string;
  readonly json: boolean;
  readonly evidence: EvidenceOptions;
}

/** Holds two parties' bundles against each other. */
export async function runCompare(options: CompareOptions, io: CommandIo): Promise<ExitCode> {
  const left = await loadEvidence([options.a], options.evidence);
  const right = await loadEvidence([options.b], options.evidence);
  const comparison = compareEvidence(left.evidence, right.evidence);
  await io.stdout(options.json ? `${JSON.stringify(comparison)}\n` : renderComparison(comparison, io));
  return { pass: EXIT.pass, fail: EXIT.fail, indeterminate: EXIT.indeterminate }[comparison.verdict];
}

const WORDS = {
  en: {
    verdict: {
      pass: 'The two agree.',
      fail: 'The two cannot both be true.',
      indeterminate: 'One shows what the other does not.',
    },
    forks: 'Forks: one writer signed two entries for one position',
    onlyA: 'Only in the first',
    onlyB: 'Only in the second',
    rollbacks: 'Chains that end earlier on one side',
    disagreements: 'Disagreements',
  },
  'zh-CN': {
    verdict: { pass: '两份证据一致。', fail: '两份证据不可能同时为真。', indeterminate: '一方出示了另一方没有的内容。' },
    forks: '分叉：同一签署方在同一位置签了两条不同的记录',
    onlyA: '仅见于第一份',
    onlyB: '仅见于第二份',
    rollbacks: '一方较早结束的链',
    disagreements: '分歧',
  },
} as const;

function renderComparison(comparison: EvidenceComparison, io: CommandIo): string {
  const words = WORDS[io.lang];
  const omission = (item: Omission): string => `${item.chain} #${item.seq} ${visible(item.type ?? '')} ${item.digest}`;
  const part = (title: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : ['', title, ...rows.map((row) => `  ${row}`)];
  return [
    words.verdict[comparison.verdict],
    ...part(
      words.forks,
      comparison.forks.map((fork) => `${fork.chain} #${fork.seq}\n    a ${fork.a}\n    b ${fork.b}`),
    ),
    ...part(
      words.disagreements,
      comparison.disagreements.map(
        (item) =>
          `${visible(item.txn)} ${visible(item.field)}: a ${visible(canonicalize(item.a))}, b ${visible(canonicalize(item.b))}`,
      ),
    ),
    ...part(
      words.rollbacks,
      comparison.rollbacks.map((item) => `${item.chain}: a #${item.a}, b #${item.b}`),
    ),
    ...part(words.onlyA, comparison.onlyA.map(omission)),
    ...part(words.onlyB, comparison.onlyB.map(omission)),
    '',
  ].join('\n');
}
