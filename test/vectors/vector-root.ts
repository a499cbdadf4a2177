import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where the published test data of other projects lies: `ASSIZE_VECTORS`, else `../shared/vectors` beside the checkout.
 * It is read in place and never copied; where it is absent the suites that need it say that they were skipped.
 */
export const vectorRoot: string =
  process.env['ASSIZE_VECTORS'] ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url));

/** True where the folder `name` of the published data is present; says so on standard error where it is not. */
export function hasVectors(name: string): boolean {
  const present = existsSync(`${vectorRoot}/${name}`);
  if (!present) console.warn(`vectors absent: ${name} (skipped, not passed)`);
  return present;
}
