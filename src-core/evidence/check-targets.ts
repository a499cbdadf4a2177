import { ENTRY_TYPES, RECEIPTS, type RefRule } from './model/bodies.ts';
import type { Entry } from './model/entry.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { EvidenceLine } from './state.ts';
import type { VerificationContext } from './verify/context.ts';

/** The two sides of an order, by the roles of those who act for them. */
const SIDES: ReadonlyMap<string, 'user' | 'merchant'> = new Map([
  ['user', 'user'],
  ['user_agent', 'user'],
  ['merchant', 'merchant'],
  ['merchant_agent', 'merchant'],
]);

/**
 * Holds entries to what the targets of their references show of them.
 *
 * `E_SCHEMA` at the role: an order or amendment is accepted by the other side than its author's; accepting one's own is no acceptance.
 * `E_REF_TYPE`: where a type demands a reference, the receipt of a revocation (which any entry may give besides) does not stand for it.
 */
export function checkTargets(context: VerificationContext): void {
  for (const line of context.lines) {
    const { entry } = line;
    if (line.root !== undefined || line.placed !== true || entry === undefined) continue;
    checkSides(context, line, entry);
    checkReceipts(context, line, entry);
  }
}

function checkSides(context: VerificationContext, line: EvidenceLine, entry: Entry): void {
  if (entry.type !== 'order.accepted') return;
  const own = SIDES.get(entry.actor.role);
  for (const { rel, digest } of entry.refs) {
    const target = rel === 'accepts' ? context.byDigest.get(digest) : undefined;
    const actor = target?.payload?.['actor'];
    const role = isJsonObject(actor) ? actor['role'] : undefined;
    if (typeof role !== 'string' || own === undefined || SIDES.get(role) !== own) continue;
    const message = `an order is accepted by the other side, and this one is of the ${own}'s`;
    context.add({ code: 'E_SCHEMA', step: 'schema', line, pointer: '/actor/role', message, because: target });
    return;
  }
}

function checkReceipts(context: VerificationContext, line: EvidenceLine, entry: Entry): void {
  const rules: readonly RefRule[] = ENTRY_TYPES[entry.type].refs;
  if (!rules.some(({ rel, need }) => rel === 'confirms' && need === 'always')) return;
  const confirmed = entry.refs.flatMap(({ rel, digest }, index) => (rel === 'confirms' ? [{ digest, index }] : []));
  const isReceipt = (type: unknown) => typeof type === 'string' && RECEIPTS.includes(type);
  if (!confirmed.every(({ digest }) => isReceipt(context.byDigest.get(digest)?.payload?.['type']))) return;
  context.add({
    code: 'E_REF_TYPE',
    step: 'refs',
    line,
    pointer: `/refs/${confirmed[0]?.index ?? 0}`,
    message: `${entry.type} confirms a revocation and nothing else`,
  });
}
