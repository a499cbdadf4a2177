import { verdictOf, type CheckResult } from './answer.ts';
import type { RulingCheck, RulingReport } from './verify-ruling.ts';

const rank: readonly CheckResult[] = ['not-applicable', 'pass', 'indeterminate', 'fail'];

/** A report with other answers to some of its questions; the worse of two stands. */
export function mergeAnswers(report: RulingReport, answers: readonly RulingCheck[]): RulingReport {
  const checks = report.checks.map((check) => {
    const other = answers.find(({ name }) => name === check.name);
    return other !== undefined && rank.indexOf(other.result) > rank.indexOf(check.result) ? other : check;
  });
  return { ...report, verdict: verdictOf(checks), checks };
}
