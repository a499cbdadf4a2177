import { defaultPackId } from '../../src-core/arbitration/built-in-packs.ts';
import { compareOutcomes, type Replay } from '../../src-core/arbitration/compare-outcomes.ts';
import { comparePacks } from '../../src-core/arbitration/compare-packs.ts';
import { words as explainWords } from '../../src-core/arbitration/explain/words.ts';
import type { OpenedPack } from '../../src-core/arbitration/open-pack.ts';
import type { Pack } from '../../src-core/arbitration/pack.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { claimsOfAll } from './claims-of-all.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';

/** What `pack diff` compares. */
export interface PackDiffOptions {
  readonly before: Pack;
  readonly after: Pack;
  /** Evidence whose claims both versions decide; none: only what the documents say. */
  readonly evidencePaths: readonly string[];
  /** The trust policy's file. */
  readonly policy?: string | undefined;
  /** Epoch milliseconds that claims are filed at where none is in the evidence; the clock's unless given. */
  readonly at?: number | undefined;
  readonly json: boolean;
}

const WORDS = {
  en: {
    replay: (changed: number, decided: number) => `${changed} of ${decided} claims come out otherwise`,
    arrow: ' -> ',
  },
  'zh-CN': {
    replay: (changed: number, decided: number) => `${decided} 项主张中有 ${changed} 项结果不同`,
    arrow: ' → ',
  },
} as const;

async function replay(options: PackDiffOptions, io: CommandIo, openCore: () => Promise<OpenedPack>): Promise<Replay | undefined> {
  const { before, after, evidencePaths, policy } = options;
  if (evidencePaths.length === 0) return undefined;
  const { evidence } = await loadEvidence(evidencePaths, {
    stdin: io.stdin,
    signal: io.signal,
    ...(policy === undefined ? {} : { policy }),
  });
  const isCore = before.id === defaultPackId || after.id === defaultPackId;
  const beside = isCore ? [] : [(await openCore()).pack];
  const claims = [...claimsOfAll(evidence, formatInstant(options.at ?? io.now()))];
  return compareOutcomes(evidence, claims, [...beside, before], [...beside, after]);
}

/** Tells what two versions of a pack have otherwise and, over evidence, which claims they decide otherwise. */
export async function runPackDiff(
  options: PackDiffOptions,
  io: CommandIo,
  openCore: () => Promise<OpenedPack>,
): Promise<ExitCode> {
  const changes = comparePacks(options.before, options.after);
  const replayed = await replay(options, io, openCore);
  if (options.json) {
    const document = { before: options.before.digest, after: options.after.digest, changes };
    await io.stdout(`${JSON.stringify({ ...document, ...(replayed === undefined ? {} : { replay: replayed }) })}\n`);
    return EXIT.pass;
  }
  const say = WORDS[io.lang];
  const { outcomes } = explainWords[io.lang];
  const lines = changes.map(({ kind, id, change, members }) =>
    `${kind} ${visible(id)}: ${change} ${members.join(', ')}`.trimEnd(),
  );
  if (replayed !== undefined) lines.push(say.replay(replayed.changes.length, replayed.decided));
  for (const { claim, txn, before, after, rules } of replayed?.changes ?? []) {
    const was = `${outcomes[before.outcome]} ${before.total}`;
    lines.push(`  ${visible(claim)} (${visible(txn)}): ${was}${say.arrow}${outcomes[after.outcome]} ${after.total}`);
    for (const { rule, from, to } of rules) lines.push(`    ${rule}: ${outcomes[from]}${say.arrow}${outcomes[to]}`);
  }
  await io.stdout(lines.map((line) => `${line}\n`).join(''));
  return EXIT.pass;
}
