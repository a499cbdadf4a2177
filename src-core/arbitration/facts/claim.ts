import { parseInstant } from '../../encoding/instant.ts';
import type { CaseView } from './case-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { pointInterval } from './fact-reading.ts';
import { known } from './reading.ts';

/** What the claim itself states. */
export function claimFacts(facts: CaseView): FactReadings {
  const { filedAt, noticeAt } = facts.view.claim;
  return [
    ['claim.filedAt', known(pointInterval(parseInstant(filedAt) as number))],
    ['claim.noticeAt', known(pointInterval(parseInstant(noticeAt) as number))],
  ];
}
