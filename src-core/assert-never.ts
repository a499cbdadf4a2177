/** Closes a switch over a union: the compiler refuses a missing case, and a value that no type allows is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${String(value)}`);
}
