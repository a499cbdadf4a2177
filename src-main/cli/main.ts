import { AssizeError } from '../../src-core/errors.ts';
import { VERSION } from '../version.ts';
import { COMMANDS, type Command } from './command-table.ts';
import { EXIT, errorDocument, exitCodeOf, visible, type CommandIo, type ExitCode } from './command.ts';
import { usageError } from './options.ts';
import { CLOSED_OUTPUT, processIo, type GlobalOptions } from './process-io.ts';

const GLOBAL = ['--debug', '--lang', '--help', '-h', '--version'];

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  const { globals, rest } = splitGlobals(argv);
  const io = processIo(globals);
  try {
    process.exitCode = await dispatch(rest, globals, io);
  } catch (error) {
    process.exitCode = await report(error, optionsOf(argv).includes('--json'), globals.debug, io);
  }
}

async function dispatch(rest: readonly string[], globals: GlobalOptions, io: CommandIo): Promise<ExitCode> {
  if (globals.langError !== undefined) throw usageError(`--lang is en or zh-CN, not ${globals.langError}`);
  if (globals.version) {
    await io.stdout(`assize ${VERSION}\n`);
    return EXIT.pass;
  }
  const [name, ...args] = rest;
  if (name === undefined || globals.help) {
    await io.stdout(helpText(COMMANDS, io));
    return name === undefined && !globals.help ? EXIT.usage : EXIT.pass;
  }
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw usageError(`there is no command ${visible(name)}`);
  return command.run(args, io);
}

/** `--debug`, `--lang`, `--help` and `--version` may stand anywhere; what remains is the command's. */
function splitGlobals(argv: readonly string[]): { globals: GlobalOptions; rest: string[] } {
  const globals: GlobalOptions = { debug: false, help: false, version: false, lang: undefined, langError: undefined };
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return { globals, rest: [...rest, ...argv.slice(index)] };
    const [name, inline] = word.startsWith('--lang=') ? ['--lang', word.slice('--lang='.length)] : [word, undefined];
    if (!GLOBAL.includes(name)) {
      rest.push(word);
      continue;
    }
    if (name === '--debug') globals.debug = true;
    else if (name === '--version') globals.version = true;
    else if (name !== '--lang') globals.help = true;
    else {
      const value = inline ?? argv[(index += 1)] ?? '';
      if (value === 'en' || value === 'zh-CN') globals.lang = value;
      else globals.langError = value;
    }
  }
  return { globals, rest };
}

/** What stands before `--`; behind it are paths, whatever they look like. */
function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

async function report(error: unknown, json: boolean, debug: boolean, io: CommandIo): Promise<ExitCode> {
  if (error instanceof AssizeError) {
    if (error.code !== CLOSED_OUTPUT) await tell(error, json, io);
    if (debug && error.stack !== undefined) io.stderr(`${error.stack}\n`);
    return exitCodeOf(error);
  }
  if (io.signal.aborted) return EXIT.bug;
  const message = error instanceof Error ? error.message : String(error);
  const bug = new AssizeError(
    'E_INTERNAL',
    `a bug of ours: ${message}`,
    {},
    'Please report it (see SECURITY.md); --debug shows where it happened.',
  );
  await tell(bug, json, io);
  if (debug && error instanceof Error) io.stderr(`${error.stack ?? ''}\n`);
  return EXIT.bug;
}

/** With `--json` on standard output; where that cannot be written, and otherwise, in words on standard error. */
async function tell(error: AssizeError, json: boolean, io: CommandIo): Promise<void> {
  if (
    json &&
    (await io.stdout(`${JSON.stringify(errorDocument(error))}\n`).then(
      () => true,
      () => false,
    ))
  )
    return;
  io.stderr(`assize: ${describe(error)}\n`);
}

function describe(error: AssizeError): string {
  const { path, line, column, byte, pointer } = error.place;
  const where = [
    path,
    line === undefined ? undefined : `line ${line}`,
    column === undefined ? undefined : `column ${column}`,
    byte === undefined ? undefined : `byte ${byte}`,
    pointer === undefined || pointer === '' ? undefined : pointer,
  ].filter((part) => part !== undefined);
  const place = where.length === 0 ? '' : ` (${where.join(', ')})`;
  return visible(`${error.code}: ${error.message}${place}${error.advice === undefined ? '' : ` ${error.advice}`}`);
}

function helpText(commands: readonly Command[], io: CommandIo): string {
  const title = {
    en: 'Assize verifies, replays and arbitrates signed audit chains, offline.',
    'zh-CN': 'Assize 离线验证、重放并裁断已签名的审计链。',
  }[io.lang];
  const every = {
    en: 'Every command: --json  --lang en|zh-CN  --debug  --help. "-" is standard input.',
    'zh-CN': '所有命令：--json  --lang en|zh-CN  --debug  --help。“-”表示标准输入。',
  }[io.lang];
  const rows = commands.flatMap((command) => [`  ${command.synopsis}`, `      ${command.summary[io.lang]}`]);
  return [title, '', ...rows, '', every, ''].join('\n');
}
