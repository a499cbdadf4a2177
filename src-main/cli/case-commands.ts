import { dataFolderOf } from '../case/data-folder.ts';
import type { Command } from './command-table.ts';
import { parseArguments, usageError, userPath } from './options.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const ANY = Number.MAX_SAFE_INTEGER;

/** The commands on a case file of the console. What they need is loaded when they run: other commands start without a database. */
export const CASE_COMMANDS: readonly Command[] = [
  {
    name: 'import',
    synopsis: 'import CASEFILE PATH... [--policy FILE] [--title TEXT] [--reference TEXT] [--by NAME]',
    summary: {
      en: 'takes evidence into a case file and verifies the whole case',
      'zh-CN': '把证据导入案件文件，并验证整个案件',
    },
    async run(argv, io) {
      const args = parseArguments(
        argv,
        { json: flag, policy: text, title: text, reference: text, by: text },
        { min: 1, max: ANY },
      );
      const [casePath = '', ...paths] = args.positionals.map((path) => userPath(io, path));
      if ([casePath, ...paths].includes('-')) throw usageError('import reads files and folders, not standard input');
      const policy = args.text('policy');
      const { runImport } = await import('./import.ts');
      return runImport(
        {
          casePath,
          paths,
          policy: policy === undefined ? undefined : userPath(io, policy),
          title: args.text('title'),
          reference: args.text('reference'),
          by: args.text('by'),
          dataFolder: dataFolderOf(io.env),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'export',
    synopsis: 'export CASEFILE [--evidence FOLDER] [--report FILE] [--custody FILE] [--copy FILE] [--by NAME] [--force]',
    summary: {
      en: 'takes evidence, report, custody or a copy out of a case file',
      'zh-CN': '从案件文件导出证据、报告、保管记录或副本',
    },
    async run(argv, io) {
      const options = { json: flag, evidence: text, report: text, custody: text, copy: text, by: text, force: flag } as const;
      const args = parseArguments(argv, options, { min: 1, max: 1 });
      const path = (name: string): string | undefined => {
        const value = args.text(name);
        return value === undefined ? undefined : userPath(io, value);
      };
      const [evidence, report, custody, copy] = ['evidence', 'report', 'custody', 'copy'].map(path);
      if ([evidence, report, custody, copy].every((wanted) => wanted === undefined))
        throw usageError('export needs --evidence FOLDER, --report FILE, --custody FILE or --copy FILE');
      const [casePath = ''] = args.positionals;
      const { runExport } = await import('./export.ts');
      return runExport(
        {
          casePath: userPath(io, casePath),
          evidence,
          report,
          custody,
          copy,
          by: args.text('by'),
          force: args.flag('force'),
          dataFolder: dataFolderOf(io.env),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'custody',
    synopsis: 'custody verify CASEFILE|FILE',
    summary: { en: "verifies a case's chain of custody", 'zh-CN': '验证案件的保管链' },
    async run(argv, io) {
      const args = parseArguments(argv, { json: flag }, { min: 2, max: 2 });
      const [action, path = ''] = args.positionals;
      if (action !== 'verify') throw usageError(`custody knows verify, not ${String(action)}`);
      const { runCustodyVerify } = await import('./custody.ts');
      return runCustodyVerify({ path: userPath(io, path), dataFolder: dataFolderOf(io.env), json: args.flag('json') }, io);
    },
  },
];
