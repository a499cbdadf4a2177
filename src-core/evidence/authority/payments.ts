import { Table } from '../lines/table.ts';
import { WordTable } from '../lines/word-table.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import type { MandatePaths } from './mandate-paths.ts';
import { bodyOf, readText } from './read-body.ts';

const NEXT = 1;

/**
 * The requested payments under grants, each `paymentId` once, by its first request; those that were declined and never
 * authorised are not among them.
 */
export class PaymentsUnder {
  readonly #view: AuthorityView;
  /** By the number of a grant's line: the first and the last of its items, one more than their numbers. */
  readonly #lists: Table;
  /** The number of a payment's line, and the next item of its grant. */
  readonly #items: Table;

  constructor(view: AuthorityView, paths: MandatePaths) {
    const { book } = view.context.lines;
    this.#view = view;
    this.#lists = new Table(book.memory, 8, book.length);
    this.#items = new Table(book.memory, 8);
    const declined = declinedPayments(view);
    const met = new WordTable(book.memory);
    for (const line of view.judged('payment.requested')) {
      const payment = paymentKey(line);
      if (declined.has(payment)) continue;
      const grants = paths.binding(line).flatMap((path) => (path.kind === 'path' ? path.grants : []));
      for (const { number } of new Map(grants.map((grant) => [grant.line.number, grant.line])).values())
        if (met.add(`${number} ${payment}`)) this.#add(number, line.number);
    }
  }

  #add(grant: number, payment: number): void {
    const item = this.#items.push();
    this.#items.setInt(item, 0, payment);
    const last = this.#lists.int(grant, 1);
    if (last === 0) this.#lists.setInt(grant, 0, item + 1);
    else this.#items.setInt(last - 1, NEXT, item + 1);
    this.#lists.setInt(grant, 1, item + 1);
  }

  /** True where there is a payment under a grant. */
  has(grant: EntryLine): boolean {
    return this.#lists.int(grant.number, 0) !== 0;
  }

  /** In order. */
  *of(grant: EntryLine): Generator<EntryLine> {
    let item = this.#lists.int(grant.number, 0);
    for (; item !== 0; item = this.#items.int(item - 1, NEXT)) yield this.#view.line(this.#items.int(item - 1, 0));
  }
}

/** A payment's name; one whose `paymentId` is withheld is a payment of its own. */
export function paymentKey(line: EntryLine): string {
  return `${line.txn}\n${readText(bodyOf(line), 'paymentId') ?? line.digest}`;
}

function declinedPayments(view: AuthorityView): Set<string> {
  const declined = new Set<string>();
  for (const line of view.sound('payment.declined')) declined.add(paymentKey(line));
  if (declined.size === 0) return declined;
  for (const type of ['payment.authorized', 'payment.captured'] as const)
    for (const line of view.sound(type)) declined.delete(paymentKey(line));
  return declined;
}
