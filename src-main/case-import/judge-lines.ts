import type { Finding } from '../../src-core/evidence/finding.ts';
import { doubts, SEVERITY_RANK, statusOf, STATUSES } from './finding-status.ts';
import type { LineNumbers } from './line-numbers.ts';

/** What the findings make of each line; by the id of the line where nothing else is said. */
export interface LineJudgements {
  /** Position of the worst finding; -1: none. */
  readonly worst: Int32Array;
  /** Position in `STATUSES`. */
  readonly status: Uint8Array;
  /** 1 where the entry proves nothing. */
  readonly doubted: Uint8Array;
  /** 1 where who signed, or whether the key was good then, fails or is not settled. */
  readonly unsettled: Uint8Array;
  /** By position of the finding, the id of its line; 0: it stands on none. */
  readonly lineOf: Uint32Array;
}

export function judgeLines(findings: readonly Finding[], numbers: LineNumbers): LineJudgements {
  const count = numbers.order.length;
  const worst = new Int32Array(count + 1).fill(-1);
  const status = new Uint8Array(count + 1);
  const doubted = new Uint8Array(count + 1);
  const unsettled = new Uint8Array(count + 1);
  const lineOf = new Uint32Array(findings.length);
  for (const [index, finding] of findings.entries()) {
    const id = numbers.idOf(finding);
    lineOf[index] = id;
    if (id === 0) continue;
    const before = findings[worst[id] ?? -1];
    if (before === undefined || SEVERITY_RANK[finding.severity] < SEVERITY_RANK[before.severity]) worst[id] = index;
    status[id] = Math.max(status[id] ?? 0, STATUSES.indexOf(statusOf(finding)));
    if (doubts(finding)) doubted[id] = 1;
    if (finding.axis === 'authenticity' && finding.severity !== 'warning') unsettled[id] = 1;
  }
  return { worst, status, doubted, unsettled, lineOf };
}
