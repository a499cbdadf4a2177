import { arbitrateEvidence } from '../../../src-core/arbitration/arbitrate-evidence.ts';
import { builtInPacks, defaultPackId } from '../../../src-core/arbitration/built-in-packs.ts';
import { claimDigest, parseClaim, type Claim } from '../../../src-core/arbitration/claim.ts';
import type { Core } from '../../../src-core/arbitration/core.ts';
import { deriveFacts } from '../../../src-core/arbitration/facts/derive-facts.ts';
import type { Money } from '../../../src-core/arbitration/value.ts';
import { compareUtf16 } from '../../../src-core/encoding/compare-utf16.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { Entry } from '../../../src-core/evidence/model/entry.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import type { ClaimDraft } from '../../../src-core/host/groups/rulings.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { CaseSession } from '../case-session.ts';
import { admitKeptPacks } from './kept-packs.ts';

/** What the ledger holds of a transaction, as far as a claim needs it. */
interface Told {
  readonly entries: readonly Entry[];
  readonly parties: ClaimDraft['parties'];
  readonly payments: readonly string[];
  readonly currency: string;
  readonly jurisdiction: string;
}

function entriesOf(session: CaseSession, evidence: Evidence, txn: string): Entry[] {
  const rows = session.read.query<{ digest: Uint8Array }>(
    `SELECT line.digest FROM line JOIN txn ON txn.id = line.txn WHERE txn.txn = ? AND line.digest IS NOT NULL ORDER BY line.id`,
  );
  const entries: Entry[] = [];
  for (const { digest } of rows.iterate(txn)) {
    const line = evidence.byDigest.get(`sha256:${encodeHex(digest)}`);
    if (line?.entry !== undefined && line.root === undefined) entries.push(line.entry);
  }
  return entries;
}

interface Registered {
  readonly name: string | null;
  readonly jurisdiction: string | null;
}

function readTransaction(session: CaseSession, evidence: Evidence, txn: string): Told {
  const entries = entriesOf(session, evidence, txn);
  const registered = (id: string): Registered | undefined =>
    session.read.query<Registered>('SELECT name, jurisdiction FROM party WHERE party = ?').get(id);
  const roles = new Map<string, string>();
  const payments = new Set<string>();
  let currency: string | undefined;
  for (const { actor, body } of entries) {
    if (!roles.has(actor.id)) roles.set(actor.id, actor.role);
    const { paymentId, amount } = body as { paymentId?: unknown; amount?: Partial<Money> };
    if (typeof paymentId !== 'string') continue;
    payments.add(paymentId);
    if (typeof amount?.currency === 'string') currency ??= amount.currency;
  }
  const merchant = [...roles].find(([, role]) => role === 'merchant')?.[0];
  const law = merchant === undefined ? null : (registered(merchant)?.jurisdiction ?? null);
  return {
    entries,
    parties: [...roles].map(([id, role]) => {
      const name = registered(id)?.name ?? undefined;
      return { id, role, ...(name === undefined ? {} : { name }) };
    }),
    payments: [...payments].sort(compareUtf16),
    currency: currency ?? 'XXX',
    jurisdiction: law !== null && /^[A-Z]{2}(?:-[A-Z0-9]{1,8})?$/.test(law) ? law : '*',
  };
}

/** The claim that a dispute among the entries names, if the evidence holds it as an artifact. */
function filedClaim(evidence: Evidence, { entries }: Told, paymentId: string | undefined): Claim | undefined {
  const named = new Set(
    entries.filter(({ type }) => type === 'dispute.filed').map(({ body }) => (body as { claim?: unknown }).claim),
  );
  if (named.size === 0) return undefined;
  for (const { role, bytes } of evidence.files) {
    if (role !== 'artifact' || bytes === undefined) continue;
    try {
      const claim = parseClaim(parseJson(bytes));
      if (named.has(claimDigest(claim)) && (paymentId === undefined || claim.paymentId === paymentId)) return claim;
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error; // any other artifact
    }
  }
  return undefined;
}

function settledOf(evidence: Evidence, claim: Claim): Money | undefined {
  try {
    const settled = deriveFacts(evidence, claim, new Map()).facts.get('pay.T');
    return settled?.state === 'known' && settled.value !== undefined ? (settled.value as Money) : undefined;
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_CLAIM') return undefined;
    throw error;
  }
}

