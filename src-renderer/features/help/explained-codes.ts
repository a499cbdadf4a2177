import { axisOf, FINDING_CODES, severityOf, type Axis, type Severity } from '../../../src-core/evidence/finding.ts';
import { MESSAGES } from '../../../src-core/evidence/messages.ts';

export interface ExplainedCode {
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly says: string;
  readonly advice: string;
}

/** All codes of findings with what they say, from the one list that the engine itself speaks from. */
export function explainedCodes(language: 'en' | 'zh'): ExplainedCode[] {
  return FINDING_CODES.map((code) => ({
    code,
    axis: axisOf(code),
    severity: severityOf(code),
    says: MESSAGES[code][language],
    advice: MESSAGES[code].advice[language],
  }));
}
