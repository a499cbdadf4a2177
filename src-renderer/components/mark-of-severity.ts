import type { Severity } from '../../src-core/evidence/finding.ts';

/** The mark of a finding: an error fails, information leaves something open, a warning does neither. */
export const markOfSeverity = (severity: Severity): 'fail' | 'warning' | 'indeterminate' =>
  severity === 'error' ? 'fail' : severity === 'warning' ? 'warning' : 'indeterminate';
