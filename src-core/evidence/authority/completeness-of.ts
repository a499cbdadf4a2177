import type { Role } from '../model/shared.ts';
import type { FindingDraft } from '../state.ts';
import type { AuthorityView } from './authority-view.ts';

/** Findings that say why a chain does not end proven. */
const WHY_OPEN: ReadonlySet<string> = new Set(['E_SEQ_GAP', 'E_TRUNC_HEAD', 'E_ROLLBACK', 'I_OPEN_CHAIN']);

/** Whether all chains of an actor are there to their ends, so that what they do not hold did not happen in them. */
export interface Completeness {
  readonly proven: boolean;
  /** Why one of them is not; absent also where the actor has no chain here. */
  readonly because?: FindingDraft;
}

/**
 * Proven where an actor has chains in the evidence (of one role, if it is given), and all of them end proven, without a hole.
 */
export function completenessOf(view: AuthorityView, actor: string, role?: Role): Completeness {
  const chains = view.chainsOf(actor).filter((chain) => role === undefined || chain.actor?.role === role);
  const open = chains.find((chain) => chain.end !== 'proven' || chain.gap || chain.unreadable);
  if (open === undefined) return { proven: chains.length > 0 };
  const reasons = view.findingsOf(open.id).filter(({ code }) => WHY_OPEN.has(code));
  return {
    proven: false,
    because:
      reasons.find(({ code }) => code.startsWith('E_')) ?? reasons[0] ?? open.lines.find(({ root }) => root !== undefined)?.root,
  };
}
