import { isJsonObject } from '../../json/json-value.ts';
import type { Money } from '../model/shared.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';
import { isSound, type EntryLine } from './authority-view.ts';
import type { AuthorityTools } from './check-grants.ts';
import { completenessOf, type Completeness } from './completeness-of.ts';
import { brokenOrderLink, familyOfOrder, orderOfPayment } from './order-of-payment.ts';
import { bodyOf, readMoney, readText } from './read-body.ts';

/**
 * `E_STEP_UP` on a requested payment above the amount from which its mandate asks the user again: no `intent.confirmed` of
 * the order, of the quote that it answers or of an amendment is in the evidence, and the user's chains are there and end
 * `proven`. Where they do not, or the order can't be told: `I_MANDATE_INCOMPLETE`.
 */
export function checkStepUp(tools: AuthorityTools): void {
  const { view, paths } = tools;
  for (const line of view.judged('payment.requested')) {
    const amount = readMoney(bodyOf(line), 'amount');
    const asked = new Set<number>();
    for (const path of paths.binding(line)) {
      const mandate = path.kind === 'path' ? path.grants.at(-1)?.line : undefined;
      const above = mandate === undefined ? undefined : stepUpOf(mandate);
      if (mandate === undefined || above === undefined || asked.has(mandate.number)) continue;
      asked.add(mandate.number);
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
  const open = (message: string, because?: EvidenceLine | FindingDraft) =>
    void view.context.add({ code: 'I_MANDATE_INCOMPLETE', step: 'authority', line, pointer: '/body/amount', message, because });
  if (amount === undefined) return open('the amount is withheld, and the mandate asks the user again above one');
  if (amount.currency !== above.currency)
    return open(`is not in ${above.currency}, the currency above whose amount the mandate asks the user again`);
  if (amount.minor <= above.minor) return;
  const order = orderOfPayment(view, line);
  if (order === undefined)
    return open(
      'is above what the mandate allows without asking again, and its order is not in the evidence',
      brokenOrderLink(view, line),
    );
  const family = familyOfOrder(view, order).map(({ digest }) => digest);
  const confirmations = family
    .flatMap((digest) => view.referrers(digest, 'confirms'))
    .filter(({ type }) => type === 'intent.confirmed');
  if (confirmations.some(isSound)) return;
  const failed = confirmations[0] ?? view.failedReferrer(family, 'confirms', 'intent.confirmed');
  const principal = readText(bodyOf(mandate), 'principal');
  const complete: Completeness = principal === undefined ? { proven: false } : completenessOf(view, principal, 'user');
  if (failed === undefined && !complete.proven) {
    return open(
      'is above what the mandate allows without asking again; that the user was not asked is not shown',
      complete.because,
    );
  }
  const message = `is above ${above.currency} ${above.minor} (minor units), and the user did not confirm the order`;
  view.context.add({ code: 'E_STEP_UP', step: 'authority', line, pointer: '/body/amount', message, because: failed });
}
