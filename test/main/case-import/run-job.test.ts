import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src-core/evidence/report.ts';
import { readSigner } from '../../../src-main/recording/key-file.ts';
import { JobCancelled, JobControl } from '../../../src-main/case-import/job-control.ts';
import { readJob, unfinishedJob } from '../../../src-main/case-import/job-rows.ts';
import { runJob, type JobStep } from '../../../src-main/case-import/run-job.ts';
import { caseSources, filesOf, storedBytes } from '../../../src-main/case-import/sources.ts';
import { custodyBytes } from '../../../src-main/custody/custody-log.ts';
import { loadEvidence } from '../../../src-main/files/load-evidence.ts';
import { connect } from '../../../src-main/store/database.ts';
import { readRawLine } from '../../../src-main/store/raw-lines.ts';
import { textCondition } from '../../../src-main/store/search-lines.ts';
import { readReport, readVerdict } from '../../../src-main/store/stored-report.ts';
import { VERSION } from '../../../src-main/version.ts';
import { coffeeCase, emptyCase, spoiltCase, temporaryFolder, type CaseFixture } from '../../fixtures/case-fixture.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { fixedSeal, sealKey } from '../../fixtures/fixed-seal.ts';
import { randomBundle } from '../../fixtures/random-bundle.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const count = ({ session }: CaseFixture, sql: string, ...values: (string | number)[]): number =>
  session.read.query<{ count: number }>(`SELECT count(*) AS count FROM ${sql}`).get(...values)?.count ?? -1;

