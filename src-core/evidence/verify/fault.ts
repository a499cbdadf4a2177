import type { FindingCode } from '../finding.ts';
import type { EvidenceLine, FindingDraft, Step } from '../state.ts';

/** What is wrong with a line at one step, before it is recorded as a finding. */
export interface Fault {
  readonly code: FindingCode;
  readonly step: Step;
  readonly pointer?: string;
  readonly message: string;
  readonly because?: EvidenceLine | FindingDraft;
}
