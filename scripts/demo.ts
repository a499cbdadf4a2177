// `npm run demo`: the main job on every sample, by the commands that a user has.
//
//   npm run demo -- --lang zh
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showFact } from '../src-core/arbitration/explain/explain-rule.ts';
import { showMoney } from '../src-core/arbitration/explain/show-money.ts';
import { words as outcomeWords } from '../src-core/arbitration/explain/words.ts';
import type { RuleOutcome } from '../src-core/arbitration/rule-outcome.ts';
import type { Money } from '../src-core/arbitration/value.ts';
import { AXES, type Axis, type AxisState, type FindingCode } from '../src-core/evidence/finding.ts';
import { MESSAGES } from '../src-core/evidence/messages.ts';
import type { Comparison } from '../src-core/replay/story.ts';
import { COMMANDS } from '../src-main/cli/command-table.ts';
import { visible } from '../src-main/cli/command.ts';
import { createKeyFile } from '../src-main/recording/index.ts';
import { DEMO_WORDS } from './demo-words.ts';
import { projectRoot } from './project-root.ts';

interface Expected {
  readonly bundles?: readonly string[];
  readonly axes: Readonly<Record<Axis, AxisState>>;
  readonly outcome: string;
  readonly awards: readonly string[];
  readonly then?: { readonly bundles: readonly string[]; readonly outcome: string; readonly awards: readonly string[] };
}

interface Claim {
  readonly txn: string;
  readonly statement: string;
  readonly amount: Money;
  readonly grounds: readonly string[];
}

interface Report {
  readonly axes: Readonly<Record<Axis, AxisState>>;
  readonly chains: readonly { readonly id: string; readonly actor?: string }[];
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly cause?: number;
    readonly severity: string;
    readonly chain?: string;
    readonly line?: number;
    readonly message: string;
  }[];
}

interface Arbitrated {
  readonly outcome: RuleOutcome;
  readonly awards: readonly (Money & { readonly from: string; readonly to: string })[];
  readonly core: { readonly allocation: readonly { readonly party: string; readonly money: Money }[] };
  readonly undetermined: readonly {
    readonly what: string;
    readonly heldBy: readonly string[];
    readonly wouldDecide: readonly string[];
  }[];
}

interface RulingReport {
  readonly verdict: string;
  readonly coreDigest: string;
  readonly derivedDigest?: string;
  readonly checks: readonly { readonly name: string; readonly result: string; readonly code?: string }[];
}

const MOST_FINDINGS = 6;
const MOST_MISSING = 3;
const lang = languageOf(process.argv.slice(2));
const say = DEMO_WORDS[lang];
const explained = lang === 'zh' ? 'zh-CN' : 'en';
const scratch = mkdtempSync(join(tmpdir(), 'assize-demo-'));
let failures = 0;
let rulings = 0;

