import { Table } from '../lines/table.ts';
import { TextIndex } from '../lines/text-index.ts';
import type { EntryLine } from './authority-view.ts';
import type { AuthorityTools } from './check-grants.ts';
import { bodyOf, readText } from './read-body.ts';

/**
 * `E_REPLAY_NONCE`, on the later entry by the authors' clocks: an `idempotencyKey` and payee that another order has, or a
 * mandate for a single use that another order used.
 *
 * The use of a mandate is an order with all that belongs to it, so that a payment tried again after it was declined is no
 * second use. An order that two parties of the user's side both record, in one transaction and with one `orderId`, is one
 * order; the same author recording it twice is two.
 */
export function checkReplay(tools: AuthorityTools): void {
  checkIdempotency(tools);
  checkSingleUse(tools);
}

function checkIdempotency({ view }: AuthorityTools): void {
  const first = new TextIndex(view.context.lines.book.memory);
  for (const line of view.judged('order.created')) {
    const body = bodyOf(line);
    const key = readText(body, 'idempotencyKey');
    const payee = readText(body, 'payee');
    if (key === undefined || payee === undefined) continue;
    const nonce = `${payee}\n${key}`;
    const earlier = first.first(nonce);
    if (earlier === undefined) first.add(nonce, line.number);
    else if (!isSameOrder(view.line(earlier), line))
      report(view, line, '/body/idempotencyKey', 'stands in an earlier order to the same payee');
  }
}

function isSameOrder(a: EntryLine, b: EntryLine): boolean {
  const orderId = readText(bodyOf(a), 'orderId');
  return a.txn === b.txn && a.chain !== b.chain && orderId !== undefined && orderId === readText(bodyOf(b), 'orderId');
}

function checkSingleUse({ view, paths }: AuthorityTools): void {
  const { book } = view.context.lines;
  // By mandate: one more than the number of the line that used it first. Few have others, by their names.
  const used = new Table(book.memory, 4, book.length);
  const others = new Map<number, Set<string>>();
  for (const line of view.acts) {
    if (!view.isJudged(line) || (line.type !== 'order.created' && line.type !== 'payment.requested')) continue;
    const order = orderOf(line);
    if (order === undefined) continue;
    for (const path of paths.binding(line)) {
      const mandate = path.kind === 'path' ? path.grants.at(-1)?.line : undefined;
      if (mandate === undefined || bodyOf(mandate)['singleUse'] !== true) continue;
      const first = used.int(mandate.number, 0);
      if (first === 0) used.setInt(mandate.number, 0, line.number + 1);
      else if (orderOf(view.line(first - 1)) !== order && others.get(mandate.number)?.has(order) !== true) {
        others.set(mandate.number, (others.get(mandate.number) ?? new Set()).add(order));
        report(view, line, path.pointer, 'acts under a mandate for a single use that another order used before');
      }
    }
  }
}

/** An order by its transaction and name. */
function orderOf(line: EntryLine): string | undefined {
  const orderId = readText(bodyOf(line), 'orderId');
  return orderId === undefined ? undefined : `${line.txn}\n${orderId}`;
}

function report(view: AuthorityTools['view'], line: EntryLine, pointer: string, message: string): void {
  if (line.drafts.some(({ code }) => code === 'E_REPLAY_NONCE')) return;
  view.context.add({ code: 'E_REPLAY_NONCE', step: 'authority', line, pointer, message });
}
