/** An expected failure as it crosses the boundary. Never a stack trace or a path that the user did not choose. */
export interface HostError {
  readonly code: string;
  readonly message: string;
  /** What to do about it, and where it is. */
  readonly details?: { readonly advice?: string; readonly place?: { readonly [name: string]: string | number } };
}

/** What every call comes back with. */
export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: HostError };
