import type { Constraint, ConstraintName } from '../../model/shared.ts';
import type { EvidenceLine, FindingDraft } from '../../state.ts';
import type { AuthorityView, EntryLine } from '../authority-view.ts';

/**
 * Whether one act keeps to one constraint. `undetermined`: a part that the answer needs is withheld, or is not in the
 * evidence.
 */
export type Judgement =
  | { readonly kind: 'met' }
  | {
      readonly kind: 'breach' | 'undetermined';
      readonly pointer: string;
      readonly message: string;
      readonly because?: EvidenceLine | FindingDraft;
    };

export type ConstraintOf<N extends ConstraintName> = Extract<Constraint, { type: N }>;

/** What one kind of constraint means: the acts that it binds, when an act keeps to it, and what is narrower than it. */
export interface ConstraintRule<C> {
  readonly binds: 'payment.requested' | 'order.created' | 'every act';
  /** Absent for constraints over several acts together, which are counted elsewhere. */
  judge?(constraint: C, act: EntryLine, view: AuthorityView): Judgement;
  /** True where whatever keeps to `child` keeps to `parent` too; equal ones included. */
  isNarrower(child: C, parent: C): boolean;
}

export const MET: Judgement = { kind: 'met' };

export function breach(pointer: string, message: string): Judgement {
  return { kind: 'breach', pointer, message };
}

export function undetermined(pointer: string, message: string, because?: EvidenceLine | FindingDraft): Judgement {
  return { kind: 'undetermined', pointer, message, because };
}

export function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((item) => whole.includes(item));
}
