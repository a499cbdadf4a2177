import { ROLES, type Role } from '../../src-core/evidence/model/shared.ts';
import type { PolicyAddition } from '../recording/policy-file.ts';
import { runBundle } from './bundle.ts';
import type { Command } from './command-table.ts';
import type { CommandIo } from './command.ts';
import { passphrase } from './evidence-options.ts';
import { runKey } from './key.ts';
import { countOption, instantOption, outputPath, parseArguments, usageError, userPath, type ParsedArguments } from './options.ts';
import { runPolicy } from './policy.ts';
import { runRecord } from './record.ts';

const ANY = Number.MAX_SAFE_INTEGER;
const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;

/** The commands that write evidence, keys and policies. */
export const RECORDING_COMMANDS: readonly Command[] = [
  {
    name: 'key',
    synopsis: 'key new|show FILE [--lock | --passphrase-file FILE] [--force]',
    summary: { en: 'makes a signing key, or shows its public half', 'zh-CN': '生成签名密钥，或查看其公钥' },
    run(argv, io) {
      const args = parseArguments(argv, { json: flag, force: flag, lock: flag, 'passphrase-file': text }, { min: 2, max: 2 });
      const [action, path = ''] = args.positionals;
      if (action !== 'new' && action !== 'show') throw usageError(`key knows new and show, not ${String(action)}`);
      return runKey(
        {
          action,
          path: action === 'show' ? userPath(io, path) : outputPath(io, path),
          lock: args.flag('lock') || args.text('passphrase-file') !== undefined,
          askPassphrase: () => passphrase(args, io),
          force: args.flag('force'),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'policy',
    synopsis:
      'policy init|add|show FILE [--name NAME] [--registry CHAIN --key JWK | --key JWK --sub ID --role ROLE --operator NAME] [--log VKEY]... [--witness NAME=VKEY]... [--quorum N] [--tsa PEM]... [--pack-signer JWK --name NAME]',
    summary: { en: 'makes a trust policy, adds to it, shows what it trusts', 'zh-CN': '新建、补充或查看信任策略' },
    run(argv, io) {
      const options = {
        json: flag,
        force: flag,
        at: text,
        name: text,
        registry: text,
        key: text,
        sub: text,
        role: text,
        operator: text,
        nbf: text,
        exp: text,
        log: texts,
        witness: texts,
        quorum: text,
        tsa: texts,
        'pack-signer': text,
      } as const;
      const args = parseArguments(argv, options, { min: 2, max: 2 });
      const [action, path = ''] = args.positionals;
      if (action !== 'init' && action !== 'add' && action !== 'show')
        throw usageError(`policy knows init, add and show, not ${String(action)}`);
      return runPolicy(
        {
          action,
          path: action === 'show' ? userPath(io, path) : outputPath(io, path),
          name: args.text('name'),
          additions: additionsOf(args, io),
          force: args.flag('force'),
          at: instantOption(args.text('at'), 'at'),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'record',
    synopsis: 'record --chain DIR --key FILE [--actor ID --role ROLE] [--chain-id URN] [--with DIR]... [--repair]',
    summary: {
      en: 'appends events from NDJSON on standard input to a signed chain',
      'zh-CN': '把标准输入的 NDJSON 事件追加到签名链',
    },
    run(argv, io) {
      const options = {
        json: flag,
        chain: text,
        key: text,
        actor: text,
        role: text,
        'chain-id': text,
        with: texts,
        repair: flag,
        'passphrase-file': text,
      } as const;
      const args = parseArguments(argv, options, { min: 0, max: 0 });
      const folder = needed(args, 'chain', 'record --chain DIR --key FILE');
      return runRecord(
        {
          folder: userPath(io, folder),
          key: userPath(io, needed(args, 'key', 'record --chain DIR --key FILE')),
          askPassphrase: () => passphrase(args, io),
          actor: actorOf(args),
          chain: args.text('chain-id'),
          lookIn: args.texts('with').map((path) => userPath(io, path)),
          repair: args.flag('repair'),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
  {
    name: 'bundle',
    synopsis: 'bundle DIR... --out FILE.atb [--case NAME] [--shut] [--force]',
    summary: {
      en: 'seals chains, artifacts, disclosures and checkpoints into a bundle',
      'zh-CN': '把链、附件、披露与检查点封装为证据包',
    },
    run(argv, io) {
      const args = parseArguments(
        argv,
        { json: flag, out: text, case: text, shut: flag, force: flag, at: text },
        { min: 1, max: ANY },
      );
      return runBundle(
        {
          folders: args.positionals.map((path) => userPath(io, path)),
          out: outputPath(io, needed(args, 'out', 'bundle DIR... --out FILE.atb')),
          caseName: args.text('case'),
          disclosures: !args.flag('shut'),
          force: args.flag('force'),
          at: instantOption(args.text('at'), 'at'),
          json: args.flag('json'),
        },
        io,
      );
    },
  },
];

function needed(args: ParsedArguments, name: string, usage: string): string {
  const value = args.text(name);
  if (value === undefined) throw usageError(`--${name} is missing: ${usage}`);
  return value;
}

function actorOf(args: ParsedArguments): { id: string; role: Role } | undefined {
  const id = args.text('actor');
  const role = args.text('role');
  if (id === undefined && role === undefined) return undefined;
  if (id === undefined || role === undefined) throw usageError('--actor and --role go together');
  if (!(ROLES as readonly string[]).includes(role)) throw usageError(`--role is one of ${ROLES.join(', ')}, not ${role}`);
  return { id, role: role as Role };
}

function additionsOf(args: ParsedArguments, io: CommandIo): PolicyAddition[] {
  const additions: PolicyAddition[] = [];
  const registry = args.text('registry');
  const key = args.text('key');
  const packSigner = args.text('pack-signer');
  if (registry !== undefined)
    additions.push({ kind: 'registry', chain: registry, key: userPath(io, needed(args, 'key', '--registry CHAIN --key JWK')) });
  else if (key !== undefined) {
    const usage = '--key JWK --sub ID --role ROLE --operator NAME';
    const [sub, role, operator] = ['sub', 'role', 'operator'].map((name) => needed(args, name, usage)) as [
      string,
      string,
      string,
    ];
    const [nbf, exp] = [args.text('nbf'), args.text('exp')];
    additions.push({
      kind: 'key',
      key: userPath(io, key),
      sub,
      role,
      operator,
      ...(nbf === undefined ? {} : { nbf }),
      ...(exp === undefined ? {} : { exp }),
    });
  }
  for (const verifierKey of args.texts('log')) additions.push({ kind: 'log', verifierKey });
  for (const witness of args.texts('witness')) {
    const at = witness.indexOf('=');
    if (at < 1) throw usageError(`--witness is NAME=VKEY, not ${witness}`);
    additions.push({ kind: 'witness', name: witness.slice(0, at), verifierKey: witness.slice(at + 1) });
  }
  const threshold = countOption(args.text('quorum'), 'quorum');
  if (threshold !== undefined) additions.push({ kind: 'quorum', threshold });
  for (const pem of args.texts('tsa')) additions.push({ kind: 'tsa', pem: userPath(io, pem) });
  if (packSigner !== undefined)
    additions.push({
      kind: 'pack-signer',
      key: userPath(io, packSigner),
      name: needed(args, 'name', '--pack-signer JWK --name NAME'),
    });
  return additions;
}
