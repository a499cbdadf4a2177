import type { EntryLine, AuthorityView } from '../authority-view.ts';
import { brokenOrderLink, orderOfPayment } from '../order-of-payment.ts';
import { bodyOf, readText } from '../read-body.ts';
import { breach, isSubset, MET, undetermined, type ConstraintOf, type ConstraintRule } from './constraint-rule.ts';

const POINTER = '/body/payee';

/**
 * `payment.denied_mcc`: merchant category codes that may not be paid. A payment's codes are those of the quote that its order
 * answers and of the payee's last registration; without any of them this stays open.
 */
export const deniedMcc: ConstraintRule<ConstraintOf<'payment.denied_mcc'>> = {
  binds: 'payment.requested',
  judge({ denied }, act, view) {
    const codes = codesOf(act, view);
    const code = codes.find((candidate) => denied.includes(candidate));
    if (code !== undefined) return breach(POINTER, `belongs to the merchant category ${code}, which the mandate denies`);
    return codes.length > 0
      ? MET
      : undetermined(POINTER, 'nothing here says which merchant category the payee belongs to', brokenOrderLink(view, act));
  },
  isNarrower: (child, parent) => isSubset(parent.denied, child.denied),
};

function codesOf(act: EntryLine, view: AuthorityView): string[] {
  const order = orderOfPayment(view, act);
  const quotes =
    order === undefined ? [] : view.targets(order, 'responds-to').flatMap(({ line }) => (line === undefined ? [] : [line]));
  const payee = readText(bodyOf(act), 'payee');
  const record = view.sharing('party.registered', 'party', payee).at(-1);
  return [...quotes, ...(record === undefined ? [] : [record])].flatMap((line) => readText(bodyOf(line), 'mcc') ?? []);
}
