import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Span } from '../operand.ts';
import { isBefore } from '../span.ts';
import type { Interval, SetValue, Value } from '../value.ts';
import { absenceOf } from './absence.ts';
import { wholeChains } from './budgets.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import { refersTo } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf, pointInterval, readSet } from './fact-reading.ts';
import { capturesElsewhere, distinctCaptures, orderOfCapture, payerOf } from './other-captures.ts';
import { pathOf } from './mandate-path.ts';
import { bodyInput, refInput } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, combine, combineList, known, unknown } from './reading.ts';
import { partyOfActor } from './registrations.ts';
import type { Recorded } from './tenders.ts';
import { amountInputs } from './tenders.ts';

/** What the same payer paid otherwise, disputed otherwise, and let stand. */
export function historyFacts(facts: CaseView): FactReadings {
  return [
    ['dsp.others', disputedOthers(facts)],
    ['idn.prior', undisputedBefore(facts)],
    ['reg.day', dayOfPayment(facts)],
    ['reg.payments', paymentsOfPayer(facts)],
  ];
}

interface Item {
  readonly item: Value;
  readonly inputs: readonly FactInput[];
  readonly assumedAt: readonly FactInput[];
}

function firstOf(capture: Recorded): EntryView {
  return capture.entries[0] as EntryView;
}

function bracketOf(facts: CaseView, capture: Recorded): Known<Span> {
  return facts.view.bracketOf(firstOf(capture)) as Known<Span>;
}

function historyItem(facts: CaseView, capture: Recorded, sources: readonly FactInput[]): Item {
  const bracket = bracketOf(facts, capture);
  const inputs = unionInputs(sources, bracket.inputs, amountInputs([capture]), [bodyInput(firstOf(capture), 'captureId')]);
  const item = { at: intervalOf(bracket.value), capture: capture.id, money: capture.amount };
  return { item, inputs, assumedAt: bracket.assumedAt };
}

/** The captures elsewhere that the claimant disputes too; what nobody disputes in evidence is not counted. */
function disputedOthers(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  const filed = view
    .allOfType('dispute.filed')
    .filter((entry) => entry.admissible && partyOfActor(view, entry.actorId) === view.claim.claimant);
  const disputing = (capture: EntryView): EntryView[] => filed.filter((entry) => refersTo(entry, 'disputes', capture.digest));
  const captures = combineList(distinctCaptures(capturesElsewhere(facts).filter((entry) => disputing(entry).length > 0)));
  return andThen(captures, (all) => {
    const items = all.map((capture) => {
      const sources = capture.entries.flatMap((entry) =>
        disputing(entry).map((dispute) => refInput(dispute, 'disputes', entry.digest)),
      );
      return historyItem(facts, capture, sources);
    });
    const set = readSet(items, true);
    return items.length === 0 && set.state === 'known' ? { ...set, floor: true } : set;
  });
}

/** 00:00 in China (UTC+8, which has no summer time) of the day of payment. */
function dayOfPayment(facts: CaseView): Reading<Interval> {
  return andThen(facts.paidAt, ({ from, to }): Reading<Interval> => {
    if (from === undefined || to === undefined) return unknown;
    const [first, last] = [from, to].map((instant) => Math.floor((instant + 28_800_000) / 86_400_000)) as [number, number];
    return first === last ? known(pointInterval(first * 86_400_000 - 28_800_000)) : unknown;
  });
}

/** All other captures that the payer of this payment paid for. */
function paymentsOfPayer(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  return andThen(combine(payerOf(view, facts.order), facts.order), ([payer, order]) =>
    andThen(combineList(distinctCaptures(capturesElsewhere(facts))), (captures) => {
      const payers = captures.map((capture) => payerOf(view, orderOfCapture(view, firstOf(capture))));
      const isTold = payers.every((reading) => reading.state === 'known');
      const items = captures.flatMap((capture, index) => {
        const reading = payers[index] as Reading<string>;
        return reading.state === 'known' && reading.value === payer ? [historyItem(facts, capture, reading.inputs)] : [];
      });
      const ends = wholeChains(facts, order.actorId);
      return citing(readSet(items, isTold && ends !== undefined), ends ?? []);
    }),
  );
}

/** The key and the terminal that an entry was signed with, as its payload states them. */
function signedWith(entry: EntryView): { kid: unknown; terminal: JsonValue | undefined } {
  const { actor, terminal } = entry.line.payload ?? {};
  return { kid: isJsonObject(actor) ? actor['kid'] : undefined, terminal };
}

/** Captures for earlier orders that were signed with the key of this order, and that the user is shown not to have disputed. */
function undisputedBefore(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  return andThen(combine(facts.order, facts.paidAt), ([order, paidAt]) =>
    andThen(combineList(distinctCaptures(capturesElsewhere(facts))), (captures) => {
      const own = signedWith(order);
      const payer = payerOf(view, facts.order);
      let isTold = true;
      const items: Item[] = [];
      for (const capture of captures) {
        const other = orderOfCapture(view, firstOf(capture));
        const bracket = bracketOf(facts, capture);
        const isEarlier = isBefore(bracket.value, paidAt);
        if (isEarlier === false || isBefore(paidAt, bracket.value) === true) continue;
        if (other.state !== 'known' || isEarlier === undefined) isTold = false;
        if (other.state !== 'known' || isEarlier !== true || signedWith(other.value).kid !== own.kid) continue;
        const undisputed = isLetStand(facts, capture, other);
        if (undisputed.state !== 'known') isTold &&= undisputed === disputed;
        if (undisputed.state !== 'known') continue;
        const otherPayer = payerOf(view, other);
        const isSameUser = payer.state === 'known' && otherPayer.state === 'known' && payer.value === otherPayer.value;
        const terminal = signedWith(other.value).terminal;
        const isSameTerminal = terminal !== undefined && canonicalize(terminal) === canonicalize(own.terminal ?? null);
        const keys = [order, other.value].map(({ digest }) => ({ digest, pointer: '/actor/kid' }));
        items.push({
          item: {
            at: intervalOf(bracket.value),
            capture: capture.id,
            sameTerminal: isSameTerminal,
            sameUser: isSameUser,
          },
          inputs: unionInputs(
            keys,
            other.inputs,
            bracket.inputs,
            undisputed.inputs,
            isSameUser && payer.state === 'known' && otherPayer.state === 'known' ? [...payer.inputs, ...otherPayer.inputs] : [],
            isSameTerminal ? [order, other.value].map(({ digest }) => ({ digest, pointer: '/terminal' })) : [],
          ),
          assumedAt: bracket.assumedAt,
        });
      }
      const ends = wholeChains(facts, order.actorId);
      return citing(readSet(items, isTold && ends !== undefined), ends ?? []);
    }),
  );
}

const disputed: Reading<true> = { ...unknown };

/** Whether it is shown that no user disputed a capture before the claim was filed; `disputed` where one did. */
function isLetStand(facts: CaseView, capture: Recorded, order: Reading<EntryView>): Reading<true> {
  const { view } = facts;
  const txn = firstOf(capture).txn;
  const matches = (entry: EntryView): boolean => capture.entries.some(({ digest }) => refersTo(entry, 'disputes', digest));
  const isDisputed = view.find({ type: 'dispute.filed', txn, matches }).entries.length > 0;
  if (isDisputed) return disputed;
  const path = pathOf(view, order);
  const besides = path.state === 'known' ? path.value.filter((entry) => entry.txn !== txn) : [];
  return absenceOf(view, { type: 'dispute.filed', roles: ['user'], matches }, { txn, besides }, view.filedAt);
}
