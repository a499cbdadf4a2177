import { runArbitrate } from './arbitrate.ts';
import { runCheck } from './check.ts';
import { EXIT, type CommandIo, type ExitCode, type Language } from './command.ts';
import { runCompare } from './compare.ts';
import { EVIDENCE_OPTIONS, evidenceOptions } from './evidence-options.ts';
import { runInspect } from './inspect.ts';
import { countOption, instantOption, parseArguments, usageError, userPath } from './options.ts';
import { runPack } from './pack.ts';
import { withProgress } from './progress.ts';
import { RECORDING_COMMANDS } from './recording-commands.ts';
import { runReplay } from './replay.ts';
import { runRulingVerify } from './ruling.ts';
import { parseAxes, runVerify } from './verify.ts';

/** One command: what `--help` says of it, and how its arguments are read. */
export interface Command {
  readonly name: string;
  readonly synopsis: string;
  readonly summary: Readonly<Record<Language, string>>;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

const JSON_OPTION = { json: { type: 'boolean' } } as const;
const ANY = Number.MAX_SAFE_INTEGER;

export const COMMANDS: readonly Command[] = [
  {
    name: 'verify',
    synopsis:
      'verify PATH... [--policy FILE | --keys JWKS] [--heads FILE] [--open KEYFILE] [--require AXES] [--at T] [--path reference|fast]',
    summary: {
      en: 'verifies bundles, chains, tokens and folders on six axes',
      'zh-CN': '在六个维度上验证证据包、链、令牌与文件夹',
    },
    run(argv, io) {
      const args = parseArguments(
        argv,
        { ...EVIDENCE_OPTIONS, ...JSON_OPTION, require: { type: 'string' } },
        { min: 1, max: ANY },
      );
      return runVerify(
        {
          paths: args.positionals.map((path) => userPath(io, path)),
          json: args.flag('json'),
          require: parseAxes(args.text('require')),
          at: instantOption(args.text('at'), 'at'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'inspect',
    synopsis: 'inspect PATH [--entry N|DIGEST]',
    summary: { en: 'what is in it, entry by entry, raw and decoded', 'zh-CN': '逐条查看内容（原文与解码）' },
    run(argv, io) {
      const args = parseArguments(argv, { ...EVIDENCE_OPTIONS, ...JSON_OPTION, entry: { type: 'string' } }, { min: 1, max: 1 });
      const [path = ''] = args.positionals;
      return runInspect(
        {
          path: userPath(io, path),
          json: args.flag('json'),
          entry: args.text('entry'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'replay',
    synopsis: 'replay PATH --txn ID [--step N]',
    summary: { en: "a transaction's story, or its state at a step", 'zh-CN': '重放一笔交易，或查看某一步的状态' },
    run(argv, io) {
      const options = { ...EVIDENCE_OPTIONS, ...JSON_OPTION, txn: { type: 'string' }, step: { type: 'string' } } as const;
      const args = parseArguments(argv, options, { min: 1, max: 1 });
      const [path = ''] = args.positionals;
      const txn = args.text('txn');
      if (txn === undefined) throw usageError('replay needs --txn ID');
      return runReplay(
        {
          path: userPath(io, path),
          txn,
          step: countOption(args.text('step'), 'step'),
          json: args.flag('json'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'compare',
    synopsis: 'compare PATH PATH',
    summary: { en: "two parties' bundles: forks, omissions, disagreements", 'zh-CN': '对照两方证据包：分叉、遗漏与分歧' },
    run(argv, io) {
      const args = parseArguments(argv, { ...EVIDENCE_OPTIONS, ...JSON_OPTION }, { min: 2, max: 2 });
      const [a = '', b = ''] = args.positionals;
      return runCompare(
        {
          a: userPath(io, a),
          b: userPath(io, b),
          json: args.flag('json'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'arbitrate',
    synopsis:
      'arbitrate PATH (--txn ID --claim FILE | --all) [--pack ID|FILE]... [--set PARAM=VALUE]... [--sign KEYFILE] [--out FILE] [--force]',
    summary: { en: 'decides a claim, or every payment, and writes the ruling', 'zh-CN': '裁断一项主张或全部付款，并写出裁决书' },
    run(argv, io) {
      const options = {
        ...EVIDENCE_OPTIONS,
        ...JSON_OPTION,
        txn: { type: 'string' },
        claim: { type: 'string' },
        all: { type: 'boolean' },
        pack: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        sign: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean' },
      } as const;
      const args = parseArguments(argv, options, { min: 1, max: ANY });
      return runArbitrate(
        {
          paths: args.positionals.map((path) => userPath(io, path)),
          txn: args.text('txn'),
          claim: args.text('claim'),
          all: args.flag('all'),
          packs: args.texts('pack'),
          settings: args.texts('set'),
          sign: args.text('sign'),
          out: args.text('out'),
          force: args.flag('force'),
          json: args.flag('json'),
          at: instantOption(args.text('at'), 'at'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'ruling',
    synopsis: 'ruling verify FILE [--evidence PATH]... [--policy FILE]',
    summary: { en: 'checks a ruling, and derives it again where it has the evidence', 'zh-CN': '核验裁决书；有证据时重新推导' },
    run(argv, io) {
      const options = { ...EVIDENCE_OPTIONS, ...JSON_OPTION, evidence: { type: 'string', multiple: true } } as const;
      const args = parseArguments(argv, options, { min: 2, max: 2 });
      const [action, file = ''] = args.positionals;
      if (action !== 'verify') throw usageError(`ruling knows verify, not ${String(action)}`);
      return runRulingVerify(
        {
          file,
          evidencePaths: args.texts('evidence').map((path) => userPath(io, path)),
          json: args.flag('json'),
          evidence: withProgress(evidenceOptions(args, io), io),
        },
        io,
      );
    },
  },
  {
    name: 'pack',
    synopsis: 'pack check|show|sign PATH [--policy FILE] [--key KEYFILE --out FILE]',
    summary: { en: 'rule packs: their own tests, analysis, table of rules', 'zh-CN': '规则包：自带测试、分析与规则表' },
    run(argv, io) {
      const options = {
        ...JSON_OPTION,
        policy: { type: 'string' },
        key: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean' },
      } as const;
      const args = parseArguments(argv, options, { min: 2, max: 2 });
      const [action, path = ''] = args.positionals;
      if (action !== 'check' && action !== 'show' && action !== 'sign')
        throw usageError(`pack knows check, show and sign, not ${String(action)}`);
      return runPack(
        {
          action,
          path,
          policy: args.text('policy'),
          key: args.text('key'),
          out: args.text('out'),
          force: args.flag('force'),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'check',
    synopsis: 'check',
    summary: {
      en: 'the conformance door: cases on standard input, verdicts on standard output',
      'zh-CN': '一致性测试入口：标准输入给出用例，标准输出给出结论',
    },
    async run(argv, io) {
      parseArguments(argv, { ...JSON_OPTION }, { min: 0, max: 0 });
      const code = await runCheck(io.stdin, (text) => io.stdout(text));
      return code === 0 ? EXIT.pass : EXIT.bug;
    },
  },
  ...RECORDING_COMMANDS,
];
