import { AssizeError } from '../errors.ts';
import type { Digest } from '../crypto/sha256.ts';

export type CheckResult = 'pass' | 'fail' | 'indeterminate' | 'not-applicable';

/** The answer to one question about a document; `code` says why where it is no plain pass. */
export interface Answer {
  readonly result: CheckResult;
  readonly code?: string;
}

/** The answers to all questions about a document, in their order. */
export interface CheckReport<Name extends string> {
  /** The worst answer among those that apply. */
  readonly verdict: 'pass' | 'fail' | 'indeterminate';
  readonly checks: readonly ({ readonly name: Name } & Answer)[];
  readonly coreDigest?: Digest;
  /** Of the core that was derived again, where the evidence was given. */
  readonly derivedDigest?: Digest;
}

export const pass: Answer = { result: 'pass' };
export const notAsked: Answer = { result: 'not-applicable' };
export const fail = (code: string): Answer => ({ result: 'fail', code });
export const open = (code: string): Answer => ({ result: 'indeterminate', code });

/** Runs a check whose input may be malformed in ways that only it can see. */
export function attempt(check: () => Answer): Answer {
  try {
    return check();
  } catch (error) {
    if (error instanceof AssizeError) return fail(error.code);
    throw error;
  }
}

/** The worst of some answers. */
export function verdictOf(answers: readonly Answer[]): 'pass' | 'fail' | 'indeterminate' {
  const results = new Set(answers.map(({ result }) => result));
  return results.has('fail') ? 'fail' : results.has('indeterminate') ? 'indeterminate' : 'pass';
}

/** A question without an answer was not asked. */
export function reportOf<Name extends string>(
  names: readonly Name[],
  answers: ReadonlyMap<Name, Answer>,
  digests: Pick<CheckReport<Name>, 'coreDigest' | 'derivedDigest'> = {},
): CheckReport<Name> {
  const checks = names.map((name) => ({ name, ...(answers.get(name) ?? notAsked) }));
  return { verdict: verdictOf(checks), checks, ...digests };
}
