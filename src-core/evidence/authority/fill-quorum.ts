import type { Quorum, Role } from '../model/shared.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';

/** One who confirmed: in what role, and who operates it. */
export interface Confirmer {
  readonly role: Role;
  readonly operator: string;
}

/** Operators who have the same roles, or places that the same roles may fill. */
interface Group {
  readonly roles: ReadonlySet<Role>;
  /** How many are still without a counterpart. */
  free: number;
}

/**
 * How many places of a quorum stay open: each role of `allOf` is a place, each clause of `atLeast` has `n` places for any of
 * its roles, and one operator fills one place over all clauses, whatever roles it has. The operators are placed as well as
 * they can be: a maximum flow between groups of equal operators and groups of equal places, so that its cost does not grow
 * with their numbers.
 */
export function openPlaces(quorum: Quorum, confirmers: readonly Confirmer[]): number {
  const rolesOf = new Map<string, Set<Role>>();
  for (const { role, operator } of confirmers) rolesOf.set(operator, (rolesOf.get(operator) ?? new Set()).add(role));
  const operators = groupsOf([...rolesOf.values()].map((roles) => ({ roles, number: 1 })));
  const places = groupsOf([
    ...quorum.allOf.map((role) => ({ roles: new Set([role]), number: 1 })),
    ...quorum.atLeast.map(({ n, of }) => ({ roles: new Set(of), number: n })),
  ]);
  const flow = new Flow(operators, places);
  while (flow.augment());
  return places.reduce((open, { free }) => open + free, 0);
}

function groupsOf(items: readonly { readonly roles: ReadonlySet<Role>; readonly number: number }[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { roles, number } of items) {
    const name = [...roles].sort(compareUtf16).join();
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { roles, free: number });
    else known.free += number;
  }
  return [...groups.values()];
}

function share(a: ReadonlySet<Role>, b: ReadonlySet<Role>): boolean {
  for (const role of a) if (b.has(role)) return true;
  return false;
}

class Flow {
  readonly #operators: readonly Group[];
  readonly #places: readonly Group[];
  /** How many operators of a group sit in places of a group. */
  readonly #seated = new Map<Group, Map<Group, number>>();

  constructor(operators: readonly Group[], places: readonly Group[]) {
    this.#operators = operators;
    this.#places = places;
    for (const operator of operators) this.#seated.set(operator, new Map());
  }

  /**
   * Seats more operators along a shortest path, moving others on where that makes room; false where nothing more can be
   * seated.
   */
  augment(): boolean {
    const cameFrom = new Map<Group, Group | undefined>();
    const queue: Group[] = this.#operators.filter(({ free }) => free > 0);
    for (const start of queue) cameFrom.set(start, undefined);
    for (const operator of queue) {
      for (const place of this.#places) {
        if (cameFrom.has(place) || !share(place.roles, operator.roles)) continue;
        cameFrom.set(place, operator);
        if (place.free > 0) {
          this.#seatAlong(place, cameFrom);
          return true;
        }
        for (const [other, seats] of this.#seated) {
          if (cameFrom.has(other) || (seats.get(place) ?? 0) === 0) continue;
          cameFrom.set(other, place);
          queue.push(other);
        }
      }
    }
    return false;
  }

  #seatAlong(end: Group, cameFrom: ReadonlyMap<Group, Group | undefined>): void {
    const steps: { readonly operator: Group; readonly place: Group; readonly left?: Group }[] = [];
    let room = end.free;
    let place = end;
    for (;;) {
      const operator = cameFrom.get(place) as Group;
      const left = cameFrom.get(operator);
      steps.push({ operator, place, left });
      if (left === undefined) {
        room = Math.min(room, operator.free);
        operator.free -= room;
        break;
      }
      room = Math.min(room, this.#seated.get(operator)?.get(left) ?? 0);
      place = left;
    }
    end.free -= room;
    for (const { operator, place: taken, left } of steps) {
      const seats = this.#seated.get(operator) as Map<Group, number>;
      seats.set(taken, (seats.get(taken) ?? 0) + room);
      if (left !== undefined) seats.set(left, (seats.get(left) as number) - room);
    }
  }
}
