import type { Finding, Severity } from '../../src-core/evidence/finding.ts';
import type { Status } from '../../src-core/host/shapes.ts';

/** Worst first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, info: 1, warning: 2 };

/** From best to worst. */
export const STATUSES: readonly Status[] = ['pass', 'indeterminate', 'not-checked', 'fail'];

/** How a line stands on which this is the worst. */
export function statusOf({ code, severity }: Finding): Status {
  if (severity === 'error') return 'fail';
  if (severity === 'warning') return 'pass';
  return code === 'I_KEY_UNKNOWN' || code === 'I_ALG' ? 'not-checked' : 'indeterminate';
}

/** As the replay has it: failing or unsettled integrity or authenticity, where it is not of one field alone. */
export function doubts({ axis, code, severity }: Finding): boolean {
  if (severity === 'warning' || code === 'E_DISCLOSURE' || code === 'E_ARTIFACT' || code === 'E_INCLUSION') return false;
  return axis === 'integrity' || axis === 'authenticity';
}
