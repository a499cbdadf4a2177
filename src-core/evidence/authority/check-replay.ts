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
  const first = new Map<string, EntryLine>();
  for (const line of view.judged('order.created')) {
    const body = bodyOf(line);
    const key = readText(body, 'idempotencyKey');
    const payee = readText(body, 'payee');
    if (key === undefined || payee === undefined) continue;
    const nonce = `${payee}\n${key}`;
    const earlier = first.get(nonce);
    if (earlier === undefined) first.set(nonce, line);
    else if (!isSameOrder(earlier, line))
      report(view, line, '/body/idempotencyKey', 'stands in an earlier order to the same payee');
  }
}

function isSameOrder(a: EntryLine, b: EntryLine): boolean {
  const orderId = readText(bodyOf(a), 'orderId');
  return (
    a.entry.txn === b.entry.txn && a.chain !== b.chain && orderId !== undefined && orderId === readText(bodyOf(b), 'orderId')
  );
}

function checkSingleUse({ view, paths }: AuthorityTools): void {
  const used = new Map<EntryLine, { readonly order: string; readonly others: Set<string> }>();
  const uses = new Set([...view.judged('order.created'), ...view.judged('payment.requested')]);
  for (const line of view.acts) {
    if (!uses.has(line)) continue;
    const orderId = readText(bodyOf(line), 'orderId');
    if (orderId === undefined) continue;
    const order = `${line.entry.txn}\n${orderId}`;
    for (const path of paths.binding(line)) {
      const mandate = path.kind === 'path' ? path.grants.at(-1)?.line : undefined;
      if (mandate === undefined || bodyOf(mandate)['singleUse'] !== true) continue;
      const use = used.get(mandate);
      if (use === undefined) used.set(mandate, { order, others: new Set() });
      else if (use.order !== order && !use.others.has(order)) {
        use.others.add(order);
        report(view, line, path.pointer, 'acts under a mandate for a single use that another order used before');
      }
    }
  }
}

function report(view: AuthorityTools['view'], line: EntryLine, pointer: string, message: string): void {
  if (line.drafts.some(({ code }) => code === 'E_REPLAY_NONCE')) return;
  view.context.add({ code: 'E_REPLAY_NONCE', step: 'authority', line, pointer, message });
}
