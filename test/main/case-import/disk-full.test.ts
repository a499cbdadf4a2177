import { expect, it } from 'vitest';
import { AssizeError } from '../../../src-core/errors.ts';
import { JobControl } from '../../../src-main/case-import/job-control.ts';
import { addJob } from '../../../src-main/case-import/job-rows.ts';
import { keepPolicy } from '../../../src-main/case-import/policies.ts';
import { runJob } from '../../../src-main/case-import/run-job.ts';
import { checkStructure } from '../../../src-main/store/case-file.ts';
import { connect } from '../../../src-main/store/database.ts';
import { readVerdict } from '../../../src-main/store/stored-report.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { emptyCase } from '../../fixtures/case-fixture.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

/** The file may grow by so many pages and no more: SQLite then says what it says of a full disk, wherever it was. */
it.each([1, 2, 4, 8, 16, 24, 32, 40])(
  'a disk that is full after %i more pages leaves the case as it was, and the import goes on once there is space',
  async (pages) => {
    const built = coffeeOrder().builder.build();
    const fixture = await emptyCase();
    const folder = writeFolder(built.files);
    const job = fixture.session.write((database) =>
      addJob(database, {
        kind: 'import',
        files: [{ path: folder }],
        policy: keepPolicy(database, built.policyBytes),
        bytes: 0,
        at: '2026-11-24T12:00:00.000Z',
      }),
    );
    const parts = { dataFolder: fixture.dataFolder, key: fixture.session.key, job, by: '', now: Date.now, onStep: () => {} };
    const tight = connect(fixture.path, 'write');
    const [{ page_count: count } = { page_count: 0 }] = tight.pragma('page_count') as { page_count: number }[];
    tight.pragma(`max_page_count = ${count + pages}`);
    let refused: unknown;
    try {
      await runJob({ ...parts, database: tight, control: new JobControl() });
    } catch (error) {
      refused = error;
    }
    tight.close();
    expect(refused).toBeInstanceOf(AssizeError);
    expect(refused).toMatchObject({ code: 'E_DISK_FULL', advice: expect.stringContaining('Make space') as string });
    expect(readVerdict(fixture.session.read)).toBeUndefined();
    const session = await fixture.reopen();
    expect(session.stamp).toBe('none');
    const roomy = connect(fixture.path, 'write');
    const { report } = await runJob({ ...parts, database: roomy, control: new JobControl() });
    checkStructure(roomy);
    roomy.close();
    expect(report.verdict).toBe('pass');
    expect(report.counts.entries).toBe(30);
  },
);
