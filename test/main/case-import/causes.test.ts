import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readVerdict } from '../../../src-main/store/stored-report.ts';
import { emptyCase, spoiltCase, type CaseFixture } from '../../fixtures/case-fixture.ts';

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));

async function sampleCase(name: string, ...files: string[]): Promise<CaseFixture> {
  const fixture = await emptyCase();
  const folder = join(samples, name);
  await fixture.take(
    files.map((file) => join(folder, file)),
    readFileSync(join(folder, 'policy.json')),
  );
  return fixture;
}

interface Row {
  readonly id: number;
  readonly code: string;
  readonly chain: string | null;
  readonly same: number;
  readonly effects: number;
  readonly first: number;
}

const causesOf = ({ session }: CaseFixture): Row[] =>
  session.read.query<Row>('SELECT id, code, chain, same, effects, first FROM cause ORDER BY id').all();

describe('causes', () => {
  it('account for every finding: roots once, and what follows from them', async () => {
    const fixture = await spoiltCase();
    const { findings } = readVerdict(fixture.session.read) ?? { findings: -1 };
    const causes = causesOf(fixture);
    expect(causes.reduce((sum, { same, effects }) => sum + same + effects, 0)).toBe(findings);
    expect(causes.map(({ id }) => id)).toEqual(causes.map((_, index) => index + 1));
    const [worst] = causes;
    expect(worst).toMatchObject({ code: 'E_PARSE', same: 1 });
    expect(worst?.effects).toBeGreaterThan(0);
    const counted = fixture.session.read
      .query<{ cause: number; roots: number; others: number }>(
        'SELECT cause, sum(follows IS NULL) AS roots, sum(follows IS NOT NULL) AS others FROM finding GROUP BY cause ORDER BY cause',
      )
      .all();
    expect(counted).toEqual(causes.map(({ id, same, effects }) => ({ cause: id, roots: same, others: effects })));
  });

  it('fold what one key did, whichever side of its revocation, and what is said of all chains', async () => {
    const fixture = await sampleCase('07-revoked-key', 'evidence.atb');
    const causes = causesOf(fixture);
    const ofKeys = causes.filter(({ code }) => code.includes('KEY_') && !code.startsWith('W_'));
    expect(ofKeys).toHaveLength(1);
    const shown = fixture.session.read
      .query<{ code: string }>('SELECT code FROM finding WHERE id = ?')
      .get(ofKeys[0]?.first ?? 0);
    expect(shown?.code).toBe(ofKeys[0]?.code);
    for (const code of ['I_TIME_ASSUMED', 'I_OPEN_CHAIN', 'W_TEST_KEY']) {
      const same = causes.filter((cause) => cause.code === code);
      expect(same.length, code).toBeLessThanOrEqual(1);
      for (const { chain } of same) expect(chain, code).toBeNull();
    }
    // A signature under a key that was revoked, or may have been, holds for nothing.
    const unsettled = fixture.session.read
      .query<{ count: number }>(
        "SELECT count(DISTINCT line_id) AS count FROM finding WHERE axis = 'authenticity' AND severity <> 'warning' AND line_id NOT NULL",
      )
      .get();
    expect(unsettled?.count).toBeGreaterThan(0);
    const { entries, holding } = readVerdict(fixture.session.read) ?? { entries: 0, holding: -1 };
    expect(holding).toBe(entries - (unsettled?.count ?? 0));
  });
});
