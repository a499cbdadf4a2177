import { formatInstant } from '../../src-core/encoding/instant.ts';
import type { Report } from '../../src-core/evidence/report.ts';
import { CustodyLog } from '../custody/custody-log.ts';
import { DERIVED_VERSION, dropDerivedTables, renameDerivedTables } from '../store/derived-tables.ts';
import { nextGeneration, readMeta, writeMeta } from '../store/meta.ts';
import { stampRows } from '../store/stored-report.ts';
import { VERSION } from '../version.ts';
import type { DerivedRows } from './derive-rows.ts';
import { marks } from './fill-tables.ts';
import type { JobParts } from './run-job.ts';
import { endJob, type JobRow } from './job-rows.ts';
import { readPolicy } from './policies.ts';
import { caseSources, type StoredSource } from './sources.ts';

/** The one moment in which the case changes. Answers the sources that are new to it. */
export function replaceDerived(
  parts: JobParts,
  row: JobRow,
  report: Report,
  rows: DerivedRows,
  sources: readonly StoredSource[],
): readonly StoredSource[] {
  const { database, job, key, dataFolder, by, now } = parts;
  const { findings, reportDigest, ...head } = report;
  const stamp = stampRows(database, key.stamp, 'next_');
  while (stamp.advance(20_000)) parts.control.check();
  const at = formatInstant(now());
  const known = new Set(caseSources(database).map(({ id }) => id));
  const imported = sources.filter(({ id }) => !known.has(id));
  const custody = new CustodyLog({ database, dataFolder, caseUuid: readMeta(database, 'id') ?? '', key, now });
  database.inTransaction(() => {
    for (const { id } of imported) database.change("UPDATE source SET state = 'whole' WHERE id = ?").run(id);
    const verdict = {
      report: JSON.stringify(head),
      report_digest: reportDigest,
      checked_at: at,
      tool: `assize ${VERSION}`,
      derived: DERIVED_VERSION,
      policy: row.policy,
      entries: report.counts.entries,
      holding: rows.holding,
      findings: findings.length,
      causes: rows.causes,
      transactions: rows.transactions,
      ...rows.hidden(),
    };
    database.change(`INSERT INTO next_verdict VALUES(1, ${marks(15)})`).run(...Object.values(verdict), stamp.finish(verdict));
    const before = readMeta(database, 'policy');
    database.run(dropDerivedTables(''));
    database.run(renameDerivedTables());
    writeMeta(database, 'policy', row.policy === null ? undefined : String(row.policy));
    writeMeta(database, 'generation', String(nextGeneration(database)));
    database
      .change('UPDATE import_job SET entries = ?, findings = ? WHERE id = ?')
      .run(report.counts.entries, findings.length, job);
    endJob(database, job, 'done', at);
    for (const { name, sha256, bytes } of imported) custody.append('evidence.imported', { name, sha256, bytes }, by);
    if (before !== (row.policy === null ? undefined : String(row.policy))) {
      const policy = readPolicy(database, row.policy)?.policy;
      custody.append(
        'policy.applied',
        policy === undefined ? { name: 'none' } : { name: policy.name, digest: policy.digest },
        by,
      );
    }
    if (row.kind === 'again') custody.append('verdict.derived-again', { reportDigest }, by);
    custody.append('case.verified', { reportDigest, verdict: report.verdict, entries: report.counts.entries }, by);
  });
  custody.remember();
  return imported;
}
