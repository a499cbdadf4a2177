import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { Claim } from './claim.ts';
import type { Derivation } from './derivation.ts';
import type { Custodian, Role } from './role.ts';
import { vocabulary } from './vocabulary.ts';

const amountRoles: readonly Role[] = ['M', 'MA', 'S1', 'S2', 'P'];

function authorsOf(factId: string, derivation: Derivation): string[] {
  const inputs = derivation.facts.get(factId)?.inputs ?? [];
  return inputs.map((input) => derivation.authorOf.get(input.digest)).filter((party) => party !== undefined);
}

function partiesOf(custodian: Custodian, factId: string, claim: Claim, derivation: Derivation): (string | undefined)[] {
  const { parties } = derivation;
  if (custodian === 'author') return authorsOf(factId, derivation);
  if (custodian === 'each')
    return amountRoles.filter((role) => parties.present.has(role)).map((role) => parties.partyOf.get(role));
  if (custodian === 'C') return [claim.claimant];
  return [custodian === 'G' ? parties.registry : parties.partyOf.get(custodian)];
}

/** The parties in whose hands the evidence of a fact lies, sorted; none for `fx`, `calendar` and `overflow`, which nobody holds. */
export function holdersOf(factId: string, claim: Claim, derivation: Derivation): string[] {
  const custody = vocabulary.get(factId)?.custody ?? [];
  const parties = custody
    .flatMap((custodian) => partiesOf(custodian, factId, claim, derivation))
    .filter((party) => party !== undefined);
  return [...new Set(parties)].sort(compareUtf16);
}

/** True where a role has custody of the evidence of a fact. */
export function hasCustody(role: Role, factId: string, derivation: Derivation): boolean {
  const custody = vocabulary.get(factId)?.custody ?? [];
  if (custody.includes(role)) return true;
  if (custody.includes('each')) return amountRoles.includes(role);
  const party = derivation.parties.partyOf.get(role);
  return custody.includes('author') && party !== undefined && authorsOf(factId, derivation).includes(party);
}
