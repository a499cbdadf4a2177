import { isJsonObject } from '../../json/json-value.ts';
import type { EvidenceLine } from '../state.ts';
import type { AuthorityView } from './authority-view.ts';
import { bodyOf, readText } from './read-body.ts';

/** A rotation from one key to another; `failed` is its line where that may not be relied on. */
interface Rotation {
  readonly to: string;
  readonly failed?: EvidenceLine;
}

/**
 * Tells whether a key is another one, or one that its holder rotated it to, in as many steps as there are. Only a rotation
 * that the old key itself signed counts.
 */
export class RotatedKeys {
  readonly #next = new Map<string, Rotation[]>();

  constructor(view: AuthorityView) {
    for (const line of view.sound('key.rotated')) {
      const body = bodyOf(line);
      this.#add(line.kid, readText(body, 'oldKid'), readText(body, 'newKid'));
    }
    for (const line of view.failed('key.rotated')) {
      const actor = line.payload?.['actor'];
      const body = line.payload?.['body'];
      if (!isJsonObject(actor) || !isJsonObject(body)) continue;
      const kid = readText(actor, 'kid');
      this.#add(kid, kid, readText(body, 'newKid'), line);
    }
  }

  /** True where `kid` is `first` or follows it by rotations. */
  follows(kid: string, first: string): boolean {
    return this.#walk(first, kid, false) !== undefined;
  }

  /** The rotation that failed where `kid` would follow `first` by it. */
  brokenBetween(kid: string, first: string): EvidenceLine | undefined {
    return this.#walk(first, kid, true)?.failed;
  }

  #add(signer: string | undefined, from: string | undefined, to: string | undefined, failed?: EvidenceLine): void {
    if (signer === undefined || from !== signer || to === undefined) return;
    const known = this.#next.get(from);
    if (known === undefined) this.#next.set(from, [{ to, failed }]);
    else known.push({ to, failed });
  }

  /** The way from one key to another, with the first failed rotation on it, if failed ones count at all. */
  #walk(from: string, to: string, withFailed: boolean): { readonly failed?: EvidenceLine } | undefined {
    const reached = new Map<string, EvidenceLine | undefined>([[from, undefined]]);
    for (const [at, failed] of reached) {
      if (at === to) return { failed };
      for (const next of this.#next.get(at) ?? [])
        if (!reached.has(next.to) && (withFailed || next.failed === undefined)) reached.set(next.to, failed ?? next.failed);
    }
    return undefined;
  }
}
