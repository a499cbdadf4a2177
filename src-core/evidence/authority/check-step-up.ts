import { isJsonObject } from '../../json/json-value.ts';
import type { Money } from '../model/shared.ts';
import { isSound, type EntryLine } from './authority-view.ts';
import type { AuthorityTools } from './check-grants.ts';
import { endsProven } from './ends-proven.ts';
import { familyOfOrder, orderOfPayment } from './order-of-payment.ts';
import { bodyOf, readMoney, readText } from './read-body.ts';

/**
 * `E_STEP_UP` on a requested payment above the amount from which its mandate asks the user again: no `intent.confirmed` of the order, of the quote that it answers or of
 * an amendment is in the evidence, and the user's chains are there and end `proven`. Where they do not, or the order can't be told: `I_MANDATE_INCOMPLETE`.
 */
export function checkStepUp(tools: AuthorityTools): void {
  const { view, paths } = tools;
  for (const line of view.judged('payment.requested')) {
    const amount = readMoney(bodyOf(line), 'amount');
    const asked = new Set<EntryLine>();
    for (const path of paths.binding(line)) {
      const mandate = path.kind === 'path' ? path.grants.at(-1)?.line : undefined;
      const above = mandate === undefined ? undefined : stepUpOf(mandate);
      if (mandate === undefined || above === undefined || asked.has(mandate)) continue;
      asked.add(mandate);
      judge(tools, line, mandate, amount, above);
    }
  }
}

function stepUpOf(mandate: EntryLine): Money | undefined {
  const stepUp = bodyOf(mandate)['stepUp'];
  return isJsonObject(stepUp) ? readMoney(stepUp, 'above') : undefined;
}

function judge(tools: AuthorityTools, line: EntryLine, mandate: EntryLine, amount: Money | undefined, above: Money): void {
  const { view } = tools;
  const open = (message: string) => void view.context.add({ code: 'I_MANDATE_INCOMPLETE', step: 'authority', line, pointer: '/body/amount', message });
  if (amount === undefined) return open('the amount is withheld, and the mandate asks the user again above one');
  if (amount.currency !== above.currency) return open(`is not in ${above.currency}, the currency above whose amount the mandate asks the user again`);
  if (amount.minor <= above.minor) return;
  const order = orderOfPayment(view, line);
  if (order === undefined) return open('is above what the mandate allows without asking again, and its order is not in the evidence');
  const confirmations = [...familyOfOrder(view, order)].flatMap((member) => view.referrers(member.digest, 'confirms')).filter(({ entry }) => entry.type === 'intent.confirmed');
  if (confirmations.some(isSound)) return;
  const principal = readText(bodyOf(mandate), 'principal');
  const failed = confirmations[0];
  if (failed === undefined && (principal === undefined || !endsProven(view, principal, 'user'))) {
    return open('is above what the mandate allows without asking again; that the user was not asked is not shown');
  }
  const message = `is above ${above.currency} ${above.minor}, and the user did not confirm the order`;
  view.context.add({ code: 'E_STEP_UP', step: 'authority', line, pointer: '/body/amount', message, because: failed });
}
