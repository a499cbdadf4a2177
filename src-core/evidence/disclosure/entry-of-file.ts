import type { Digest } from '../../crypto/sha256.ts';

const DISCLOSURES = /(?:^|[/!])disclosures\/([0-9a-f]{64})\.txt$/;
const SEAL = /(?:^|[/!])enc\/([0-9a-f]{64})\.jwe\.json$/;

/**
 * The entry that a file of clear disclosures is for, by its name `disclosures/<hex>.txt`; the bundle's own path may stand
 * before it.
 */
export function entryOfDisclosures(path: string): Digest | undefined {
  return entryIn(DISCLOSURES, path);
}

/** The entry that a sealed file is for, by its name `enc/<hex>.jwe.json`. */
export function entryOfSeal(path: string): Digest | undefined {
  return entryIn(SEAL, path);
}

function entryIn(pattern: RegExp, path: string): Digest | undefined {
  const hex = pattern.exec(path)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}
