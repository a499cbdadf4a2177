import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { openAuditChain } from '../../../src-main/recording/audit-chain.ts';
import { readLine } from '../../../src-main/recording/chain-file.ts';
import { linesOf } from '../../fixtures/bundle-builder.ts';
import { secretOf } from '../../fixtures/seeded-random.ts';

const LF = 0x0a;
const writer = join(import.meta.dirname, '../../fixtures/endless-writer.ts');

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'assize-crash-'));
}

function entriesIn(dir: string): number[] {
  const [name = ''] = readdirSync(join(dir, 'entries'));
  const path = join(dir, 'entries', name);
  return linesOf(new Uint8Array(readFileSync(path))).map((line) => readLine(line.subarray(0, -1), path).entry.seq);
}

/** Starts a writer; kills it once it has confirmed some entries. Resolves to the last seq that it confirmed. */
function killedWriter(dir: string, after: number, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, dir, text], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > after) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve(Number(output.trim().split('\n').at(-1))));
  });
}

describe('a writer that dies', () => {
  it('loses nothing that it confirmed, and the next one goes on from a whole line', { timeout: 60_000 }, async () => {
    const dir = folder();
    for (const [round, after] of [3, 7, 12].entries()) {
      const confirmed = await killedWriter(dir, after, `round ${round}`);
      const [name = ''] = readdirSync(join(dir, 'entries'));
      const path = join(dir, 'entries', name);
      // What a process that is killed in the middle of a write can leave at worst. The kill may have left such a half line itself.
      if (round > 0 && readFileSync(path).at(-1) === LF) appendFileSync(path, readFileSync(path).subarray(0, 1000 * round));
      const torn = readFileSync(path).at(-1) !== LF;
      const notices: string[] = [];
      const chain = await openAuditChain(dir, {
        signer: ed25519Signer(secretOf('recording', 'agent')),
        onNotice: (notice) => notices.push(notice),
      });
      expect(notices).toHaveLength(torn ? 1 : 0);
      if (round > 0) expect(torn).toBe(true);
      expect(chain.head.next).toBeGreaterThanOrEqual(confirmed + 1);
      await chain.close();
      const seqs = entriesIn(dir);
      expect(seqs).toEqual(seqs.map((_, index) => index));
    }
  });

  it('leaves a disclosure only where its entry stands', async () => {
    const dir = folder();
    const signer = ed25519Signer(secretOf('recording', 'agent'));
    const open = () => openAuditChain(dir, { signer, actor: { id: 'did:example:agent', role: 'user_agent' } });
    const chain = await open();
    const { digest } = await chain.record({ txn: 't', type: 'service.queried', body: { query: 'x' }, withhold: ['/body/query'] });
    await chain.close();
    const at = (name: string): string => join(dir, 'disclosures', name);
    const text = readFileSync(at(`${digest.slice(7)}.txt`));
    writeFileSync(at(`.pending-${digest.slice(7)}`), text);
    writeFileSync(at(`.pending-${'0'.repeat(64)}`), 'lost');
    await (await open()).close();
    expect(readdirSync(join(dir, 'disclosures'))).toEqual([`${digest.slice(7)}.txt`]);
  });

  it('leaves a lock that another machine never takes over', async () => {
    const dir = folder();
    const signer = ed25519Signer(secretOf('recording', 'agent'));
    writeFileSync(join(dir, '.lock'), JSON.stringify({ pid: 1, host: `not-${hostname()}`, token: 'x' }));
    await expect(openAuditChain(dir, { signer })).rejects.toMatchObject({ code: 'E_LOCKED' });
  });
});

describe('two writers at once', () => {
  it('never write into each other', { timeout: 60_000 }, async () => {
    const dir = folder();
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map(
        (text) =>
          new Promise<number | null>((resolve) => {
            spawn(process.execPath, [writer, dir, text, '20'], { stdio: 'ignore' }).on('close', (code) => resolve(code));
          }),
      ),
    );
    expect(outcomes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(1);
    const seqs = entriesIn(dir);
    expect(seqs).toEqual(seqs.map((_, index) => index));
    expect(seqs.length).toBe(20 * outcomes.filter((code) => code === 0).length);
    expect(existsSync(join(dir, '.lock'))).toBe(false);
  });
});

describe('a disk that is full', () => {
  it('leaves the last whole line as the end', { timeout: 30_000 }, () => {
    const dir = folder();
    let message = '';
    try {
      // A limit on the size of files (in KiB) stands in for the disk's end: the write comes back short, then fails.
      execFileSync('bash', ['-c', `trap '' XFSZ; ulimit -f 100; exec "${process.execPath}" "${writer}" "${dir}" full`], {
        stdio: 'pipe',
      });
    } catch (error) {
      message = String((error as { stderr: Buffer }).stderr);
    }
    expect(message).toContain('E_WRITE');
    const seqs = entriesIn(dir);
    expect(seqs.length).toBeGreaterThan(1);
    expect(seqs).toEqual(seqs.map((_, index) => index));
  });
});
