import { claimDigest, parseClaim, type Claim } from '../../src-core/arbitration/claim.ts';
import { deriveFacts } from '../../src-core/arbitration/facts/derive-facts.ts';
import type { Money } from '../../src-core/arbitration/value.ts';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';

/** What the evidence says of a transaction, as far as claims need it. */
interface Transaction {
  readonly payments: Set<string>;
  readonly users: Set<string>;
  /** Digests of claims that disputes name. */
  readonly disputes: Set<string>;
  currency?: string;
}

function readTransactions(evidence: Evidence): Map<string, Transaction> {
  const transactions = new Map<string, Transaction>();
  for (const { entry, root } of evidence.lines) {
    if (entry === undefined || root !== undefined || entry.txn === '-') continue;
    const found = transactions.get(entry.txn) ?? { payments: new Set(), users: new Set(), disputes: new Set() };
    transactions.set(entry.txn, found);
    if (entry.actor.role === 'user') found.users.add(entry.actor.id);
    const { paymentId, amount, claim } = entry.body as { paymentId?: unknown; amount?: Partial<Money>; claim?: unknown };
    if (typeof paymentId === 'string') found.payments.add(paymentId);
    if (typeof paymentId === 'string' && typeof amount?.currency === 'string') found.currency ??= amount.currency;
    if (entry.type === 'dispute.filed' && typeof claim === 'string') found.disputes.add(claim);
  }
  return transactions;
}

/** The claims that travel in the evidence as artifacts, by the digest of their RFC 8785 form. */
function readFiledClaims(evidence: Evidence): Map<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { role, bytes } of evidence.files) {
    if (role !== 'artifact' || bytes === undefined) continue;
    try {
      const claim = parseClaim(parseJson(bytes));
      claims.set(claimDigest(claim), claim);
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error; // any other artifact
    }
  }
  return claims;
}

/** A claim that asks whether anything of a payment is to be refunded: all of it, by the user, filed at `filedAt`. */
function claimOfPayment(evidence: Evidence, txn: string, paymentId: string, about: Transaction, filedAt: string): Claim {
  const [user] = [...about.users].sort(compareUtf16);
  const claim: Claim = {
    v: 1,
    id: `audit:${paymentId}`.slice(0, 256),
    txn,
    paymentId,
    claimant: user ?? 'role:U',
    respondents: [],
    grounds: [],
    // XXX is ISO 4217's code for no currency: where no entry states one, no amount is known and none can be awarded.
    amount: { currency: about.currency ?? 'XXX', minor: 0 },
    noticeAt: filedAt,
    filedAt,
    jurisdiction: '*',
  };
  const settled = deriveFacts(evidence, claim, new Map()).facts.get('pay.T');
  return settled?.state === 'known' && settled.value !== undefined ? { ...claim, amount: settled.value as Money } : claim;
}

/**
 * The claims of a run over everything: those that disputes in the evidence name and artifacts hold, and for every other payment one
 * that asks for all of it. By transaction, then payment, then claim id.
 *
 * @param filedAt - The instant at which claims that nobody filed stand.
 */
export function claimsOfAll(evidence: Evidence, filedAt: string): Claim[] {
  const filed = readFiledClaims(evidence);
  const claims: Claim[] = [];
  for (const [txn, about] of readTransactions(evidence)) {
    const disputed = [...about.disputes].flatMap((digest) => filed.get(digest) ?? []).filter((claim) => claim.txn === txn);
    claims.push(...disputed);
    const covered = new Set(disputed.map((claim) => claim.paymentId));
    if (covered.has(undefined)) continue;
    for (const paymentId of about.payments) {
      if (!covered.has(paymentId)) claims.push(claimOfPayment(evidence, txn, paymentId, about, filedAt));
    }
  }
  return claims.sort(
    (a, b) => compareUtf16(a.txn, b.txn) || compareUtf16(a.paymentId ?? '', b.paymentId ?? '') || compareUtf16(a.id, b.id),
  );
}
