import type { Money } from '../../../src-core/arbitration/value.ts';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';

/** How an award comes about: what each head asks, and what caps it. */
export interface Arithmetic {
  readonly heads: readonly { readonly head: string; readonly rule: string; readonly asked: Money; readonly money: Money }[];
  readonly settled?: Money;
  readonly refunded?: Money;
  /** Settled less refunded, not below 0. */
  readonly left?: Money;
  readonly claimed: Money;
  readonly total?: Money;
}

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'currency' in value && 'minor' in value;

export function arithmeticOf({ core, claim, trace }: Pick<RulingView, 'core' | 'claim' | 'trace'>): Arithmetic {
  const fact = (id: string): Money | undefined => {
    const found = core.facts.find((candidate) => candidate.id === id);
    return found?.state === 'known' && isMoney(found.value) ? found.value : undefined;
  };
  const [settled, refunded] = [fact('pay.T'), fact('pay.R')];
  const same = settled !== undefined && refunded !== undefined && settled.currency === refunded.currency;
  const [first] = core.heads;
  return {
    heads: core.heads.map(({ head, rule, money }) => ({
      head,
      rule,
      asked: trace.find(({ id }) => id === rule)?.amount ?? money,
      money,
    })),
    ...(settled === undefined ? {} : { settled }),
    ...(refunded === undefined ? {} : { refunded }),
    ...(same ? { left: { currency: settled.currency, minor: Math.max(0, settled.minor - refunded.minor) } } : {}),
    claimed: claim.amount,
    ...(first === undefined
      ? {}
      : { total: { currency: first.money.currency, minor: core.heads.reduce((sum, { money }) => sum + money.minor, 0) } }),
  };
}
