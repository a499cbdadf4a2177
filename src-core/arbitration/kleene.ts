/** A truth value of Kleene's strong logic; `undefined` is unknown. */
export type Truth = boolean | undefined;

/** True if all are true, false if one is false, else unknown. */
export function kleeneAnd(values: readonly Truth[]): Truth {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

/** False if all are false, true if one is true, else unknown. */
export function kleeneOr(values: readonly Truth[]): Truth {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** Unknown stays unknown. */
export function kleeneNot(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}
