import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { COMMANDS } from '../../../src-main/cli/command-table.ts';
import { errorDocument, exitCodeOf } from '../../../src-main/cli/command.ts';
import { openCaseFile } from '../../../src-main/store/case-file.ts';
import { testIo } from '../../fixtures/cli-io.ts';
import { temporaryFolder } from '../../fixtures/case-fixture.ts';

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));
const honest = join(samples, '01-coffee-order');
const spoilt = join(samples, '02-price-changed');

let folder: string;

async function assize(...args: string[]): Promise<{ status: number; out: string; json: Record<string, unknown> }> {
  const io = { ...testIo(), cwd: folder, env: { ASSIZE_DATA: join(folder, 'data') }, now: Date.now };
  const [name, ...rest] = args;
  const command = COMMANDS.find((item) => item.name === name);
  let status: number;
  try {
    status = (await command?.run(rest, io)) ?? -1;
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    status = exitCodeOf(error);
    io.out.push(JSON.stringify(errorDocument(error)));
  }
  const out = io.out.join('');
  return {
    status,
    out,
    json: args.includes('--json') || out.startsWith('{"error"') ? (JSON.parse(out) as Record<string, unknown>) : {},
  };
}

describe('import, export and custody on the command line', () => {
  it('take evidence into a case, verify it as `verify` does, and give everything back as it was', async () => {
    folder = temporaryFolder();
    const evidence = join(honest, 'evidence.atb');
    const policy = join(honest, 'policy.json');
    const taken = await assize('import', 'c.assize', evidence, '--policy', policy, '--title', 'Coffee', '--by', 'Ann', '--json');
    const verified = await assize('verify', evidence, '--policy', policy, '--json');
    expect(taken.status).toBe(0);
    expect(taken.json['reportDigest']).toBe(verified.json['reportDigest']);
    expect(taken.json['verdict']).toBe('pass');

    const twice = await assize('import', 'c.assize', evidence, '--json');
    expect(twice.json).toMatchObject({ imported: [], alreadyThere: ['evidence.atb'], reportDigest: taken.json['reportDigest'] });

    const out = await assize(
      'export',
      'c.assize',
      '--evidence',
      'out',
      '--report',
      'r.json',
      '--custody',
      'c.ndjson',
      '--copy',
      'copy.assize',
      '--json',
    );
    expect(out.status).toBe(0);
    expect(readFileSync(join(folder, 'out/evidence.atb')).equals(readFileSync(evidence))).toBe(true);
    const report = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as Record<string, unknown>;
    expect({ ...report, inputs: [] }).toEqual({ ...verified.json, inputs: [], findings: report['findings'] });

    expect((await assize('custody', 'verify', 'c.assize', '--json')).json).toMatchObject({ verdict: 'pass', remembered: 'same' });
    expect((await assize('custody', 'verify', 'copy.assize')).status).toBe(0);
    // A file of lines alone says nothing of whose key it is.
    expect((await assize('custody', 'verify', 'c.ndjson')).status).toBe(2);
    expect((await assize('custody', 'verify', 'c.assize', '--json')).json['acts']).toHaveLength(9);
  });

  it('say with their exit code what the case comes to', async () => {
    folder = temporaryFolder();
    const result = await assize(
      'import',
      'c.assize',
      join(spoilt, 'evidence.atb'),
      '--policy',
      join(spoilt, 'policy.json'),
      '--json',
    );
    expect(result).toMatchObject({ status: 1, json: { verdict: 'fail' } });
    expect((await assize('import', 'd.assize', join(honest, 'evidence.atb'))).status).toBe(2);
  });

  it.each<[string, string[], number, string]>([
    ['no case', ['export', 'no.assize', '--custody', 'x'], 66, 'E_NO_FILE'],
    ['no evidence', ['import', 'c.assize', 'no.atb'], 66, 'E_NO_FILE'],
    ['something else than a case', ['custody', 'verify', 'alien.assize'], 65, 'E_CASE_ALIEN'],
    ['something else than evidence', ['import', 'c.assize', 'alien.assize'], 65, 'E_FORMAT'],
    ['nothing to take in', ['import', 'c.assize'], 64, 'E_USAGE'],
    ['nothing to take out', ['export', 'c.assize'], 64, 'E_USAGE'],
    ['another act than verify', ['custody', 'show', 'c.assize'], 64, 'E_USAGE'],
  ])('answer %s with its code', async (_name, args, status, code) => {
    folder = temporaryFolder();
    writeFileSync(join(folder, 'alien.assize'), 'no case and no evidence'.repeat(10));
    const result = await assize(...args, '--json');
    expect(result).toMatchObject({ status, json: { error: { code } } });
  });

  it('stay away from a case that is open elsewhere', async () => {
    folder = temporaryFolder();
    await assize('import', 'c.assize', join(honest, 'evidence.atb'));
    const file = openCaseFile(join(folder, 'c.assize'));
    expect(await assize('import', 'c.assize', join(honest, 'evidence.atb'), '--json')).toMatchObject({
      status: 73,
      json: { error: { code: 'E_CASE_LOCKED' } },
    });
    // To look at its custody it need not be closed.
    expect((await assize('custody', 'verify', 'c.assize')).status).toBe(0);
    file.close();
  });

  it('rescue the evidence of a damaged case', async () => {
    folder = temporaryFolder();
    await assize('import', 'c.assize', join(honest, 'evidence.atb'));
    const path = join(folder, 'c.assize');
    const sqlite = new Sqlite(path);
    const { rootpage } = sqlite.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'line'").get() as { rootpage: number };
    sqlite.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, (rootpage - 1) * 8192, (rootpage - 1) * 8192 + 64);
    writeFileSync(path, bytes);
    expect(await assize('export', 'c.assize', '--custody', 'x', '--json')).toMatchObject({
      status: 65,
      json: { error: { code: 'E_CASE_DAMAGED' } },
    });
    const rescued = await assize('export', 'c.assize', '--evidence', 'out', '--json');
    expect(rescued.status).toBe(1);
    expect(readFileSync(join(folder, 'out/evidence.atb')).equals(readFileSync(join(honest, 'evidence.atb')))).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('run as a program', async () => {
    folder = temporaryFolder();
    const main = fileURLToPath(new URL('../../../src-main/cli/main.ts', import.meta.url));
    const env = { ...process.env, ASSIZE_DATA: join(folder, 'data'), INIT_CWD: folder };
    const run = (...args: string[]): Promise<{ code: number; out: string }> =>
      new Promise((done) => {
        execFile(process.execPath, [main, ...args], { env, cwd: folder }, (error, out) =>
          done({ code: Number(error?.code ?? 0), out }),
        );
      });
    const taken = await run('import', 'c.assize', join(honest, 'evidence.atb'), '--lang', 'zh-CN');
    expect(taken.code).toBe(2);
    expect(taken.out).toContain('已导入');
    expect(existsSync(join(folder, 'c.assize'))).toBe(true);
    expect((await run('custody', 'verify', 'c.assize')).out).toContain('holds under the key of this machine');
    // Another process has it open: the lock is the system's own.
    const file = openCaseFile(join(folder, 'c.assize'));
    expect((await run('import', 'c.assize', join(honest, 'evidence.atb'))).code).toBe(73);
    file.close();
  });
});
