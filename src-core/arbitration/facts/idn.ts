import type { EvidenceLine } from '../../evidence/state.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import { isBefore } from '../span.ts';
import type { SetValue } from '../value.ts';
import { areWhole } from './absence.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { digestItems, hasCode, linesOf } from './evd.ts';
import type { FactReadings } from './fact-reading.ts';
import { readSet } from './fact-reading.ts';
import { equalJson, merchantSide } from './orders.ts';
import { agree, entryInput, readList, readObject, readText, refInput } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combine, known, unknown } from './reading.ts';
import { registrationsOf } from './registrations.ts';
import { isByMerchantSide, isByPayerSide, rolesOf } from './roles.ts';

/** Who acted, with which key, and for whose account. */
export function identityFacts(facts: CaseView): FactReadings {
  const signed = identityLines(facts);
  const misbound = signed.filter((line) => line.root?.code === 'E_KEY_BINDING');
  const revoked = signed.filter((line) => line.root?.code === 'E_KEY_REVOKED');
  const isDoubtful = signed.some((line) => hasCode(facts.view, line, 'I_KEY_UNKNOWN', 'I_KEY_UNTRUSTED', 'I_KEY_STRADDLE'));
  const isStraddling = signed.some((line) => hasCode(facts.view, line, 'I_KEY_STRADDLE', 'I_KEY_UNKNOWN'));
  return [
    ['idn.account', accountRegistered(facts)],
    ['idn.misbound', readSet(digestItems(misbound), !isDoubtful)],
    ['idn.notice', noticedRevocation(facts, revoked)],
    ['idn.relied', reliedOn(facts, misbound)],
    ['idn.revoked', readSet(digestItems(revoked), !isStraddling)],
  ];
}

const signedTypes: ReadonlySet<string> = new Set([
  'intent.mandate',
  'intent.confirmed',
  'payment.requested',
  'payment.authorized',
]);

/** The lines that speak for the user or the merchant: of the transaction, and the mandates that these reach by `under`. */
function identityLines(facts: CaseView): EvidenceLine[] {
  const { view } = facts;
  const isMeant = (line: EvidenceLine): boolean => {
    const type = line.payload?.['type'];
    return typeof type === 'string' && (signedTypes.has(type) || type.startsWith('order.'));
  };
  const own = linesOf(view);
  const reached = new Map<number, EvidenceLine>(own.map((line) => [line.number, line]));
  const followed = new Set<number>();
  const queue = own.flatMap(underTargets);
  for (let digest = queue.pop(); digest !== undefined; digest = queue.pop()) {
    const line = view.entry(digest)?.line;
    if (line === undefined || followed.has(line.number)) continue;
    followed.add(line.number);
    if (!reached.has(line.number)) reached.set(line.number, line);
    queue.push(...underTargets(line));
  }
  return [...reached.values()].filter(isMeant);
}

function underTargets(line: EvidenceLine): string[] {
  const refs = line.payload?.['refs'];
  if (!Array.isArray(refs)) return [];
  return refs.flatMap((ref) =>
    isJsonObject(ref) && ref['rel'] === 'under' && typeof ref['digest'] === 'string' ? [ref['digest']] : [],
  );
}

function accountRegistered(facts: CaseView): Reading<boolean> {
  const { view } = facts;
  const captured = andThen(facts.keptEntries, (entries) => agree(entries.map((entry) => readObject(entry, 'account'))));
  const payee = andThen(facts.accepted, ({ created }) => readText(created, 'payee'));
  return andThen(combine(captured, payee, facts.paidAt), ([account, party, paidAt]) => {
    const records = registrationsOf(view, party).map((entry) => ({ entry, bracket: view.bracketOf(entry) }));
    const last = records.filter(({ bracket }) => bracket.state === 'known' && isBefore(paidAt, bracket.value) !== true).at(-1);
    if (last === undefined || last.bracket.state !== 'known' || isBefore(last.bracket.value, paidAt) !== true) return unknown;
    return andThen(combine(readList(last.entry, 'accounts'), last.bracket), ([accounts]) =>
      known(accounts.some((item) => equalJson(item, account))),
    );
  });
}

type Side = 'M' | 'S1';
const sides: readonly Side[] = ['M', 'S1'];

function isBySide(facts: CaseView, side: Side, entry: EntryView): boolean {
  return side === 'M' ? isByMerchantSide(facts, entry) : isByPayerSide(facts, entry);
}

function entriesBy(facts: CaseView, side: Side): EntryView[] {
  return facts.view.admissibleOf(facts.view.txn).filter((entry) => isBySide(facts, side, entry));
}

function refersToOne(entry: EntryView, digests: ReadonlySet<string>): FactInput[] {
  return entry.refs.filter((ref) => digests.has(ref.digest)).map((ref) => refInput(entry, ref.rel, ref.digest));
}

function reliedOn(facts: CaseView, misbound: readonly EvidenceLine[]): Reading<SetValue> {
  const digests = new Set(misbound.flatMap((line) => line.digest ?? []));
  const items = sides.flatMap((side) => {
    const inputs = entriesBy(facts, side).flatMap((entry) => refersToOne(entry, digests));
    return inputs.length === 0 ? [] : [{ item: side, inputs }];
  });
  const isWholeSide = (side: Side): boolean =>
    areWhole(facts.view, side === 'M' ? merchantSide : rolesOf(facts, side), facts.scope);
  return readSet(items, sides.every(isWholeSide));
}

/** Who could know, when it relied on a line signed with a revoked key, that the key was revoked. */
function noticedRevocation(facts: CaseView, revoked: readonly EvidenceLine[]): Reading<SetValue> {
  const items: { item: Side; inputs: FactInput[] }[] = [];
  let isComplete = true;
  for (const line of revoked) {
    const revocation = facts.view.entry(line.key?.revokedBy?.digest ?? '');
    for (const side of sides) {
      for (const entry of entriesBy(facts, side)) {
        const reliance = refersToOne(entry, new Set(line.digest === undefined ? [] : [line.digest]));
        if (reliance.length === 0) continue;
        const notice = revocation === undefined ? undefined : noticeIn(facts, entry, revocation);
        if (revocation !== undefined && notice !== undefined)
          items.push({ item: side, inputs: unionInputs(reliance, notice, [entryInput(revocation)]) });
        else if (revocation === undefined || hasGapBelow(facts, entry)) isComplete = false;
      }
    }
  }
  return readSet(items, isComplete);
}

/** The first entry of a chain, up to the one given, that shows knowledge of a revocation, and where it does. */
function noticeIn(facts: CaseView, entry: EntryView, revocation: EntryView): FactInput[] | undefined {
  const chain = facts.view.evidence.chains.get(entry.chain);
  for (let seq = 0; chain !== undefined && seq <= entry.seq; seq++) {
    const earlier = facts.view.entry(chain.bySeq.get(seq)?.digest ?? '');
    if (earlier === undefined || !earlier.admissible) continue;
    const index = earlier.seen.findIndex((seen) => seen.origin === revocation.chain && seen.size > revocation.seq);
    if (index >= 0) return [{ digest: earlier.digest, pointer: `/seen/${index}` }];
    if (earlier.refs.some((ref) => ref.rel === 'confirms' && ref.digest === revocation.digest))
      return [refInput(earlier, 'confirms', revocation.digest)];
  }
  return undefined;
}

function hasGapBelow(facts: CaseView, entry: EntryView): boolean {
  const chain = facts.view.evidence.chains.get(entry.chain);
  for (let seq = 0; seq < entry.seq; seq++) if (chain?.bySeq.get(seq) === undefined) return true;
  return false;
}
