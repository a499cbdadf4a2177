/** Money as these tests write it. */
export function cny(minor: number): { currency: string; minor: number } {
  return { currency: 'CNY', minor };
}

/** A known fact, its inputs in any order; without value: none. */
export function known(value: unknown, ...inputs: string[]): unknown {
  return { state: 'known', ...(value === undefined ? {} : { value }), inputs: inputs.sort() };
}

export function unknown(...inputs: string[]): unknown {
  return { state: 'unknown', inputs: inputs.sort() };
}

export function withheld(...inputs: string[]): unknown {
  return { state: 'withheld', inputs: inputs.sort() };
}

export function excluded(...inputs: string[]): unknown {
  return { state: 'excluded', inputs: inputs.sort() };
}

/** A set as facts state it. */
export function set(complete: boolean, ...items: unknown[]): unknown {
  return { complete, items };
}
