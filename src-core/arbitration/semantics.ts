/**
 * The versions of the rule language, the vocabulary and the arithmetic, the older first. Each holds all that the one before it does, with
 * the same meaning; so a pack written for an older one means the same under a newer one, and a ruling on older packs alone keeps its bytes.
 */
export const semanticsVersions = ['assize/1', 'assize/1.1'] as const;
export type Semantics = (typeof semanticsVersions)[number];

/** True where a version holds what another one brought. */
export function includes(version: Semantics, brought: Semantics): boolean {
  return semanticsVersions.indexOf(version) >= semanticsVersions.indexOf(brought);
}

/** The newest of the versions given: the one that a run of several packs is under. */
export function newestOf(versions: readonly Semantics[]): Semantics {
  return versions.reduce((newest, next) => (includes(next, newest) ? next : newest), semanticsVersions[0]);
}