try {
  const { jwk } = await createKeyFile(join(scratch, 'arbiter.key.json'));
  const people = [{ id: 'did:example:demo-arbiter', name: 'Arbiter of this demo', jwk, roles: ['arbiter'] }];
  print(...say.intro);
  const folders = readdirSync(join(projectRoot, 'samples')).filter((name) => /^\d/.test(name));
  for (const folder of folders.sort()) await show(folder, people);
  if (failures === 0) print('', ...say.summary(folders.length, rulings));
  else print('', say.failed(failures));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function show(folder: string, people: readonly object[]): Promise<void> {
  const at = (name: string): string => join(projectRoot, 'samples', folder, name);
  const json = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));
  const expected = json('expected.json') as Expected;
  const claim = json('claim.json') as Claim;
  const [title = folder] = readFileSync(at(say.readme), 'utf8').split('\n');
  print('', `${folder}  ${title.replace(/^# /, '')}`);
  const found = readdirSync(at('.')).filter((name) => name.endsWith('.atb'));
  const names = expected.bundles?.map((name) => `${name}.atb`) ?? found.sort();
  const bundles = names.map(at);
  const policy = ['--policy', at('policy.json')];

  const report = await run<Report>(['verify', ...bundles, ...policy]);
  line('verify', AXES.map((axis) => `${say.axes[axis]} ${say.states[report.axes[axis]]}`).join('  '));
  expect(report.axes, expected.axes);
  showFindings(report);
  const [first = '', second] = bundles;
  if (second !== undefined) {
    const { forks } = await run<{ forks: readonly unknown[] }>(['compare', first, second, ...policy]);
    line('compare', say.forks(forks.length));
  }
  const story = await run<{ steps: readonly unknown[]; comparison: readonly Comparison[] }>([
    'replay',
    first,
    '--txn',
    claim.txn,
    ...policy,
  ]);
  line('replay', say.steps(claim.txn, story.steps.length) + compared(story.comparison));
  line('claim', say.claims(showMoney(claim.amount), visible(claim.statement)));
  // The user of a ruling decides whom to trust with ruling; here that is the key of this run.
  const trusting = join(scratch, `${folder}.policy.json`);
  writeFileSync(trusting, JSON.stringify({ ...(json('policy.json') as object), people }));
  const rest = { claim: at('claim.json'), grounds: claim.grounds, policy: trusting };
  await rule(`${folder}.ruling`, bundles, rest, expected);
  if (expected.then === undefined) return;
  const more = expected.then.bundles.map((name) => `${name}.atb`);
  line('then', say.then(more.join(say.comma)));
  await rule(`${folder}.then.ruling`, [...bundles, ...more.map(at)], rest, expected.then);
}

/** Decides the claim, signs and exports the ruling, and verifies what was exported. */
async function rule(
  file: string,
  bundles: readonly string[],
  given: { readonly claim: string; readonly grounds: readonly string[]; readonly policy: string },
  expected: Pick<Expected, 'outcome' | 'awards'>,
): Promise<void> {
  const out = join(scratch, file);
  const policy = ['--policy', given.policy];
  const signing = ['--sign', join(scratch, 'arbiter.key.json'), '--out', out];
  const decided = await run<Arbitrated>(['arbitrate', ...bundles, '--claim', given.claim, ...policy, ...signing]);
  line('ruling', outcomeWords[explained].outcomes[decided.outcome]);
  for (const award of decided.awards) line('money', say.refunds(award.from, showMoney(award), award.to));
  const paid = new Map(decided.awards.map(({ from, minor }) => [from, minor]));
  for (const { party, money } of decided.core.allocation)
    if (paid.get(party) !== money.minor) line('money', say.bears(party, showMoney(money)));
  if (decided.awards.length === 0) showMissing(decided, given.grounds);
  const awards = decided.awards.map(({ from, currency, minor }) => `${from} ${currency} ${minor}`);
  expect({ outcome: decided.outcome, awards }, { outcome: expected.outcome, awards: expected.awards });

  const evidence = bundles.flatMap((path) => ['--evidence', path]);
  const again = await run<RulingReport>(['ruling', 'verify', out, ...evidence, ...policy]);
  rulings += 1;
  const stands = again.verdict === 'pass' && again.coreDigest === again.derivedDigest;
  if (!stands) failures += 1;
  const wrong = again.checks.filter(({ result }) => result === 'fail' || result === 'indeterminate');
  const why = wrong.map(({ name, code }) => `${name} ${code ?? ''}`).join(say.comma);
  line('again', stands ? say.again(`${again.coreDigest.slice(0, 19)}…`) : say.notAgain(why));
}

/** Root causes by code; that the keys are published is said once for all samples. */
function showFindings({ findings, chains }: Report): void {
  const actors = new Map(chains.map(({ id, actor }) => [id, actor ?? id]));
  const roots = findings.filter(({ cause, severity }) => cause === undefined && severity !== 'warning');
  const byCode = [...Map.groupBy(roots, ({ code }) => code)];
  for (const [code, [first, ...others]] of byCode.slice(0, MOST_FINDINGS)) {
    line('finding', `${code}  ${MESSAGES[code][lang]}${say.times(others.length + 1)}`);
    if (first === undefined) continue;
    const actor = actors.get(first.chain ?? '') ?? first.chain ?? '';
    const place = first.line === undefined ? actor : say.place(actor, first.line);
    // Details are written in English only.
    line('money', `${visible(place)}${lang === 'en' ? `: ${shortened(first.message, actors)}` : ''}`);
  }
  if (byCode.length > MOST_FINDINGS) line('money', say.more(byCode.length - MOST_FINDINGS));
}

