import type { PartyTable } from '../derivation.ts';
import type { Role } from '../role.ts';
import { allRoles } from '../role.ts';
import type { CaseView } from './case-view.ts';
import { partyOfActor } from './registrations.ts';
import { actorsIn, settlementRole } from './roles.ts';

/** Who stands in for a role that nobody holds. */
const substitutes: Partial<Readonly<Record<Role, Role>>> = { MA: 'M', S1: 'S2', S2: 'S1', P: 'S2' };

function actorOf(facts: CaseView, role: Role): string | undefined {
  const { order, path, quote } = facts;
  const first = (actorRole: string | undefined): string | undefined =>
    actorRole === undefined ? undefined : actorsIn(facts, actorRole)[0];
  switch (role) {
    case 'UA':
      return order.state === 'known' ? order.value.actorId : undefined;
    case 'U': {
      const principal = path.state === 'known' ? path.value.at(-1)?.body['principal'] : undefined;
      if (typeof principal === 'string') return principal;
      return facts.view
        .admissibleOf(facts.view.txn)
        .filter((entry) => entry.role === 'user')
        .map((entry) => entry.actorId)
        .sort()[0];
    }
    case 'M': {
      if (quote.state === 'known' && quote.value.role === 'merchant') return quote.value.actorId;
      const payee = order.state === 'known' ? order.value.body['payee'] : undefined;
      return typeof payee === 'string' ? payee : undefined;
    }
    case 'MA':
      return first('merchant_agent');
    case 'P':
      return first('platform');
    case 'S1':
    case 'S2':
      return first(settlementRole(facts, role));
  }
}

/** The parties of this case. */
export function partiesOf(facts: CaseView): PartyTable {
  const own = new Map<Role, string>();
  for (const role of allRoles) {
    const actor = actorOf(facts, role);
    if (actor !== undefined) own.set(role, partyOfActor(facts.view, actor));
  }
  const find = (role: Role, asked: readonly Role[]): string | undefined => {
    const substitute = substitutes[role];
    if (own.has(role) || substitute === undefined || asked.includes(substitute)) return own.get(role);
    return find(substitute, [...asked, role]);
  };
  const partyOf = new Map(allRoles.map((role) => [role, find(role, []) ?? `role:${role}`] as const));
  const registry = facts.view.evidence.policy?.registries.map(({ chain }) => facts.view.evidence.chains.get(chain)?.actor?.id)[0];
  return {
    partyOf,
    present: new Set(own.keys()),
    ...(registry === undefined ? {} : { registry: partyOfActor(facts.view, registry) }),
  };
}
