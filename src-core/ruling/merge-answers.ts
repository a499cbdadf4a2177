import type { RulingCheck, RulingReport } from './verify-ruling.ts';

/** A report with other answers to some of its questions; the worse of two stands. */
export function mergeAnswers(report: RulingReport, answers: readonly RulingCheck[]): RulingReport {
  const rank = ['not-applicable', 'pass', 'indeterminate', 'fail'];
  const checks = report.checks.map((check) => {
    const other = answers.find(({ name }) => name === check.name);
    return other !== undefined && rank.indexOf(other.result) > rank.indexOf(check.result) ? other : check;
  });
  const results = new Set(checks.map(({ result }) => result));
  const verdict = results.has('fail') ? 'fail' : results.has('indeterminate') ? 'indeterminate' : 'pass';
  return { ...report, verdict, checks };
}
