import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../scripts/project-root.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { memberOf } from '../../../src-core/import/member.ts';
import { COMMANDS } from '../../../src-main/cli/command-table.ts';
import { errorDocument, exitCodeOf } from '../../../src-main/cli/command.ts';
import { createKeyFile } from '../../../src-main/recording/key-file.ts';
import { packContainer } from '../../../src-main/files/write-container.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { containerOf } from '../../fixtures/hostile-zips.ts';
import { smallPackDocument } from '../../fixtures/core-pack.ts';

const home = mkdtempSync(join(tmpdir(), 'assize-contract-'));
afterAll(() => rmSync(home, { recursive: true }));
const write = (name: string, bytes: Uint8Array | string | JsonObject | JsonValue[]): void =>
  writeFileSync(
    join(home, name),
    typeof bytes === 'string' || bytes instanceof Uint8Array ? bytes : canonicalizeBytes(bytes as JsonValue),
  );

const story = coffeeOrder('contract', { trust: 'registry', anchored: true });
const built = story.builder.build();
const claim: JsonObject = {
  v: 1,
  id: 'c1',
  txn: 'txn-coffee-0001',
  claimant: story.parties.user.id,
  respondents: [],
  grounds: [],
  amount: { currency: 'CNY', minor: 5000 },
  noticeAt: '2026-03-06T09:00:00.000Z',
  filedAt: '2026-03-06T09:00:00.000Z',
  jurisdiction: '*',
};
const bundle = await packContainer([...built.sealed()].map(([name, bytes]) => memberOf(name, bytes)));
write('good.atb', bundle);
write('policy.json', built.policyBytes);
write('claim.json', claim);
write('euro.json', { ...claim, amount: { currency: 'EUR', minor: 1 } });
write('no-payment.json', { ...claim, paymentId: 'pay-9' });
write('empty', '');
write('binary', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197 + 13) % 256)));
write('text', 'hello\n');
write('object.json', {});
write('hostile.atb', containerOf([{ name: '../evil', data: 'x' }]));
write('bad-pack.json', { ...smallPackDocument('house', []), semantics: 'assize/2' });
mkdirSync(join(home, 'folder'));
await createKeyFile(join(home, 'key.jwk'), { secret: new Uint8Array(32).fill(3) });

/** Runs a command in this process as the program does. */
async function assize(words: string, input: Uint8Array | string = ''): Promise<{ status: number; out: string }> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const io = { ...testIo({ stdin: [bytes] }), cwd: home };
  const [name, ...rest] = words.split(' ');
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw new Error(`no command ${String(name)}`);
  try {
    return { status: await command.run(rest, io), out: io.out.join('') };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    return { status: exitCodeOf(error), out: `${io.out.join('')}${JSON.stringify(errorDocument(error))}\n` };
  }
}

const answerOf = (out: string): { error?: { code: string; path?: string } } => JSON.parse(out) as { error?: { code: string } };

describe('what is put out', () => {
  it.each(['verify good.atb --policy policy.json --json', 'arbitrate good.atb --policy policy.json --claim claim.json --json'])(
    'is the same for any number of workers and on either path: %s',
    async (words) => {
      const plain = await assize(words);
      expect(plain.status).toBeLessThan(3);
      for (const more of ['--workers 1', '--workers 2', '--workers 16', '--path reference', '--workers 2 --path fast'])
        expect(await assize(`${words} ${more}`)).toEqual(plain);
    },
  );
});

