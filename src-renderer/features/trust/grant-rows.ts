import type { GrantRow } from '../../../src-core/host/groups/trust.ts';

export interface ShownGrant {
  readonly grant: GrantRow;
  /** Grants right below it. */
  readonly children: number;
  readonly isFolded: boolean;
}

/** The rows of a tree that are not hidden under a folded one; `grants` come in the order of the tree. */
export function shownGrants(grants: readonly GrantRow[], folded: ReadonlySet<string>): ShownGrant[] {
  const shown: ShownGrant[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const [index, grant] of grants.entries()) {
    if (grant.depth > hiddenBelow) continue;
    hiddenBelow = Number.POSITIVE_INFINITY;
    const isFolded = folded.has(grant.digest);
    let children = 0;
    for (let next = index + 1; (grants[next]?.depth ?? -1) > grant.depth; next++)
      if (grants[next]?.depth === grant.depth + 1) children += 1;
    if (isFolded) hiddenBelow = grant.depth;
    shown.push({ grant, children, isFolded });
  }
  return shown;
}
