import { runArbitrate } from './arbitrate.ts';
import { runAudit } from './audit.ts';
import { runAuditVerify } from './audit-verify.ts';
import { CASE_COMMANDS } from './case-commands.ts';
import { runCheck } from './check.ts';
import { EXIT, type CommandIo, type ExitCode, type Language } from './command.ts';
import { runCompare } from './compare.ts';
import { EVIDENCE_OPTIONS, evidenceOptions, type EvidenceOptions } from './evidence-options.ts';
import { runInspect } from './inspect.ts';
import {
  instantOption,
  countOption,
  parseArguments,
  usageError,
  userPath,
  type OptionTable,
  type ParsedArguments,
} from './options.ts';
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

/** The arguments of a command that reads evidence, read as far as all such commands have them in common. */
interface EvidenceArguments {
  readonly args: ParsedArguments;
  readonly paths: readonly string[];
  readonly common: { readonly json: boolean; readonly evidence: EvidenceOptions };
}

function evidenceArguments(
  argv: readonly string[],
  io: CommandIo,
  own: OptionTable,
  paths: { readonly min: number; readonly max: number },
): EvidenceArguments {
  const args = parseArguments(argv, { ...EVIDENCE_OPTIONS, ...JSON_OPTION, ...own }, paths);
  return {
    args,
    paths: args.positionals.map((path) => userPath(io, path)),
    common: { json: args.flag('json'), evidence: withProgress(evidenceOptions(args, io), io) },
  };
}

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
      const { args, paths, common } = evidenceArguments(argv, io, { require: { type: 'string' } }, { min: 1, max: ANY });
      return runVerify({ ...common, paths, require: parseAxes(args.text('require')), at: common.evidence.at }, io);
    },
  },
  {
    name: 'inspect',
    synopsis: 'inspect PATH [--entry N|DIGEST]',
    summary: { en: 'what is in it, entry by entry, raw and decoded', 'zh-CN': '逐条查看内容（原文与解码）' },
    run(argv, io) {
      const { args, paths, common } = evidenceArguments(argv, io, { entry: { type: 'string' } }, { min: 1, max: 1 });
      const [path = ''] = paths;
      return runInspect({ ...common, path, entry: args.text('entry') }, io);
    },
  },
  {
    name: 'replay',
    synopsis: 'replay PATH --txn ID [--step N]',
    summary: { en: "a transaction's story, or its state at a step", 'zh-CN': '重放一笔交易，或查看某一步的状态' },
    run(argv, io) {
      const own: OptionTable = { txn: { type: 'string' }, step: { type: 'string' } };
      const { args, paths, common } = evidenceArguments(argv, io, own, { min: 1, max: 1 });
      const [path = ''] = paths;
      const txn = args.text('txn');
      if (txn === undefined) throw usageError('replay needs --txn ID');
      return runReplay({ ...common, path, txn, step: countOption(args.text('step'), 'step') }, io);
    },
  },
  {
    name: 'compare',
    synopsis: 'compare PATH PATH',
    summary: { en: "two parties' bundles: forks, omissions, disagreements", 'zh-CN': '对照两方证据包：分叉、遗漏与分歧' },
    run(argv, io) {
      const { paths, common } = evidenceArguments(argv, io, {}, { min: 2, max: 2 });
      const [a = '', b = ''] = paths;
      return runCompare({ ...common, a, b }, io);
    },
  },
  {
    name: 'arbitrate',
    synopsis:
      'arbitrate PATH (--txn ID --claim FILE | --all) [--pack ID|FILE]... [--set PARAM=VALUE]... [--assume FACT=VALUE]... [--flips] [--sign KEYFILE] [--out FILE] [--force]',
    summary: { en: 'decides a claim, or every payment, and writes the ruling', 'zh-CN': '裁断一项主张或全部付款，并写出裁决书' },
    run(argv, io) {
      const own: OptionTable = {
        txn: { type: 'string' },
        claim: { type: 'string' },
        all: { type: 'boolean' },
        pack: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        assume: { type: 'string', multiple: true },
        flips: { type: 'boolean' },
        sign: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean' },
      };
      const { args, paths, common } = evidenceArguments(argv, io, own, { min: 1, max: ANY });
      return runArbitrate(
        {
          ...common,
          paths,
          txn: args.text('txn'),
          claim: args.text('claim'),
          all: args.flag('all'),
          packs: args.texts('pack'),
          settings: args.texts('set'),
          whatIf: { assume: args.texts('assume'), flips: args.flag('flips') },
          sign: args.text('sign'),
          out: args.text('out'),
          force: args.flag('force'),
          at: common.evidence.at,
        },
        io,
      );
    },
  },
  {
    name: 'ruling',
    synopsis:
      'ruling verify|show|export FILE [--evidence PATH]... [--policy FILE] [--out FILE.zip|pdf|html|csv|txt [--custody FILE] [--disclose withheld|third-parties|evidence]... [--force]]',
    summary: {
      en: 'checks a ruling, and derives it again where it has the evidence; tells it in words; writes it for a court',
      'zh-CN': '核验裁决书，有证据时重新推导；以文字展示；导出供法院使用的文件',
    },
    async run(argv, io) {
      const own: OptionTable = {
        evidence: { type: 'string', multiple: true },
        out: { type: 'string' },
        custody: { type: 'string' },
        disclose: { type: 'string', multiple: true },
        force: { type: 'boolean' },
      };
      const { args, common } = evidenceArguments(argv, io, own, { min: 2, max: 2 });
      const [action, file = ''] = args.positionals;
      const evidencePaths = args.texts('evidence').map((path) => userPath(io, path));
      const [out, custody, disclose, force] = [
        args.text('out'),
        args.text('custody'),
        args.texts('disclose'),
        args.flag('force'),
      ];
      if (action === 'export') {
        const { runRulingExport } = await import('./ruling-export.ts');
        return runRulingExport({ ...common, file, evidencePaths, out, custody, disclose, force }, io);
      }
      if (out !== undefined || custody !== undefined || disclose.length > 0 || force)
        throw usageError('--out, --custody, --disclose and --force go with ruling export');
      if (action === 'verify') return runRulingVerify({ ...common, file, evidencePaths }, io);
      if (action !== 'show') throw usageError(`ruling knows verify, show and export, not ${String(action)}`);
      const { runRulingShow } = await import('./ruling-show.ts');
      return runRulingShow({ ...common, file, evidencePaths }, io);
    },
  },
  {
    name: 'pack',
    synopsis:
      'pack check|show|sign PATH [--policy FILE] [--key KEYFILE --out FILE], pack diff PATH PATH [--evidence PATH]... [--at T]',
    summary: { en: 'rule packs: their own tests, analysis, table of rules', 'zh-CN': '规则包：自带测试、分析与规则表' },
    run(argv, io) {
      const options = {
        ...JSON_OPTION,
        policy: { type: 'string' },
        evidence: { type: 'string', multiple: true },
        at: { type: 'string' },
        key: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean' },
      } as const;
      const args = parseArguments(argv, options, { min: 2, max: 3 });
      const [action, path = '', other] = args.positionals;
      if (action !== 'check' && action !== 'show' && action !== 'sign' && action !== 'diff')
        throw usageError(`pack knows check, show, sign and diff, not ${String(action)}`);
      if ((action === 'diff') !== (other !== undefined)) throw usageError('pack diff takes two packs, the others take one');
      return runPack(
        {
          action,
          path,
          other,
          evidencePaths: args.texts('evidence').map((file) => userPath(io, file)),
          at: instantOption(args.text('at'), 'at'),
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
  {
    name: 'audit',
    synopsis:
      'audit PATH... [--pack ID|FILE]... [--set PARAM=VALUE]... [--jurisdiction CODE] [--sample METHOD,seed=TEXT,...] [--review FILE] [--population FILE] [--sign KEYFILE] [--out FILE] [--force] | audit verify FILE [--evidence PATH]... [--policy FILE]',
    summary: {
      en: 'applies all rules to every transaction, draws samples, writes a report; verifies one',
      'zh-CN': '对每笔交易适用全部规则，抽样，写出审计报告；或核验报告',
    },
    run(argv, io) {
      const own: OptionTable = {
        pack: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        jurisdiction: { type: 'string' },
        sample: { type: 'string' },
        review: { type: 'string' },
        population: { type: 'string' },
        sign: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean' },
        evidence: { type: 'string', multiple: true },
      };
      const { args, paths, common } = evidenceArguments(argv, io, own, { min: 1, max: ANY });
      const evidencePaths = args.texts('evidence').map((path) => userPath(io, path));
      if (args.positionals[0] === 'verify') {
        const [, file, ...more] = args.positionals;
        if (file === undefined || more.length > 0) throw usageError('audit verify takes one FILE');
        return runAuditVerify({ ...common, file, evidencePaths }, io);
      }
      if (evidencePaths.length > 0) throw usageError('--evidence goes with audit verify');
      return runAudit(
        {
          ...common,
          paths,
          packs: args.texts('pack'),
          settings: args.texts('set'),
          jurisdiction: args.text('jurisdiction'),
          sample: args.text('sample'),
          review: args.text('review'),
          population: args.text('population'),
          sign: args.text('sign'),
          out: args.text('out'),
          force: args.flag('force'),
          at: common.evidence.at,
        },
        io,
      );
    },
  },
  ...CASE_COMMANDS,
  ...RECORDING_COMMANDS,
];
