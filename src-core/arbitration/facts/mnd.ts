import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { unionIds, unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { Span } from '../operand.ts';
import { isBefore } from '../span.ts';
import type { Interval, Money, SetValue, Value } from '../value.ts';
import { buildSet } from '../value.ts';
import { areWhole, absenceOf } from './absence.ts';
import { bindingBudgetOf, provenSum } from './budgets.ts';
import type { CaseView } from './case-view.ts';
import type { PlacedConstraint } from './constraints.ts';
import { constraintsOn, textsIn } from './constraints.ts';
import type { EntryView } from './entry-view.ts';
import type { Match } from './evidence-view.ts';
import { matchText, refersTo } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf, pointInterval, readSet } from './fact-reading.ts';
import { targetOf } from './orders.ts';
import { bodyInput, entryInput, readInstant, refInput } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, combine, combineList, known, lacking, mapValue } from './reading.ts';
import { isByPayerSide, rolesOf } from './roles.ts';

/** What the mandate allows, who knew it, and what was spent under it. */
export function mandateFacts(facts: CaseView): FactReadings {
  const binding = bindingBudgetOf(facts);
  return [
    ['mnd.K', mapValue(binding, (budget) => budget?.max)],
    ['mnd.cap', leastCap(facts)],
    ['mnd.deniedMcc', mapValue(constraintsOn(facts.path, 'payment.denied_mcc'), (denied) => unionOf(denied, 'denied'))],
    ['mnd.exp', leastExpiry(facts)],
    ['mnd.found', mandateFound(facts)],
    ['mnd.payees', mapValue(constraintsOn(facts.path, 'payment.allowed_payees', 'checkout.allowed_merchants'), intersectionOf)],
    ['mnd.revNotice', revocationNotices(facts)],
    ['mnd.shownS1', mandateShown(facts)],
    ['mnd.stepUp', steppedUp(facts)],
    ['mnd.sumProven', provenSum(facts, binding)],
    ['mnd.sumShown', mapValue(binding, (budget) => budget?.sum)],
  ];
}

function leastCap(facts: CaseView): Reading<Money | undefined> {
  return andThen(constraintsOn(facts.path, 'payment.amount_range'), (ranges): Reading<Money | undefined> => {
    const caps = ranges.map(({ constraint }) => ({ currency: String(constraint['currency']), minor: Number(constraint['max']) }));
    const [first] = caps;
    if (first === undefined) return known(undefined);
    const isMixed = caps.some((cap) => cap.currency !== first.currency);
    if (isMixed) return lacking('unknown', unionInputs(ranges.map(({ entry }) => bodyInput(entry, 'constraints'))));
    return known({ currency: first.currency, minor: Math.min(...caps.map((cap) => cap.minor)) });
  });
}

function unionOf(constraints: readonly PlacedConstraint[], member: string): SetValue | undefined {
  return constraints.length === 0
    ? undefined
    : buildSet(unionIds(...constraints.map(({ constraint }) => textsIn(constraint, member))), true);
}

function intersectionOf(constraints: readonly PlacedConstraint[]): SetValue | undefined {
  const lists = constraints.map(({ constraint }) => textsIn(constraint, 'allowed'));
  return lists[0] === undefined
    ? undefined
    : buildSet(
        lists[0].filter((id) => lists.every((list) => list.includes(id))),
        true,
      );
}

function leastExpiry(facts: CaseView): Reading<Interval | undefined> {
  return andThen(facts.path, (entries) =>
    mapValue(combineList(entries.map((entry) => readInstant(entry, 'expires'))), (instants) =>
      instants.length === 0 ? undefined : pointInterval(Math.min(...instants)),
    ),
  );
}

function mandateFound(facts: CaseView): Reading<boolean> {
  return andThen(facts.order, (order) => {
    if (order.role === 'user') return known(true, [{ digest: order.digest, pointer: '/actor/role' }]);
    if (facts.path.state === 'known') {
      const isHolder = !order.codes.has('E_MANDATE_CNF');
      return citing(
        mapValue(facts.path, () => isHolder),
        isHolder ? [] : [entryInput(order)],
      );
    }
    const matches = (entry: EntryView): Match => matchText(entry, 'holder', (holder) => holder === order.actorId);
    const selection = { type: 'intent.mandate', roles: ['user', 'credential_provider'], matches };
    const absence = absenceOf(facts.view, selection, { besides: [] }, facts.view.filedAt);
    return absence.state === 'known' ? mapValue(absence, () => false) : facts.path;
  });
}