/** Who an award would come from, as actors of the transaction; the merchants where the rules name nobody of them. */
function respondentsOf(session: CaseSession, told: Told, core: Core | undefined): string[] {
  const payers = new Set(core?.awards.map(({ from }) => from));
  const operatorOf = (id: string): string =>
    session.read.query<{ operator: string | null }>('SELECT operator FROM party WHERE party = ?').get(id)?.operator ?? id;
  const named = told.parties.filter(({ id }) => payers.has(id) || payers.has(operatorOf(id)));
  const sellers = told.parties.filter(({ role }) => role === 'merchant');
  const seller = named.find(({ role }) => role === 'merchant');
  return (seller !== undefined ? [seller] : named.length > 0 ? named : sellers).map(({ id }) => id).slice(0, 1);
}

async function decideAll(session: CaseSession, evidence: Evidence, claim: Claim): Promise<Core | undefined> {
  const opened = await admitKeptPacks(session.dataFolder, [builtInPacks.get(defaultPackId) as string], []);
  try {
    return arbitrateEvidence({ evidence, claim, packs: opened.map(({ pack }) => pack) }).core;
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_CLAIM') return undefined;
    throw error;
  }
}

/**
 * A claim on a transaction for a person to go on from: the one that a dispute of the evidence names, else one for what the rules that
 * ship with the program would give on a claim for everything.
 *
 * @throws {AssizeError} `E_CLAIM` where no entry of the transaction stands
 */
export async function draftClaim(
  session: CaseSession,
  { txn, paymentId }: { readonly txn: string; readonly paymentId?: string | undefined },
  signal: AbortSignal,
): Promise<ClaimDraft> {
  const evidence = await session.evidence(signal);
  const told = readTransaction(session, evidence, txn);
  const now = formatInstant(session.now());
  if (told.entries.length === 0)
    throw new AssizeError('E_CLAIM', 'no entry of this transaction stands', { pointer: '/txn' }, 'Choose another transaction.');
  const base = (payment: string | undefined): Claim => ({
    v: 1,
    id: `claim:${payment ?? txn}`.slice(0, 256),
    txn,
    ...(payment === undefined ? {} : { paymentId: payment }),
    claimant: told.parties.find(({ role }) => role === 'user')?.id ?? told.parties[0]?.id ?? '',
    respondents: [],
    grounds: [],
    amount: { currency: told.currency, minor: 0 },
    noticeAt: told.entries.find(({ type }) => type === 'dispute.filed')?.at ?? told.entries.at(-1)?.at ?? now,
    filedAt: now,
    jurisdiction: told.jurisdiction,
  });
  const payments = told.payments.map((id) => {
    const settled = settledOf(evidence, base(id));
    return { id, ...(settled === undefined ? {} : { settled }) };
  });
  const common = { parties: told.parties, payments };
  const filed = filedClaim(evidence, told, paymentId);
  if (filed !== undefined) {
    const { v: _version, ...form } = filed;
    return { form: copyForm(form), from: 'dispute', ...common };
  }
  const chosen = payments.find(({ id }) => id === paymentId) ?? payments[0];
  const whole: Claim = { ...base(chosen?.id), ...(chosen?.settled === undefined ? {} : { amount: chosen.settled }) };
  const core = await decideAll(session, evidence, whole);
  const awarded = core?.heads.reduce((sum, head) => sum + head.money.minor, 0) ?? 0;
  const { v: _version, ...form } = whole;
  return {
    form: copyForm({
      ...form,
      respondents: respondentsOf(session, told, core),
      grounds: core?.heads.map(({ rule }) => rule) ?? [],
      ...(awarded > 0 ? { amount: { ...whole.amount, minor: awarded } } : {}),
    }),
    from: 'rules',
    ...common,
  };
}

/** Lists of the form are its own, since the page's type lets them be changed. */
const copyForm = (claim: Omit<Claim, 'v'>): ClaimDraft['form'] => ({
  ...claim,
  respondents: [...claim.respondents],
  grounds: [...claim.grounds],
  amount: { ...claim.amount },
});