describe('exit codes', () => {
  const reads = ['verify', 'inspect', 'replay --txn t', 'compare good.atb', 'arbitrate --all'];
  it.each(reads.flatMap((command) => [`${command} nowhere`, `${command} nowhere/at/all`]))('66: %s --json', async (words) => {
    const { status, out } = await assize(`${words} --json`);
    expect([status, answerOf(out).error?.code]).toEqual([66, 'E_NO_FILE']);
  });

  it.each(reads.flatMap((command) => ['empty', 'binary', 'text', 'object.json', 'folder'].map((file) => `${command} ${file}`)))(
    '65: %s --json',
    async (words) => {
      const { status, out } = await assize(`${words} --json`);
      const { error } = answerOf(out);
      expect([status, error?.code, error?.path]).toEqual([65, 'E_FORMAT', join(home, words.split(' ').at(-1) as string)]);
    },
  );

  it('1: a container that is refused is reported, not thrown', async () => {
    for (const command of ['verify', 'inspect', 'arbitrate --all']) {
      const { status, out } = await assize(`${command} hostile.atb --json`);
      expect(status === 0 || status === 1).toBe(true);
      if (command === 'verify') expect([status, out.includes('E_ZIP_NAME')]).toEqual([1, true]);
    }
    expect(readdirSync(tmpdir()).filter((name) => name === 'evil')).toEqual([]);
  });

  it.each<[string, number, string?]>([
    ['verify good.atb --policy policy.json --json', 0],
    ['verify good.atb --json', 2],
    ['verify good.atb --policy nowhere --json', 66, 'E_NO_FILE'],
    ['verify good.atb --policy folder --json', 65, 'E_READ'],
    ['verify good.atb --policy binary --json', 65, 'E_PARSE'],
    ['verify good.atb --policy empty --json', 65, 'E_PARSE'],
    ['verify good.atb --policy object.json --json', 65, 'E_POLICY'],
    ['verify good.atb --keys object.json --json', 65, 'E_POLICY'],
    ['verify good.atb --heads object.json --json', 65, 'E_HEADS'],
    ['verify good.atb --open binary --json', 65, 'E_PARSE'],
    ['verify good.atb --require integrity,colour --json', 64, 'E_USAGE'],
    ['verify good.atb --at yesterday --json', 64, 'E_USAGE'],
    ['verify good.atb --workers none --json', 64, 'E_USAGE'],
    ['verify good.atb --path slow --json', 64, 'E_USAGE'],
    ['verify good.atb --colour --json', 64, 'E_USAGE'],
    ['verify --json', 64, 'E_USAGE'],
    ['compare good.atb --json', 64, 'E_USAGE'],
    ['inspect good.atb --entry 9999 --json', 64, 'E_USAGE'],
    ['replay good.atb --json', 64, 'E_USAGE'],
    ['replay good.atb --txn nobody --json', 64, 'E_TXN'],
    ['replay good.atb --txn txn-coffee-0001 --step 999 --json', 64, 'E_STEP'],
    ['arbitrate good.atb --json', 64, 'E_USAGE'],
    ['arbitrate good.atb --all --claim claim.json --json', 64, 'E_USAGE'],
    ['arbitrate good.atb --policy policy.json --claim claim.json --json', 0],
    ['arbitrate good.atb --policy policy.json --claim nowhere --json', 66, 'E_NO_FILE'],
    ['arbitrate good.atb --policy policy.json --claim binary --json', 65, 'E_PARSE'],
    // What can be read and is refused fails its checks; only what cannot be read at all is 65.
    ['arbitrate good.atb --policy policy.json --claim object.json --json', 1, 'E_CLAIM'],
    ['arbitrate good.atb --policy policy.json --claim euro.json --json', 1, 'E_CLAIM'],
    ['arbitrate good.atb --policy policy.json --claim no-payment.json --json', 1, 'E_CLAIM'],
    ['arbitrate good.atb --policy policy.json --claim claim.json --txn other --json', 1, 'E_CLAIM'],
    ['arbitrate good.atb --policy policy.json --claim claim.json --pack bad-pack.json --json', 1, 'E_PACK_SEMANTICS'],
    ['arbitrate good.atb --policy policy.json --claim claim.json --set x=1 --json', 1, 'E_PACK_PARAM'],
    ['pack check core --json', 0],
    ['pack check binary --json', 65, 'E_PARSE'],
    ['pack check nowhere --json', 66, 'E_NO_FILE'],
    ['ruling verify nowhere --json', 66, 'E_NO_FILE'],
    ['ruling verify folder --json', 65, 'E_READ'],
    ['key show nowhere --json', 66, 'E_NO_FILE'],
    ['key show object.json --json', 65, 'E_KEY'],
    ['bundle nowhere --out x.atb --json', 66, 'E_NO_FILE'],
    ['bundle folder --out x.atb --json', 65, 'E_BUNDLE'],
    ['check --colour', 64, 'E_USAGE'],
  ])('%s: %i', async (words, status, code) => {
    const result = await assize(words);
    expect(result.status).toBe(status);
    expect(answerOf(result.out.split('\n').at(-2) as string).error?.code).toBe(code);
  });

  it('1: a pack that is none fails its check, with the reason among the analysis', async () => {
    const { status, out } = await assize('pack check bad-pack.json --json');
    expect([status, JSON.parse(out)]).toMatchObject([1, { verdict: 'fail', analysis: [{ code: 'E_PACK_SEMANTICS' }] }]);
  });
});