describe('an import', () => {
  it('keeps the bytes as they are, and comes to the report that verifying the files comes to', async () => {
    const { builder } = coffeeOrder();
    const built = builder.build();
    const folder = writeFolder(built.files);
    const policy = join(temporaryFolder(), 'policy.json');
    writeFileSync(policy, built.policyBytes);
    const fixture = await emptyCase();
    const { report } = await fixture.take([folder], built.policyBytes);
    const bare = buildReport((await loadEvidence([folder], { policy })).evidence, VERSION);
    expect(report.reportDigest).toBe(bare.reportDigest);
    const [source] = caseSources(fixture.session.read);
    expect(source?.sha256).toBe(bare.inputs[0]?.sha256);
    for (const file of filesOf(fixture.session.read, source?.id ?? 0)) {
      const bytes = Buffer.concat([...storedBytes(fixture.session.read, file, '')]);
      expect(bytes.equals(readFileSync(join(folder, file.path))), file.path).toBe(true);
    }
  });

  it('stores every line once, in the order of time, with its own bytes', async () => {
    const fixture = await coffeeCase();
    const rows = fixture.session.read
      .query<{ id: number; at: number; chain_file: number; line: number; digest: Uint8Array; status: string }>(
        'SELECT * FROM line ORDER BY id',
      )
      .all();
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).sort((a, b) => a - b));
    const evidence = await fixture.session.evidence();
    expect(rows.length).toBe(evidence.lines.length);
    for (const row of rows) {
      const raw = readRawLine(fixture.session.read, row.chain_file, row.line);
      const envelope = JSON.parse(Buffer.from(raw?.raw ?? []).toString()) as { payload: string };
      const payload = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as { at: string };
      expect(Date.parse(payload.at)).toBe(row.at);
      expect(evidence.byDigest.has(`sha256:${Buffer.from(row.digest).toString('hex')}`)).toBe(true);
    }
  });

  it('keeps the whole report: what is read back is what verification made', async () => {
    const fixture = await spoiltCase();
    const report = readReport(fixture.session.read);
    const again = buildReport(await fixture.session.evidence(), VERSION);
    expect(report?.findings.length).toBeGreaterThan(0);
    const named = again.findings.map((finding) =>
      finding.path === undefined ? finding : { ...finding, path: fixture.session.shownPath(finding.path) },
    );
    expect(report?.findings).toEqual(JSON.parse(JSON.stringify(named)));
    expect(report?.reportDigest).toBe(again.reportDigest);
    expect(report?.axes).toEqual(again.axes);
  });

  it('of the same bytes is said to be that, and changes no count', async () => {
    const built = coffeeOrder().builder.build();
    const folder = writeFolder(built.files);
    const fixture = await emptyCase();
    const first = await fixture.take([folder], built.policyBytes);
    const counts = ['source', 'source_chunk', 'chain_file', 'raw_line', 'line', 'line_search'].map((table) =>
      count(fixture, table),
    );
    const second = await fixture.take([folder]);
    expect(second.alreadyThere).toHaveLength(1);
    expect(second.imported).toEqual([]);
    expect(second.report.reportDigest).toBe(first.report.reportDigest);
    expect(
      ['source', 'source_chunk', 'chain_file', 'raw_line', 'line', 'line_search'].map((table) => count(fixture, table)),
    ).toEqual(counts);
    const acts = Buffer.from(custodyBytes(fixture.session.read)).toString().trim().split('\n');
    expect(acts.filter((line) => actOf(line) === 'evidence.imported')).toHaveLength(1);
  });

  it('into a case verifies all of it together, in whatever order it came', async () => {
    const bundles = ['a', 'b'].map((seed) => randomBundle(`together ${seed}`).built);
    const folders = bundles.map(({ files }) => writeFolder(files));
    const policy = bundles[0]?.policyBytes;
    const digests = [];
    for (const order of [folders, [...folders].reverse()]) {
      const fixture = await emptyCase();
      for (const [index, folder] of order.entries()) await fixture.take([folder], index === 0 ? policy : undefined);
      digests.push(readVerdict(fixture.session.read)?.report_digest);
      expect(count(fixture, 'line')).toBe((await fixture.session.evidence()).lines.length);
    }
    expect(digests[0]).toBe(digests[1]);
  });

  it('of something that is no evidence fails with its reason and leaves the case as it was', async () => {
    const fixture = await coffeeCase();
    const before = readVerdict(fixture.session.read);
    const file = join(temporaryFolder(), 'picture.png');
    writeFileSync(file, '\u0089PNG no evidence');
    await expect(fixture.take([file])).rejects.toMatchObject({ code: 'E_FORMAT' });
    expect(readVerdict(fixture.session.read)).toEqual(before);
    expect(count(fixture, 'source')).toBe(1);
    expect(count(fixture, "import_job WHERE state = 'failed'")).toBe(1);
  });

  it('of a file that changes meanwhile fails, and works once it stands still', async () => {
    const built = coffeeOrder().builder.build();
    const file = join(temporaryFolder(), 'chain.ndjson');
    const chain = [...built.files].find(([path]) => path.startsWith('entries/'))?.[1] ?? new Uint8Array(0);
    writeFileSync(file, chain);
    const fixture = await emptyCase();
    let grown = false;
    const grow = ({ phase }: JobStep): void => {
      if (!grown && phase === 'copy') appendFileSync(file, 'x');
      grown = true;
    };
    await expect(fixture.take([file], built.policyBytes, { onStep: grow })).rejects.toMatchObject({ code: 'E_SOURCE_CHANGED' });
    writeFileSync(file, chain);
    const { imported } = await fixture.take([file], built.policyBytes);
    expect(imported).toHaveLength(1);
    expect(imported[0]?.bytes).toBe(chain.length);
  });

  it.each(['copy', 'verify', 'store', 'index'] as const)(
    'cancelled while it is in %s stays so, and goes on to the same report',
    async (phase) => {
      const built = coffeeOrder().builder.build();
      const folder = writeFolder(built.files);
      const whole = await emptyCase();
      const { report } = await whole.take([folder], built.policyBytes);
      const fixture = await emptyCase();
      const control = new JobControl();
      const steps: string[] = [];
      const cancel = (step: JobStep): void => {
        steps.push(step.phase);
        if (step.phase === phase) control.wish('cancel');
      };
      await expect(fixture.take([folder], built.policyBytes, { control, onStep: cancel })).rejects.toThrow(JobCancelled);
      control.wish('run');
      expect(() => control.check()).toThrow(JobCancelled);
      expect(count(fixture, 'line')).toBe(0);
      expect(unfinishedJob(fixture.session.read)).toBeUndefined();
      const [row] = fixture.session.read.query<{ id: string }>('SELECT id FROM import_job').all();
      const database = connect(fixture.path, 'write');
      const parts = {
        database,
        dataFolder: fixture.dataFolder,
        key: fixture.session.key,
        job: row?.id ?? '',
        by: '',
        now: Date.now,
      };
      const resumed = await runJob({ ...parts, control: new JobControl(), onStep: () => {} });
      expect(readJob(database, row?.id ?? '')?.state).toBe('done');
      database.close();
      expect(resumed.report.reportDigest).toBe(report.reportDigest);
    },
  );
});

