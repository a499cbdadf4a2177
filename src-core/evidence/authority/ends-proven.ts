import type { Role } from '../model/shared.ts';
import type { AuthorityView } from './authority-view.ts';

/** True where an actor has chains in the evidence (of one role, if it is given), and all of them end proven, without a hole. */
export function endsProven(view: AuthorityView, actor: string, role?: Role): boolean {
  const chains = view.chainsOf(actor).filter((chain) => role === undefined || chain.actor?.role === role);
  return chains.length > 0 && chains.every((chain) => chain.end === 'proven' && !chain.gap && !chain.unreadable);
}
