import type { MarkName } from '../components/mark.tsx';
import type { CheckAnswer } from './check-files.ts';
import type { Texts } from './texts.ts';

type Verdict = keyof Texts['own']['verdicts'];

/** The one sentence that an answer comes to, and its sign. Green stands for one case alone: derived again, and all that was asked passes. */
export function headlineOf(answer: CheckAnswer): { readonly mark: MarkName; readonly verdict: Verdict } {
  if (answer.kind === 'refused')
    return answer.code === 'I_ALG' ? { mark: 'not-checked', verdict: 'notCheckable' } : { mark: 'warning', verdict: 'refused' };
  const { verdict, checks, coreDigest, derivedDigest } = answer.report;
  const isDerived =
    checks.some(({ name, result }) => name === 'core' && result === 'pass') &&
    derivedDigest !== undefined &&
    derivedDigest === coreDigest;
  if (verdict === 'pass')
    return isDerived ? { mark: 'pass', verdict: 'derived' } : { mark: 'not-checked', verdict: 'notDerived' };
  if (verdict === 'indeterminate')
    return { mark: 'indeterminate', verdict: isDerived ? 'indeterminateDerived' : 'indeterminate' };
  if (derivedDigest === undefined) return { mark: 'fail', verdict: 'fail' };
  return { mark: 'fail', verdict: isDerived ? 'failDerived' : 'failDiffers' };
}

/** The answer as the command line prints it with `--json`. */
export function documentOf(answer: CheckAnswer): string {
  if (answer.kind === 'report') return JSON.stringify(answer.report);
  const { code, message, place } = answer;
  return JSON.stringify({ error: { code, message, ...place } });
}
