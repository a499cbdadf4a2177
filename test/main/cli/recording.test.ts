import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { COMMANDS } from '../../../src-main/cli/command-table.ts';
import { errorDocument, EXIT, exitCodeOf, type CommandIo } from '../../../src-main/cli/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-cli-'));

/** Runs a command as main.ts does, in this process. */
async function assize(args: readonly string[], input = ''): Promise<{ status: number; out: string }> {
  let out = '';
  const io: CommandIo = {
    stdin: (async function* () {
      yield new TextEncoder().encode(input);
    })(),
    stdout: async (text) => void (out += text),
    stderr: () => undefined,
    cwd: folder,
    env: {},
    lang: 'en',
    color: false,
    showProgress: false,
    now: () => Date.now(),
    askPassphrase: () => Promise.resolve(undefined),
    signal: new AbortController().signal,
  };
  const [name, ...rest] = args;
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw new Error(`no command ${String(name)}`);
  try {
    return { status: await command.run(rest, io), out };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    return { status: exitCodeOf(error), out: `${out}${JSON.stringify(errorDocument(error))}\n` };
  }
}

async function json(args: readonly string[], input = '') {
  const { status, out } = await assize([...args, '--json'], input);
  return {
    status,
    lines: out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('key, policy, record and bundle', () => {
  it('leave evidence behind that verifies under the policy they made', { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, 'menu.html'), '<h1>menu</h1>');
    const [key] = (await json(['key', 'new', 'agent.jwk'])).lines;
    expect(statSync(join(folder, 'agent.jwk')).mode & 0o777).toBe(0o600);
    expect((await json(['key', 'show', 'agent.jwk'])).lines[0]).toMatchObject({ kid: key?.['kid'] });
    expect(JSON.stringify((await json(['key', 'show', 'agent.jwk'])).lines)).not.toContain('"d"');
    const add = ['--key', 'agent.jwk', '--sub', 'did:example:agent', '--role', 'user_agent', '--operator', 'Agents Ltd'];
    expect((await json(['policy', 'init', 'policy.json', '--name', 'Mine', ...add])).lines[0]).toMatchObject({ name: 'Mine' });
    expect(readFileSync(join(folder, 'policy.json'), 'utf8')).not.toContain('"d"');

    const chain = ['record', '--chain', 'agent', '--key', 'agent.jwk'];
    const events = [
      { txn: 't1', type: 'service.queried', body: { query: 'coffee' }, withhold: ['/body/query'] },
      {
        txn: 't1',
        type: 'service.queried',
        body: { query: 'tea' },
        artifacts: [{ name: 'menu', profile: 'document', media: 'text/html', path: 'menu.html' }],
        closes: 'complete',
      },
    ];
    const recorded = await json(
      [...chain, '--actor', 'did:example:agent', '--role', 'user_agent'],
      events.map((event) => JSON.stringify(event)).join('\n'),
    );
    expect(recorded.status).toBe(0);
    expect(recorded.lines.map((line) => line['seq'])).toEqual([0, 1]);
    expect((await json(chain, '{"txn":"t1","type":"service.queried","body":{"query":"x"}}\n')).lines[0]).toMatchObject({
      error: { code: 'E_AFTER_CLOSE', line: 1 },
    });

    expect((await json(['bundle', 'agent', '--out', 'case.atb', '--case', 'demo'])).lines[0]).toMatchObject({ files: 3 });
    expect((await assize(['bundle', 'agent', '--out', 'case.atb'])).status).toBe(EXIT.cannotWrite);
    expect((await assize(['bundle', 'agent', '--out', 'case.atb', '--force', '--shut'])).status).toBe(EXIT.pass);
    for (const path of ['case.atb', 'agent']) {
      const [report] = (await json(['verify', path, '--policy', 'policy.json'])).lines;
      expect(report).toMatchObject({
        axes: { integrity: 'pass', authenticity: 'pass', order: 'pass', completeness: 'pass' },
        counts: { entries: 2, artifacts: 1 },
      });
    }
    expect(readdirSync(folder).filter((name) => name.includes('part') || name.includes('tmp'))).toEqual([]);
  });

  it('lock a key with a passphrase', { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, 'pass.txt'), 'correct horse\n');
    writeFileSync(join(folder, 'wrong.txt'), 'battery\n');
    const [made] = (await json(['key', 'new', 'locked.jwe', '--passphrase-file', 'pass.txt'])).lines;
    expect(readFileSync(join(folder, 'locked.jwe'), 'utf8')).toMatch(/^eyJ/);
    expect((await json(['key', 'show', 'locked.jwe', '--passphrase-file', 'pass.txt'])).lines[0]).toMatchObject({
      kid: made?.['kid'],
    });
    expect((await json(['key', 'show', 'locked.jwe', '--passphrase-file', 'wrong.txt'])).lines[0]).toMatchObject({
      error: { code: 'E_PASSPHRASE' },
    });
    expect((await assize(['key', 'new', 'locked.jwe'])).status).toBe(EXIT.cannotWrite);
  });

  it('say where an event is wrong, and keep what came before it', { timeout: 60_000 }, async () => {
    await json(['key', 'new', 'b.jwk']);
    const { status, lines } = await json(
      ['record', '--chain', 'b', '--key', 'b.jwk', '--actor', 'b', '--role', 'user_agent'],
      '{"txn":"t","type":"service.queried","body":{"query":"x"}}\n{"txn":"t","type":"service.queried","body":{"query":7}}\n',
    );
    expect(status).toBe(EXIT.data);
    expect(lines[0]).toMatchObject({ seq: 0 });
    expect(lines[1]).toMatchObject({ error: { code: 'E_SCHEMA', line: 2, pointer: '/body/query' } });
    expect((await json(['record', '--chain', 'b', '--key', 'b.jwk'], '{"a":1,"a":2}\n')).lines[0]).toMatchObject({
      error: { code: 'E_PARSE_DUPKEY', line: 1 },
    });
    expect((await json(['record', '--chain', 'b', '--key', 'b.jwk'], '{"txn":"t"}\n')).lines[0]).toMatchObject({
      error: { code: 'E_EVENT', pointer: '/type' },
    });
    expect((await assize(['record', '--chain', 'b', '--key', 'gone.jwk'])).status).toBe(EXIT.noInput);
    expect((await assize(['bundle', 'nothing-here', '--out', 'x.atb'])).status).toBe(EXIT.noInput);
  });
});

describe('docs/recording.md', () => {
  it('shows ten lines that make a chain', { timeout: 60_000 }, async () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/recording.md'), 'utf8');
    const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(docs) ?? [];
    const lines = code.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(10);
    const door = join(import.meta.dirname, '../../../src-main/recording/index.ts');
    const place = mkdtempSync(join(tmpdir(), 'assize-docs-'));
    const script = join(place, 'ten-lines.ts');
    writeFileSync(script, code.replace(/'[^']*src-main\/recording\/index\.ts'/, JSON.stringify(door)));
    execFileSync(process.execPath, [script], { cwd: place });
    const { status, lines: reports } = await json(['verify', join(place, 'my-agent.atb')]);
    expect(status).toBe(2);
    expect(reports[0]).toMatchObject({ axes: { integrity: 'pass', order: 'pass' }, counts: { entries: 2 } });
  });
});