function revocationNotices(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  return andThen(facts.path, (path) => {
    if (path.length === 0) return readSet([], true);
    const revocations = view
      .allOfType('delegation.revoked')
      .filter((entry) => entry.admissible && path.some((step) => refersTo(entry, 'revokes', step.digest)));
    const items = (['S1', 'UA'] as const).flatMap((role) => {
      const isBy = (entry: EntryView): boolean => (role === 'S1' ? isByPayerSide(facts, entry) : isByOrderer(facts, entry));
      const notices = revocations.flatMap((revocation) =>
        receiptsOf(facts, revocation)
          .filter(isBy)
          .map((entry) => ({ entry, revocation, bracket: view.bracketOf(entry) as Known<Span> })),
      );
      const first = notices.sort(
        (a, b) => earlier(a.bracket.value, b.bracket.value) || compareUtf16(a.entry.digest, b.entry.digest),
      )[0];
      if (first === undefined) return [];
      const revoked = path.find((step) => refersTo(first.revocation, 'revokes', step.digest)) as EntryView;
      const links = [
        refInput(first.entry, 'confirms', first.revocation.digest),
        refInput(first.revocation, 'revokes', revoked.digest),
      ];
      const item: Value = { at: intervalOf(first.bracket.value), role };
      return [{ item, inputs: unionInputs(links, first.bracket.inputs), assumedAt: first.bracket.assumedAt }];
    });
    const isWholeSide = (role: 'S1' | 'UA'): boolean => areWhole(view, rolesOf(facts, role), facts.scope);
    return readSet(items, isWholeSide('S1') && isWholeSide('UA'));
  });
}

/** Orders brackets by their upper bounds, open ones last. */
export function earlier(a: Span, b: Span): number {
  const [first, second] = [a.to ?? Infinity, b.to ?? Infinity];
  return first === second ? 0 : first < second ? -1 : 1;
}

function isByOrderer(facts: CaseView, entry: EntryView): boolean {
  const { order } = facts;
  return order.state === 'known' && entry.role === order.value.role && entry.actorId === order.value.actorId;
}

/** The admissible entries of any transaction that confirm an entry. */
function receiptsOf(facts: CaseView, target: EntryView): EntryView[] {
  return facts.view.confirming(target.digest).filter((entry) => entry.admissible);
}

function mandateShown(facts: CaseView): Reading<boolean> {
  const refs = (entry: EntryView): FactInput[] => [{ digest: entry.digest, pointer: '/refs' }];
  const isUnder = (entry: EntryView): boolean => entry.refs.some((ref) => ref.rel === 'under');
  return andThen(facts.keptAuthorizations, (authorizations) => {
    const shown = authorizations.map((authorized): Reading<boolean> => {
      if (isUnder(authorized)) return known(true, refs(authorized));
      return andThen(targetOf(facts.view, authorized, 'authorizes', 'payment.requested'), (requested) =>
        known(isUnder(requested), unionInputs(refs(authorized), refs(requested))),
      );
    });
    const yes = shown.filter((reading) => reading.state === 'known' && reading.value);
    const isShown = yes.length > 0;
    return citing(
      mapValue(combineList(isShown ? yes : shown), () => isShown),
      ...authorizations.map(refs),
    );
  });
}

function steppedUp(facts: CaseView): Reading<boolean> {
  const { view, paidAt } = facts;
  return andThen(facts.accepted, ({ entry: order }) => {
    const isLate = (entry: EntryView): boolean => {
      const bracket = combine(paidAt, view.bracketOf(entry));
      return bracket.state === 'known' && isBefore(bracket.value[0], bracket.value[1]) === true;
    };
    const matches = (entry: EntryView): boolean =>
      refersTo(entry, 'confirms', order.digest) && !(entry.admissible && isLate(entry));
    const selection = { type: 'intent.confirmed', txn: view.txn, roles: ['user'], matches };
    const { entries } = view.find(selection);
    if (entries.length > 0) {
      const times = paidAt.state === 'known' ? [paidAt] : [];
      const read = combineList<unknown>([...entries.map((entry) => view.bracketOf(entry)), ...times]);
      return citing(
        mapValue(read, () => true),
        unionInputs(entries.map((entry) => refInput(entry, 'confirms', order.digest))),
      );
    }
    if (paidAt.state !== 'known') return mapValue(facts.absence(selection, {}), () => false);
    return mapValue(combine(facts.absence(selection, paidAt.value), paidAt), () => false);
  });
}