describe('standard input as a path', () => {
  it.each<[string, string]>([
    ['verify - --policy policy.json', 'good.atb'],
    ['verify good.atb --policy -', 'policy.json'],
    ['inspect -', 'good.atb'],
    ['replay - --txn txn-coffee-0001', 'good.atb'],
    ['compare good.atb -', 'good.atb'],
    ['arbitrate - --all --policy policy.json', 'good.atb'],
    ['arbitrate good.atb --claim - --policy policy.json', 'claim.json'],
    ['key show -', 'key.jwk'],
    ['policy show -', 'policy.json'],
  ])('%s', async (words, file) => {
    const { status, out } = await assize(`${words} --json`, readFileSync(join(home, file)));
    expect([status === 0 || status === 2, out.includes('"error"')]).toEqual([true, false]);
    const named = await assize(`${words.replace(/(?<= )-(?= |$)/, file)} --json`);
    expect(named.status).toBe(status);
  });

  it('can be named once, and is nowhere to write to', async () => {
    for (const words of ['verify - -', 'compare - -', 'verify - --policy -', 'arbitrate - --claim - --policy policy.json'])
      expect((await assize(words)).status).toBe(64);
    for (const words of [
      'arbitrate good.atb --policy policy.json --claim claim.json --out -',
      'key new -',
      'policy init -',
      'bundle folder --out -',
    ])
      expect((await assize(words)).status).toBe(64);
    expect(readdirSync(home)).not.toContain('-');
  });
});

describe('what is written', () => {
  it('is never in place of what is there, unless forced, and never in part', async () => {
    const before = readdirSync(home).sort();
    const arbitrate = 'arbitrate good.atb --policy policy.json --claim claim.json --sign key.jwk --json';
    for (const words of [
      `${arbitrate} --out text`,
      `${arbitrate} --out nowhere/ruling.json`,
      `${arbitrate} --out folder --force`,
      'key new key.jwk --json',
      'key new nowhere/key.jwk --json',
      'policy init policy.json --json',
      'pack sign core --key key.jwk --out text --json',
    ])
      expect((await assize(words)).status).toBe(73);
    expect(readdirSync(home).sort()).toEqual(before);
    expect(readFileSync(join(home, 'text'), 'utf8')).toBe('hello\n');
  });

  it('is not there where making it failed', async () => {
    const before = readdirSync(home).sort();
    for (const words of [
      'policy init made.json --key nowhere --sub a --role user --operator b',
      'policy init made.json --key key.jwk --sub a --role nobody --operator b',
      'arbitrate good.atb --policy policy.json --claim euro.json --out ruling.json',
      'arbitrate good.atb --policy policy.json --claim claim.json --sign nowhere --out ruling.json',
      'pack sign bad-pack.json --key key.jwk --out signed.json',
      'bundle folder --out made.atb',
    ])
      expect((await assize(words)).status).not.toBe(0);
    expect(readdirSync(home).sort()).toEqual(before);
    const policy = readFileSync(join(home, 'policy.json'));
    expect((await assize('policy init policy.json --force --key nowhere --sub a --role user --operator b')).status).toBe(66);
    expect(readFileSync(join(home, 'policy.json')).equals(policy)).toBe(true);
  });
});

describe('the process', () => {
  const main = join(projectRoot, 'src-main/cli/main.ts');
  const env = { ...process.env, INIT_CWD: home };
  const run = (words: string, stdout: number | 'pipe' = 'pipe') =>
    spawnSync(process.execPath, [main, ...words.split(' ')], { env, stdio: ['ignore', stdout, 'pipe'], encoding: 'utf8' });

  it('has one JSON document and nothing else on standard output, whatever fails', () => {
    for (const [words, status] of [
      ['verify nowhere --json', 66],
      ['bogus --json', 64],
      ['verify good.atb --lang fr --json', 64],
    ] as const) {
      const result = run(words);
      expect([result.status, result.stderr, result.stdout.trim().split('\n').length]).toEqual([status, '', 1]);
      expect(answerOf(result.stdout).error?.code).toMatch(/^E_/);
    }
    // What stands behind -- is a path.
    expect(run('verify -- --help').status).toBe(66);
  });

  it('JSON never changes with the language', () => {
    const words = 'verify good.atb --policy policy.json --json --at 2026-11-01T00:00:00Z';
    expect(run(`${words} --lang zh-CN`).stdout).toBe(run(words).stdout);
  });

  it.runIf(process.platform === 'linux')('73 in words, and no stack, where standard output takes nothing', () => {
    const full = openSync('/dev/full', 'w');
    for (const words of ['verify good.atb --policy policy.json --json', '--help']) {
      const { status, stderr } = run(words, full);
      expect([status, stderr]).toEqual([73, 'assize: E_WRITE: standard output cannot be written (ENOSPC) (standard output)\n']);
    }
  });

  it('ends in silence, and not as a success, where the reader closed the pipe', async () => {
    const child = spawn(process.execPath, [main, 'check'], { env, stdio: 'pipe' });
    let errors = '';
    child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
    child.stdin.on('error', () => {});
    const feed = setInterval(() => child.stdin.write('{"kind":"json","bytes":"MQ=="}\n'.repeat(1000)), 5);
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((done) => child.on('exit', done));
    clearInterval(feed);
    expect([status, errors]).toEqual([73, '']);
  });
});
