import type { Digest } from '../crypto/sha256.ts';

/**
 * The packs that ship with the program, by id, each pinned to the digest of its document: a changed file is no longer built in. A test
 * holds these against `rule-packs/`.
 */
export const builtInPacks: ReadonlyMap<string, Digest> = new Map([
  ['core', 'sha256:5e22d6d1f0cf5fb08150c2483e1a9ef50a0895490f01a378223370cda1b4a3ba'],
]);
