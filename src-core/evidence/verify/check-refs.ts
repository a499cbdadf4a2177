import { AbsentEntries } from '../absent-entry.ts';
import { NO_TRANSACTION, type Entry, type Ref } from '../model/entry.ts';
import { ENTRY_TYPES, RECEIPTS, REF_TARGETS, type RefRule } from '../model/bodies.ts';
import type { EvidenceLine } from '../state.ts';
import type { VerificationContext } from './context.ts';

/** Relations that may lead out of a transaction. */
const ACROSS: ReadonlySet<string> = new Set(['under', 'rotates', 'revokes']);

/**
 * The step `refs`: what each reference points at must be of a type that the relation may have, and of the same transaction.
 * A target that is not in the evidence is `I_REF_MISSING`.
 */
export function checkRefs(context: VerificationContext): void {
  const absent = new AbsentEntries(context);
  for (const line of context.lines) {
    if (line.root !== undefined || line.placed !== true) continue;
    const { entry } = line;
    if (entry === undefined) continue;
    let failed = false;
    for (const [index, ref] of entry.refs.entries()) {
      const target = context.byDigest.get(ref.digest);
      const pointer = `/refs/${index}`;
      if (target === undefined) {
        const message = `the entry that it ${ref.rel} is not in the evidence (${ref.digest})`;
        context.add({ code: 'I_REF_MISSING', step: 'refs', line, pointer, message, because: absent.causeOf(ref.digest) });
        continue;
      }
      const problem = failed ? undefined : refProblem(entry, ref, target);
      if (problem === undefined) continue;
      failed = true;
      context.add({ ...problem, step: 'refs', line, pointer, because: target });
    }
  }
}

function refProblem(
  entry: Entry,
  ref: Ref,
  target: EvidenceLine,
): { code: 'E_REF_TXN' | 'E_REF_TYPE'; message: string } | undefined {
  const type = target.payload?.['type'];
  const txn = target.payload?.['txn'];
  if (typeof txn === 'string' && txn !== NO_TRANSACTION && txn !== entry.txn && !ACROSS.has(ref.rel)) {
    return { code: 'E_REF_TXN', message: `${ref.rel} an entry of another transaction (${txn})` };
  }
  if (typeof type !== 'string' || fits(entry.type, ref.rel, type)) return undefined;
  return { code: 'E_REF_TYPE', message: `${entry.type} may not have the reference "${ref.rel}" to ${type}` };
}

function fits(type: keyof typeof ENTRY_TYPES, rel: string, target: string): boolean {
  if (rel === 'confirms' && RECEIPTS.includes(target)) return true;
  const own = (ENTRY_TYPES[type].refs as readonly RefRule[]).filter((rule) => rule.rel === rel);
  if (own.length > 0) return own.some((rule) => rule.to.includes(target));
  return REF_TARGETS.get(rel)?.has(target) === true;
}
