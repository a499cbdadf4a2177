import type { EvidenceLine, FindingDraft } from '../state.ts';
import { isSound, type AuthorityView, type EntryLine, type RefTarget } from './authority-view.ts';
import { readGrant, type Grant } from './grant.ts';
import { orderOfPayment } from './order-of-payment.ts';

/**
 * How an act comes by its authority: from the grant that it is `under`, parent by parent, to a mandate. `pointer` is the
 * reference that starts it.
 *
 * `broken`: a grant on the way failed, so there is no authority. `missing`: a grant on the way is not in the evidence, so
 * that nobody can tell.
 */
export type MandatePath = { readonly pointer: string } & (
  | { readonly kind: 'path'; readonly grants: readonly Grant[] }
  | { readonly kind: 'broken'; readonly because: EvidenceLine }
  | { readonly kind: 'missing'; readonly because?: FindingDraft }
);

/** Grants at hand; others are read again when they are asked for. */
const MOST_GRANTS = 1024;

/** The paths of entries to mandates. */
export class MandatePaths {
  readonly #view: AuthorityView;
  /** Those read lately, by the numbers of their lines. */
  readonly #grants = new Map<number, Grant>();
  /** Delegations that authority found to grant nothing, by the numbers of their lines; set as they are judged, parents first. */
  readonly void = new Set<number>();

  constructor(view: AuthorityView) {
    this.#view = view;
  }

  grant(line: EntryLine): Grant {
    let grant = this.#grants.get(line.number);
    if (grant === undefined) {
      grant = readGrant(this.#view, line);
      if (this.#grants.size >= MOST_GRANTS) this.#grants.delete(this.#grants.keys().next().value as number);
      this.#grants.set(line.number, grant);
    }
    return grant;
  }

  /** The paths that start at an entry's own `under` references. */
  of(line: EntryLine): MandatePath[] {
    return this.#view.targets(line, 'under').flatMap((target) => this.#follow(target, target.pointer, line, new Set()));
  }

  /** The paths that bind an act: its own or, for a payment that is requested without one, those of the order that it is for. */
  binding(line: EntryLine): MandatePath[] {
    if (line.type !== 'payment.requested' || line.refersBy('under')) return this.of(line);
    const order = orderOfPayment(this.#view, line);
    return order === undefined ? [] : this.of(order);
  }

  #follow(target: RefTarget, pointer: string, from: EntryLine, met: Set<number>): MandatePath[] {
    const { line } = target;
    if (line === undefined) return [this.#absent(target, pointer, from)];
    if (!isSound(line) || this.void.has(line.number)) return [{ kind: 'broken', pointer, because: line }];
    const grant = this.grant(line);
    if (grant.isMandate) return [{ kind: 'path', pointer, grants: [grant] }];
    if (line.type !== 'delegation.granted' || met.has(line.number)) return [];
    met.add(line.number);
    return this.#view
      .targets(line, 'under')
      .flatMap((parent) =>
        this.#follow(parent, pointer, line, met).map((path): MandatePath =>
          path.kind === 'path' ? { ...path, grants: [grant, ...path.grants] } : path,
        ),
      );
  }

  /** A grant that is not there as an entry: it failed before its schema, which breaks the path, or the evidence lacks it. */
  #absent(target: RefTarget, pointer: string, from: EntryLine): MandatePath {
    const because = this.#view.reasonOfAbsence(from, target);
    return because !== undefined && 'drafts' in because
      ? { kind: 'broken', pointer, because }
      : { kind: 'missing', pointer, because };
  }
}
