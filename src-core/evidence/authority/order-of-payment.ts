import type { EvidenceLine, FindingDraft } from '../state.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';

/**
 * The `order.created` that a payment was requested for: by its acceptance, and through amendments. Undefined where the
 * evidence lacks a link.
 */
export function orderOfPayment(view: AuthorityView, requested: EntryLine): EntryLine | undefined {
  for (const { line: accepted } of view.targets(requested, 'responds-to')) {
    if (accepted?.type !== 'order.accepted') continue;
    for (const { line } of view.targets(accepted, 'accepts')) {
      const order = line === undefined ? undefined : originalOrder(view, line);
      if (order !== undefined) return order;
    }
  }
  return undefined;
}

/** What stands in the way to the order of a payment: the line that failed, or the finding that a reference is missing. */
export function brokenOrderLink(view: AuthorityView, requested: EntryLine): EvidenceLine | FindingDraft | undefined {
  for (const target of view.targets(requested, 'responds-to')) {
    const { line } = target;
    if (line === undefined) return view.reasonOfAbsence(requested, target);
    const next = view.targets(line, 'accepts').find((order) => order.line === undefined);
    if (next !== undefined) return view.reasonOfAbsence(line, next);
  }
  return undefined;
}

/** The order that an amendment goes back to, or the order itself. */
export function originalOrder(view: AuthorityView, line: EntryLine): EntryLine | undefined {
  let here: EntryLine | undefined = line;
  while (here?.type === 'order.amended') here = view.targets(here, 'corrects').find((target) => target.line !== undefined)?.line;
  return here?.type === 'order.created' ? here : undefined;
}

/** Everything that shows what was ordered: the order, the quote that it answers, and its amendments. */
export function familyOfOrder(view: AuthorityView, order: EntryLine): EntryLine[] {
  const family = new Map([[order.number, order]]);
  for (const member of family.values())
    for (const amended of view.referrers(member.digest, 'corrects')) family.set(amended.number, amended);
  for (const { line } of view.targets(order, 'responds-to')) if (line?.type === 'order.quoted') family.set(line.number, line);
  return [...family.values()];
}
