import type { Claim } from '../arbitration/claim.ts';
import type { PackSet } from '../arbitration/combine-packs.ts';

/** What an audit goes by, besides the evidence. */
export interface AuditTerms {
  readonly set: PackSet;
  /** The instant at which rules stand. */
  readonly asOf: string;
  readonly jurisdiction: string;
}

/** The claim that an audit puts in a claimant's place: all that was settled, noticed and filed at the instant of the audit. */
export function auditClaim(
  about: { readonly txn: string; readonly paymentId?: string | undefined; readonly user?: string | undefined },
  terms: AuditTerms,
): Claim {
  const { txn, paymentId, user } = about;
  return {
    v: 1,
    id: `audit:${paymentId ?? txn}`.slice(0, 256),
    txn,
    ...(paymentId === undefined ? {} : { paymentId }),
    claimant: user ?? 'role:U',
    respondents: [],
    grounds: [],
    // XXX is ISO 4217's code for no currency: the amount is set once it is known what was settled.
    amount: { currency: 'XXX', minor: 0 },
    noticeAt: terms.asOf,
    filedAt: terms.asOf,
    jurisdiction: terms.jurisdiction,
  };
}
