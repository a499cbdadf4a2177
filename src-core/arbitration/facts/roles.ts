import { unionIds } from '../fact-inputs.ts';
import type { Role } from '../role.ts';
import { chainsOf } from './absence.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { merchantSide } from './orders.ts';

/** The roles of evidence that may stand on the payer's side (S1), the first that is there. */
export const payerRoles: readonly string[] = ['issuer', 'credential_provider', 'psp'];
/** The roles of evidence that may stand on the payee's side (S2), the first that is there. */
export const payeeRoles: readonly string[] = ['acquirer', 'psp'];

/** The actors of a role of evidence on entries of the group, by id. */
export function actorsIn(facts: CaseView, role: string): string[] {
  return unionIds(facts.groupEntries.filter((entry) => entry.role === role).map((entry) => entry.actorId));
}

/**
 * The role of evidence that S1 or S2 is in this case: the first that an entry of the group shows, else the first that has a chain of
 * the transaction.
 */
export function settlementRole(facts: CaseView, letter: 'S1' | 'S2'): string | undefined {
  const candidates = letter === 'S1' ? payerRoles : payeeRoles;
  return (
    candidates.find((role) => actorsIn(facts, role).length > 0) ??
    candidates.find((role) => chainsOf(facts.view, role, facts.scope).length > 0)
  );
}

/** The roles of evidence that a role of arbitration stands for in this case. */
export function rolesOf(facts: CaseView, letter: Role): readonly string[] {
  switch (letter) {
    case 'U':
      return ['user'];
    case 'UA':
      return ['user_agent'];
    case 'M':
      return ['merchant'];
    case 'MA':
      return ['merchant_agent'];
    case 'P':
      return ['platform'];
    case 'S1':
    case 'S2': {
      const role = settlementRole(facts, letter);
      return role === undefined ? [] : [role];
    }
  }
}

/** The role of arbitration that an author has in this case; a psp is S2 unless another stands there. */
export function letterOf(facts: CaseView, role: string): Role | undefined {
  switch (role) {
    case 'user':
      return 'U';
    case 'user_agent':
      return 'UA';
    case 'merchant':
      return 'M';
    case 'merchant_agent':
      return 'MA';
    case 'platform':
      return 'P';
    case 'issuer':
    case 'credential_provider':
      return 'S1';
    case 'acquirer':
      return 'S2';
    case 'psp':
      return settlementRole(facts, 'S2') === 'psp' ? 'S2' : 'S1';
    default:
      return undefined;
  }
}

/** Tells whether an entry, of whatever transaction, was written by S1 of this case. */
export function isByPayerSide(facts: CaseView, entry: EntryView): boolean {
  const role = settlementRole(facts, 'S1');
  return entry.role === role && actorsIn(facts, entry.role).includes(entry.actorId);
}

/** Tells whether an entry was written by the merchant or the merchant's agent of this case. */
export function isByMerchantSide(facts: CaseView, entry: EntryView): boolean {
  return merchantSide.includes(entry.role) && actorsIn(facts, entry.role).includes(entry.actorId);
}
