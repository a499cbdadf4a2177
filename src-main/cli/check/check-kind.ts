import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';

/** What `check` finds: `not-checkable` where no key is known, `unsupported` where the algorithm or form is not spoken. */
export type CheckVerdict = 'valid' | 'invalid' | 'not-checkable' | 'unsupported';

/** The answer to a case, without the line number that `check` puts before it. Kinds may add members of their own. */
export interface Answer {
  readonly verdict: CheckVerdict;
  /** Absent for `valid`. */
  readonly code?: string;
  readonly message?: string;
  readonly [extra: string]: JsonValue | undefined;
}

/**
 * One kind of case. `fields` is the case's line, strictly read and otherwise as it came, `kind` included: check every member
 * before use. An `AssizeError` thrown becomes `invalid` with its code (`unsupported` for `I_ALG` and `E_KIND`, `not-checkable`
 * for `I_KEY_*`); throw `caseError` where the case itself is malformed.
 */
export interface CheckKind {
  readonly kind: string;
  answer(fields: JsonObject): Answer | Promise<Answer>;
}