/** A message with digests cut short and chains named by who wrote them. */
function shortened(message: string, actors: ReadonlyMap<string, string>): string {
  const short = message
    .replace(/urn:uuid:[0-9a-f-]{36}/g, (chain) => say.chainOf(actors.get(chain) ?? chain))
    .replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');
  return visible(short);
}

/** What would decide the rules that the claim names comes first. */
function showMissing({ undetermined }: Arbitrated, grounds: readonly string[]): void {
  const decides = ({ wouldDecide }: Arbitrated['undetermined'][number]): number =>
    wouldDecide.some((id) => grounds.includes(id)) ? 0 : 1;
  const sorted = [...undetermined].sort((a, b) => decides(a) - decides(b));
  for (const { what, heldBy } of sorted.slice(0, MOST_MISSING))
    line('missing', say.held(showFact(what, explained), heldBy.map(visible).join(say.comma)));
  if (undetermined.length > MOST_MISSING) line('money', say.more(undetermined.length - MOST_MISSING));
}

function compared(rows: readonly Comparison[]): string {
  const differing = rows.filter(({ result }) => result === 'differs');
  if (differing.length === 0) return say.agree;
  const shown = (value: Comparison['ordered']): string => {
    if (value === undefined) return say.none;
    const money = value as Partial<Money>;
    return money.currency !== undefined && money.minor !== undefined
      ? showMoney({ currency: money.currency, minor: money.minor })
      : visible(typeof value === 'string' ? value : JSON.stringify(value));
  };
  return differing.map(({ field, ordered, charged }) => say.differs(field, shown(ordered), shown(charged))).join(say.comma);
}

/** Runs one command in this process, as `assize COMMAND ... --json` would, and reads what it wrote. */
async function run<T>(args: readonly string[]): Promise<T> {
  const [name = '', ...rest] = args;
  const written: string[] = [];
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  const status = await command.run([...rest, '--json'], {
    stdin: process.stdin,
    stdout: (text) => {
      written.push(text);
      return Promise.resolve();
    },
    stderr: (text) => void process.stderr.write(text),
    cwd: projectRoot,
    env: {},
    lang: explained,
    color: false,
    showProgress: false,
    now: () => Date.now(),
    askPassphrase: () => Promise.resolve(undefined),
    signal: new AbortController().signal,
  });
  // 0 all passes, 1 something fails, 2 something is open: each is an answer, and samples have them all.
  if (status > 2) throw new Error(`assize ${args.join(' ')} exited ${status}`);
  return JSON.parse(written.join('')) as T;
}

function expect(got: object, wanted: object): void {
  if (JSON.stringify(got) === JSON.stringify(wanted)) return;
  failures += 1;
  line('money', say.unexpected(JSON.stringify(got)));
}

function line(label: keyof typeof say.labels, text: string): void {
  const name = say.labels[label];
  const columns = [...name].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x7f ? 2 : 1), 0);
  print(`    ${name}${' '.repeat(Math.max(0, 10 - columns))}${text}`);
}

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((text) => `${text}\n`).join(''));
}

/** `--lang zh`, or what the environment says. */
function languageOf(args: readonly string[]): 'en' | 'zh' {
  const at = args.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const given = args[at]?.includes('=') === true ? args[at]?.split('=')[1] : args[at + 1];
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const wanted = at < 0 ? LC_ALL || LC_MESSAGES || LANG : given;
  return /^zh/i.test(wanted ?? '') ? 'zh' : 'en';
}
