import type { JsonObject } from '../../json/json-value.ts';
import type { EntryView } from './entry-view.ts';
import { readList } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, combineList, known } from './reading.ts';

/** A constraint, and the mandate or delegation that states it. */
export interface PlacedConstraint {
  readonly entry: EntryView;
  readonly constraint: JsonObject;
}

/**
 * The constraints of some types on a path, nearest to the order first, in one entry as they stand. The constraints of every entry of
 * the path are read for it.
 */
export function constraintsOn(path: Reading<readonly EntryView[]>, ...types: readonly string[]): Reading<PlacedConstraint[]> {
  return andThen(path, (entries) =>
    andThen(combineList(entries.map((entry) => readList(entry, 'constraints'))), (lists) =>
      known(
        lists.flatMap((list, index) =>
          list
            .filter(({ type }) => typeof type === 'string' && types.includes(type))
            .map((constraint) => ({ entry: entries[index] as EntryView, constraint })),
        ),
      ),
    ),
  );
}

/** The texts in a list of a constraint. */
export function textsIn(constraint: JsonObject, member: string): string[] {
  const list = constraint[member];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}
