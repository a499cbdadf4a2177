import type { AuthorityView } from './authority-view.ts';
import { bodyOf, readText } from './read-body.ts';

/**
 * Tells whether a key is another one, or one that its holder rotated it to, in as many steps as there are. Only a rotation
 * that the old key itself signed counts.
 */
export class RotatedKeys {
  readonly #next = new Map<string, Set<string>>();

  constructor(view: AuthorityView) {
    for (const line of view.sound('key.rotated')) {
      const oldKid = readText(bodyOf(line), 'oldKid');
      const newKid = readText(bodyOf(line), 'newKid');
      if (oldKid === undefined || newKid === undefined || line.entry.actor.kid !== oldKid) continue;
      this.#next.set(oldKid, (this.#next.get(oldKid) ?? new Set()).add(newKid));
    }
  }

  /** True where `kid` is `first` or follows it by rotations. */
  follows(kid: string, first: string): boolean {
    const reached = new Set([first]);
    for (const at of reached) {
      if (at === kid) return true;
      for (const next of this.#next.get(at) ?? []) reached.add(next);
    }
    return false;
  }
}
