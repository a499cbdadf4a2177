import { unionInputs } from '../fact-inputs.ts';
import { isBefore } from '../span.ts';
import type { Money, SetValue } from '../value.ts';
import { capturesUnder, wholeChains } from './budgets.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { intervalOf, readSet } from './fact-reading.ts';
import { targetOf } from './orders.ts';
import { distinctCaptures } from './other-captures.ts';
import { bodyInput, entryInput, readFlag, readList, readOptionalObject, readText, toMoney } from './read-member.ts';
import type { Known, Reading } from './reading.ts';
import { andThen, citing, combine, combineList, known, lacking, mapValue } from './reading.ts';

/** How a mandate was handed on and used, and what it asks for besides its limits. */
export function mandateUseFacts(facts: CaseView): FactReadings {
  return [
    ['mnd.badLinks', badLinks(facts)],
    ['mnd.earlierUses', earlierUses(facts)],
    ['mnd.single', ofMandate(facts, (mandate) => readFlag(mandate, 'singleUse'), false)],
    ['mnd.stepUpAbove', ofMandate(facts, stepUpAmount, undefined)],
    ['reg.maxCount', ofMandate(facts, leastCount, undefined)],
  ];
}

/** Something that the mandate of the path states; for an order that a user placed without one, what stands for it. */
function ofMandate<T>(facts: CaseView, read: (mandate: EntryView) => Reading<T>, without: T): Reading<T> {
  return andThen(facts.path, (path) => {
    const mandate = path.at(-1);
    return mandate === undefined ? known(without) : read(mandate);
  });
}

function stepUpAmount(mandate: EntryView): Reading<Money | undefined> {
  return andThen(readOptionalObject(mandate, 'stepUp'), (stepUp) => {
    const above = toMoney(stepUp?.['above']);
    return stepUp !== undefined && above === undefined ? lacking('withheld', [bodyInput(mandate, 'stepUp')]) : known(above);
  });
}

function leastCount(mandate: EntryView): Reading<number | undefined> {
  return mapValue(readList(mandate, 'constraints'), (constraints) => {
    const counts = constraints
      .filter(({ type }) => type === 'payment.agent_recurrence')
      .map(({ maxOccurrences }) => Number(maxOccurrences));
    return counts.length === 0 ? undefined : Math.min(...counts);
  });
}

/** The delegations of the path that grant more than their giver had, or that somebody else than the holder gave. */
function badLinks(facts: CaseView): Reading<SetValue> {
  return andThen(facts.path, (path) => {
    const bad = path.filter(
      ({ type, codes }) => type === 'delegation.granted' && (codes.has('E_DELEGATION') || codes.has('E_MANDATE_CNF')),
    );
    return readSet(
      bad.map((entry) => ({ item: entry.digest, inputs: [entryInput(entry)] })),
      true,
    );
  });
}

/** The captures for other orders under the same mandate that lie wholly before this payment. */
function earlierUses(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  return andThen(combine(facts.path, facts.paidAt), ([path, paidAt]): Reading<SetValue> => {
    const mandate = path.at(-1);
    if (mandate === undefined) return readSet([], true);
    const others = capturesUnder(facts, new Set([mandate.digest]));
    const pathOf = new Map(others.map(({ entry, path: own }) => [entry.digest, own]));
    const captures = combineList(distinctCaptures(others.map(({ entry }) => entry)));
    return andThen(captures, (all) => {
      const timed = all.map((capture) => {
        const [entry] = capture.entries as [EntryView];
        return { capture, entry, bracket: view.bracketOf(entry) as Known<object> };
      });
      const isOpen = timed.some(
        ({ bracket }) => isBefore(bracket.value, paidAt) !== true && isBefore(paidAt, bracket.value) !== true,
      );
      const items = timed
        .filter(({ bracket }) => isBefore(bracket.value, paidAt) === true)
        .map(({ capture, entry, bracket }) => {
          const issuer = sameIssuer(facts, entry);
          return {
            item: { at: intervalOf(bracket.value), capture: capture.id, sameIssuer: issuer.isSame },
            inputs: unionInputs(
              pathOf.get(entry.digest)?.inputs ?? [],
              [bodyInput(entry, 'captureId')],
              bracket.inputs,
              issuer.inputs,
            ),
            assumedAt: bracket.assumedAt,
          };
        });
      return andThen(readText(mandate, 'holder'), (holder) => {
        const ends = wholeChains(facts, holder);
        return citing(readSet(items, ends !== undefined && !isOpen), ends ?? []);
      });
    });
  });
}

/** Whether the author of an authorisation of this payment authorised another capture too, as far as that is shown. */
function sameIssuer(facts: CaseView, capture: EntryView): { isSame: boolean; inputs: Known<unknown>['inputs'] } {
  const other = targetOf(facts.view, capture, 'confirms', 'payment.authorized');
  const own = facts.keptAuthorizations;
  if (other.state !== 'known' || own.state !== 'known') return { isSame: false, inputs: [] };
  const isSame = own.value.some(({ actorId, role }) => actorId === other.value.actorId && role === other.value.role);
  return { isSame, inputs: unionInputs(other.inputs, own.inputs) };
}