describe('what a key could open', () => {
  it('is in no byte of the case file', async () => {
    const secret = new Uint8Array(32).fill(7);
    const canary = '燕麦拿铁';
    // What was asked is withheld, and sealed for a key that nobody gives to the case.
    const { builder: sealedBuilder, parties } = coffeeOrder('sealed twin');
    sealedBuilder.entry(parties.agent, 'service.queried', {
      txn: 'txn-sealed',
      body: { query: `canary ${canary} 7f3a` },
      withhold: {
        members: ['/body/query'],
        seal: (disclosures, entry) => fixedSeal(disclosures, entry, [sealKey(secret)], (n) => sealedBuilder.random.bytes(n)),
      },
    });
    const sealed = sealedBuilder.build();
    const fixture = await emptyCase();
    await fixture.take([writeFolder(sealed.files)], sealed.policyBytes);
    expect(readVerdict(fixture.session.read)?.sealed).toBeGreaterThan(0);
    await fixture.session.evidence();
    fixture.session.close();
    const bytes = readFileSync(fixture.path);
    expect(bytes.includes('7f3a')).toBe(false);
    await fixture.reopen();
  });
});

describe('evidence that is written out for the engine', () => {
  it('is gone afterwards, and what a process that died left goes with the next', async () => {
    const fixture = await coffeeCase();
    const spools = join(fixture.dataFolder, 'spool');
    expect(readdirSync(spools)).toEqual([]);
    // No process has this number: it is beyond what any system gives.
    mkdirSync(join(spools, '999999999-evidence-x'));
    await fixture.session.evidence();
    expect(readdirSync(spools)).toEqual([]);
  });
});

describe('text search', () => {
  it('finds what lines say, in any script and case, by three characters or fewer', async () => {
    const fixture = await coffeeCase();
    const find = (text: string): number => {
      const { sql, value, isBounded } = textCondition('line.id', text);
      return count(fixture, `line WHERE ${sql}`, String(value), ...(isBounded ? [0, 2 ** 40] : []));
    };
    const all = fixture.session.read.query<{ text: string }>('SELECT text FROM line_search').all();
    for (const text of ['燕麦拿铁', '拿铁', '拿', 'OAT LATTE', 'oat', 'la', '"', '%', 'x%y']) {
      const expected = all.filter((row) => row.text.toLowerCase().includes(text.toLowerCase())).length;
      expect(find(text), text).toBe(expected);
    }
    expect(find('燕麦拿铁')).toBeGreaterThan(0);
    expect(find('nowhere to be found')).toBe(0);
  });
});

describe('a policy that is put in the place of another', () => {
  it('judges the case anew, and custody says which', async () => {
    const fixture = await coffeeCase();
    const trusted = readVerdict(fixture.session.read);
    await fixture.take([], null);
    const claimed = readVerdict(fixture.session.read);
    expect(trusted?.holding).toBe(30);
    expect(claimed?.holding).toBe(0);
    expect(claimed?.policy).toBeNull();
    const acts = Buffer.from(custodyBytes(fixture.session.read)).toString().trim().split('\n').map(actOf);
    expect(acts).toEqual([
      'case.created',
      'evidence.imported',
      'policy.applied',
      'case.verified',
      'policy.applied',
      'case.verified',
    ]);
    expect(await readSigner(join(fixture.dataFolder, 'custody', `${fixture.session.caseUuid}.key.json`))).toMatchObject({
      kid: fixture.session.key.signer.kid,
    });
  });
});

function actOf(line: string): string {
  const { payload } = JSON.parse(line) as { payload: string };
  return (JSON.parse(Buffer.from(payload, 'base64').toString()) as { act: string }).act;
}
