import { formatInstant } from '../../src-core/encoding/instant.ts';
import type { Report } from '../../src-core/evidence/report.ts';
import type { OpenCase, ScopedVerdict } from '../../src-core/host/groups/cases.ts';
import { policyInEffect, readPolicy, trustOf } from '../case-import/policies.ts';
import { readMeta } from '../store/meta.ts';
import { readVerdict } from '../store/stored-report.ts';
import { VERSION } from '../version.ts';
import type { CaseSession } from './case-session.ts';

/** The verdict of a case with what it speaks of. A stored one that does not bear its stamp is none. */
export function scopedVerdict(session: CaseSession): ScopedVerdict {
  const stored = session.stamp === 'right' || session.stamp === 'unchecked' ? readVerdict(session.read) : undefined;
  const policy = readPolicy(session.read, policyInEffect(session.read))?.policy;
  if (stored === undefined) {
    return { verdict: 'not-checked', entries: 0, holding: 0, chains: 0, trust: trustOf(policy), tool: `assize ${VERSION}` };
  }
  const { verdict, counts } = JSON.parse(stored.report) as Report;
  return {
    verdict:
      stored.entries === 0 && counts.entries === 0 && counts.artifacts === 0 && counts.chains === 0 ? 'not-checked' : verdict,
    entries: stored.entries,
    holding: stored.holding,
    chains: counts.chains,
    trust: trustOf(policy),
    tool: stored.tool,
    checkedAt: stored.checked_at,
  };
}

export function readCase(session: CaseSession): OpenCase {
  const { read } = session;
  const stored = session.stamp === 'none' || session.stamp === 'wrong' ? undefined : readVerdict(read);
  const rulings = read.query<{ count: number }>('SELECT count(*) AS count FROM ruling').get()?.count ?? 0;
  return {
    caseId: session.caseId,
    title: readMeta(read, 'title') ?? '',
    reference: readMeta(read, 'reference') ?? '',
    openedAt: formatInstant(session.openedAt),
    verdict: scopedVerdict(session),
    counts: {
      entries: stored?.entries ?? 0,
      causes: stored?.causes ?? 0,
      findings: stored?.findings ?? 0,
      transactions: stored?.transactions ?? 0,
      rulings,
    },
    warnings: [...session.warnings],
  };
}
