import type { EvidenceView } from './evidence-view.ts';
import type { EntryView } from './entry-view.ts';
import { entryInput, refInput } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, known, lacking, unknown } from './reading.ts';
import { unionInputs } from '../fact-inputs.ts';

/**
 * The mandate that an order was placed under, with the delegations between, nearest to the order first. An order that a user placed
 * without any has an empty path.
 *
 * Each step follows the one `under` of the entry: several are contradictory; an inadmissible target, or a mandate that differs from
 * its signed original (E_MANDATE_COPY), is excluded; one that is not in the bundle is unknown.
 */
export function pathOf(view: EvidenceView, order: Reading<EntryView>): Reading<readonly EntryView[]> {
  return andThen(order, (created) => {
    const path: EntryView[] = [];
    const inputs: ReturnType<typeof refInput>[] = [];
    for (let here = created; ;) {
      const targets = here.refs.filter((ref) => ref.rel === 'under');
      const [target] = targets;
      if (target === undefined) return here === created && created.role === 'user' ? known(path) : unknown;
      if (targets.length > 1) return lacking('unknown', unionInputs(targets.map((ref) => refInput(here, 'under', ref.digest))));
      inputs.push(refInput(here, 'under', target.digest));
      const next = view.entry(target.digest);
      if (next === undefined || path.includes(next)) return unknown;
      if (next.type !== 'delegation.granted' && next.type !== 'intent.mandate') return unknown;
      if (!next.admissible || next.codes.has('E_MANDATE_COPY')) return lacking('excluded', [entryInput(next)]);
      path.push(next);
      if (next.type === 'intent.mandate') return known(path, unionInputs(inputs, [entryInput(next)]));
      here = next;
    }
  });
}
