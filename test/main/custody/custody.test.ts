import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession } from '../../../src-main/case/open-session.ts';
import { readCustodyLine } from '../../../src-main/custody/custody-entry.ts';
import { custodyBytes } from '../../../src-main/custody/custody-log.ts';
import { verifyCustody } from '../../../src-main/custody/verify-custody.ts';
import { flipBit } from '../../fixtures/flip-bit.ts';
import { emptyCase, sessionHost, temporaryFolder, type CaseFixture } from '../../fixtures/case-fixture.ts';

async function threeActs(): Promise<CaseFixture> {
  const fixture = await emptyCase();
  fixture.session.record('finding.triaged', { cause: `sha256:${'0'.repeat(64)}`, state: 'confirmed', reason: 'seen' });
  fixture.session.record('field.opened', { pointer: '/body/utterance', reason: 'court order 7' });
  return fixture;
}

const verify = (fixture: CaseFixture, bytes = custodyBytes(fixture.session.read)) =>
  verifyCustody(bytes, {
    knownKids: [fixture.session.key.signer.kid],
    caseUrn: `urn:uuid:${fixture.session.caseUuid}`,
    remembered: 'same',
  }).report;

const linesOf = (bytes: Uint8Array): Buffer[] =>
  Buffer.from(bytes)
    .toString()
    .split(/(?<=\n)/)
    .map((line) => Buffer.from(line));

describe('the custody of a case', () => {
  it('takes no further act after a line that is damaged, and says that the case is', async () => {
    const fixture = await threeActs();
    fixture.session.write((database) =>
      database
        .change(
          "UPDATE custody_line SET line = CAST(replace(CAST(line AS TEXT), 'payloadType', 'payloadTypo') AS BLOB) WHERE seq = 2",
        )
        .run(),
    );
    expect(() => fixture.session.record('field.opened', { pointer: '/body/x', reason: 'y' })).toThrow(
      expect.objectContaining({ code: 'E_CASE_DAMAGED' }) as Error,
    );
    expect(verify(fixture).verdict).toBe('fail');
  });

  it('is a chain of signed acts, each naming who did it and the act before', async () => {
    const fixture = await threeActs();
    const report = verify(fixture);
    expect(report).toMatchObject({ verdict: 'pass', entries: 3, problems: [], kid: fixture.session.key.signer.kid });
    const lines = linesOf(custodyBytes(fixture.session.read)).map((line) => readCustodyLine(line.subarray(0, -1)));
    expect(lines.map(({ entry }) => entry.act)).toEqual(['case.created', 'finding.triaged', 'field.opened']);
    expect(lines.map(({ entry }) => entry.prev)).toEqual([null, lines[0]?.digest, lines[1]?.digest]);
    expect(lines[2]?.entry).toMatchObject({ actor: { id: 'Ann' }, details: { reason: 'court order 7' } });
  });

  it('does not hold where any bit of it is another one', async () => {
    const fixture = await threeActs();
    const bytes = custodyBytes(fixture.session.read);
    const step = process.env['SLOW'] === '1' ? 1 : 37;
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const changed = bytes.slice();
      flipBit(changed, bit);
      expect(verify(fixture, changed).verdict, `bit ${bit}`).toBe('fail');
    }
  });

  it.each<[string, (lines: Buffer[]) => Buffer[], string]>([
    ['the first act is missing', (lines) => lines.slice(1), 'E_SEQ_GAP'],
    ['one in the middle is missing', ([a, , c]) => [a, c].filter((line) => line !== undefined), 'E_SEQ_GAP'],
    ['two change places', ([a, b, c]) => [a, c, b].filter((line) => line !== undefined), 'E_SEQ_GAP'],
    ['one stands twice', ([a, b, c]) => [a, b, b, c].filter((line) => line !== undefined), 'E_SEQ_GAP'],
    ['there is none', () => [], 'E_SEQ_GAP'],
  ])('does not hold where %s', async (_name, change, code) => {
    const fixture = await threeActs();
    const report = verify(fixture, Buffer.concat(change(linesOf(custodyBytes(fixture.session.read)))));
    expect(report.verdict).toBe('fail');
    expect(report.problems.map((problem) => problem.code)).toContain(code);
  });

  it('of another case does not hold for this one', async () => {
    const [a, b] = [await threeActs(), await threeActs()];
    expect(verify(a, custodyBytes(b.session.read)).problems.map(({ code }) => code)).toContain('E_CHAIN_MIX');
  });

  it('is not settled under a key that this machine does not hold', async () => {
    const fixture = await threeActs();
    const bytes = custodyBytes(fixture.session.read);
    expect(verifyCustody(bytes, { knownKids: [], remembered: 'none' }).report.verdict).toBe('indeterminate');
  });

  it('has its key outside the case file, for its owner alone', async () => {
    const fixture = await threeActs();
    const path = join(fixture.dataFolder, 'custody', `${fixture.session.caseUuid}.key.json`);
    const { d } = JSON.parse(readFileSync(path, 'utf8')) as { d: string };
    fixture.session.close();
    expect(readFileSync(fixture.path).includes(d)).toBe(false);
    await fixture.reopen();
  });
});

describe('a copy of a case that comes back', () => {
  it('is known to be older, and says so in the file from then on', async () => {
    const fixture = await threeActs();
    fixture.session.close();
    const older = join(temporaryFolder(), 'older.assize');
    copyFileSync(fixture.path, older);
    await fixture.reopen();
    fixture.session.record('case.renamed', { title: 'later', reference: '' });
    const last = linesOf(custodyBytes(fixture.session.read)).length;
    fixture.session.close();
    const session = await openSession(older, 'Ann', sessionHost(fixture.dataFolder));
    expect(session.remembered).toBe('older');
    expect(session.warnings.map(({ code }) => code)).toEqual(['W_CASE_OLDER_COPY']);
    const lines = linesOf(custodyBytes(session.read));
    expect(lines).toHaveLength(last);
    expect(readCustodyLine((lines.at(-1) ?? Buffer.alloc(0)).subarray(0, -1)).entry).toMatchObject({
      act: 'case.older-copy',
      details: { seq: last - 1 },
    });
    session.close();
    // Now this one is what is remembered, and the one that was the latest is another.
    const other = await fixture.reopen();
    expect(other.remembered).toBe('other');
    expect(other.warnings.map(({ code }) => code)).toEqual(['W_CASE_OLDER_COPY']);
  });

  it('from another machine goes on in a chain of its own that names the last act before', async () => {
    const fixture = await threeActs();
    fixture.session.close();
    const elsewhere = temporaryFolder();
    const session = await openSession(fixture.path, 'Bob', sessionHost(elsewhere));
    expect(session.remembered).toBe('none');
    session.record('case.renamed', { title: 'elsewhere', reference: '' });
    const { report, lines } = verifyCustody(custodyBytes(session.read), {
      knownKids: [session.key.signer.kid],
      remembered: 'same',
    });
    expect(report.problems).toEqual([]);
    expect(report.verdict).toBe('indeterminate');
    expect(lines.map(({ entry }) => entry.act).slice(3)).toEqual(['custody.continued', 'case.renamed']);
    expect(lines[3]?.entry.details['digest']).toBe(lines[2]?.digest);
    expect(lines[4]?.entry.chain).toBe(lines[3]?.entry.chain);
    session.close();
    rmSync(elsewhere, { recursive: true, force: true });
    await fixture.reopen();
  });
});
