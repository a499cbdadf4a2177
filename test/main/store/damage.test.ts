import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { buildReport } from '../../../src-core/evidence/report.ts';
import { caseSources, filesOf, storedBytes } from '../../../src-main/case-import/sources.ts';
import type { CaseSession } from '../../../src-main/case/case-session.ts';
import { openSession } from '../../../src-main/case/open-session.ts';
import { DERIVED_TABLES } from '../../../src-main/store/derived-tables.ts';
import { readVerdict } from '../../../src-main/store/stored-report.ts';
import { VERSION } from '../../../src-main/version.ts';
import { spoiltCase, sessionHost, temporaryFolder, type CaseFixture } from '../../fixtures/case-fixture.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';

const trials = process.env['SLOW'] === '1' ? 1000 : 200;
const seed = Number(process.env['SEED'] ?? 20260101);

let bytes: Buffer;
let dataFolder: string;
let shown: string;
let digest: string | undefined;

const everything = ({ read }: CaseSession): string =>
  JSON.stringify(DERIVED_TABLES.map((table) => read.query(`SELECT * FROM ${table}`).all()));

async function keptFixture(): Promise<CaseFixture> {
  const fixture = await spoiltCase(temporaryFolder());
  shown = everything(fixture.session);
  digest = readVerdict(fixture.session.read)?.report_digest;
  fixture.session.close();
  // Without free pages, so that few bits mean nothing.
  const dense = join(temporaryFolder(), 'dense.assize');
  const sqlite = new Sqlite(fixture.path);
  sqlite.prepare('VACUUM INTO ?').run(dense);
  sqlite.close();
  bytes = readFileSync(dense);
  dataFolder = fixture.dataFolder;
  return fixture;
}

describe('one bit of a case file that tips over', () => {
  it(`never gives another verdict in silence (${trials} trials, seed ${seed})`, { timeout: 900_000 }, async () => {
    const fixture = await keptFixture();
    const random = new SeededRandom(`damage ${seed}`);
    const folder = temporaryFolder();
    const outcomes: Record<string, number> = {};
    const count = (name: string): void => void (outcomes[name] = (outcomes[name] ?? 0) + 1);
    for (let trial = 0; trial < trials; trial += 1) {
      const path = join(folder, `t${trial}.assize`);
      const bit = random.integer(0, bytes.length * 8 - 1);
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, damaged);
      let session: CaseSession | undefined;
      try {
        session = await openSession(path, '', sessionHost(dataFolder));
        if (session.stamp !== 'right') {
          expect(session.warnings.length).toBeGreaterThan(0);
          count('warned of on opening');
          continue;
        }
        expect(everything(session) === shown, `bit ${bit}`).toBe(true);
        // Every byte of evidence against its digest each time; the whole verification now and then, since it says the same.
        for (const source of caseSources(session.read))
          for (const file of filesOf(session.read, source.id))
            for (const piece of storedBytes(session.read, file, '')) expect(piece.length).toBeGreaterThan(0);
        if (trial % 10 === 0) expect(buildReport(await session.evidence(), VERSION).reportDigest, `bit ${bit}`).toBe(digest);
        count('no difference');
      } catch (error) {
        if (!(error instanceof AssizeError)) throw error;
        expect(error.code, `bit ${bit}: ${error.message}`).toMatch(
          /^E_CASE_(?:DAMAGED|ALIEN|NEWER|IO)$|^E_KEY$|^E_POLICY$|^E_PARSE/,
        );
        count(session === undefined ? 'refused on opening' : 'refused on deriving');
      } finally {
        session?.close();
      }
    }
    expect(Object.values(outcomes).reduce((sum, of) => sum + of, 0)).toBe(trials);
    expect(outcomes['refused on opening']).toBeGreaterThan(0);
    process.stdout.write(`    damage: ${JSON.stringify(outcomes)}\n`);
    await fixture.reopen();
  });
});

describe('rows that somebody edited with SQL', () => {
  it.each([
    "UPDATE line SET status = 'pass', code = NULL",
    'UPDATE line SET minor = minor + 1 WHERE minor IS NOT NULL',
    'DELETE FROM finding WHERE id = 1',
    'UPDATE verdict SET report = replace(report, \'"fail"\', \'"pass"\')',
    'UPDATE verdict SET holding = holding + 1',
    'UPDATE txn SET charged_minor = 1',
    "UPDATE cause SET severity = 'warning'",
    'DELETE FROM verdict',
    "DELETE FROM meta WHERE name = 'policy'",
    'UPDATE policy SET document = CAST(replace(CAST(document AS TEXT), \'"name":"\', \'"name":"x\') AS BLOB)',
    "UPDATE source SET sha256 = 'sha256:' || hex(zeroblob(32))",
    'DELETE FROM chain WHERE id = 1',
  ])('are found on the next opening: %s', async (sql) => {
    const fixture = await spoiltCase();
    fixture.session.close();
    const edited = join(temporaryFolder(), 'edited.assize');
    copyFileSync(fixture.path, edited);
    const sqlite = new Sqlite(edited);
    const changed = sqlite.prepare(sql).run().changes;
    sqlite.close();
    expect(changed).toBeGreaterThan(0);
    if (sql.startsWith('UPDATE policy')) {
      await expect(openSession(edited, '', sessionHost(fixture.dataFolder))).rejects.toMatchObject({ code: 'E_CASE_DAMAGED' });
      await fixture.reopen();
      return;
    }
    const session = await openSession(edited, '', sessionHost(fixture.dataFolder));
    try {
      expect(session.stamp).toBe('wrong');
      expect(session.warnings.map(({ code }) => code)).toContain('W_VERDICT_DERIVED_AGAIN');
    } finally {
      session.close();
      await fixture.reopen();
    }
  });
});
