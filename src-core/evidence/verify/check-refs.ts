import { AbsentEntries } from '../absent-entry.ts';
import { digestText } from '../../crypto/sha256.ts';
import { EDGE } from '../lines/line-book.ts';
import { NO_TRANSACTION, type Rel } from '../model/entry.ts';
import { ENTRY_TYPES, RECEIPTS, REF_TARGETS, type EntryTypeName, type RefRule } from '../model/bodies.ts';
import type { CheckedLine } from './checked-line.ts';
import type { VerificationContext } from './context.ts';

/** Relations that may lead out of a transaction. */
const ACROSS: ReadonlySet<string> = new Set(['under', 'rotates', 'revokes']);

/**
 * The step `refs`: what each reference points at must be of a type that the relation may have, and of the same transaction.
 * A target that is not in the evidence is `I_REF_MISSING`.
 */
export function checkRefs(context: VerificationContext): void {
  const absent = new AbsentEntries(context);
  const { book } = context.lines;
  for (const line of context.lines) {
    if (line.root !== undefined || line.placed !== true || !line.hasEntry) continue;
    let failed = false;
    // Of an entry that passed its schema every reference has a digest, so that edges are its references in their order.
    const [start, end] = book.edgesOf(line.number);
    for (let edge = start; edge < end; edge++) {
      const rel = book.edgeRel(edge) as Rel;
      const entry = book.edges.int(edge, EDGE.target) - 1;
      const pointer = `/refs/${edge - start}`;
      if (entry < 0) {
        const digest = digestText(book.edgeDigest(edge));
        const message = `the entry that it ${rel} is not in the evidence (${digest})`;
        context.add({ code: 'I_REF_MISSING', step: 'refs', line, pointer, message, because: absent.causeOf(digest) });
        continue;
      }
      const target = context.byDigest.line(entry);
      const problem = failed ? undefined : refProblem(line, rel, target);
      if (problem === undefined) continue;
      failed = true;
      context.add({ ...problem, step: 'refs', line, pointer, because: target });
    }
  }
}

function refProblem(
  line: CheckedLine,
  rel: Rel,
  target: CheckedLine,
): { code: 'E_REF_TXN' | 'E_REF_TYPE'; message: string } | undefined {
  const { type, txn } = target;
  if (txn !== undefined && txn !== NO_TRANSACTION && txn !== line.txn && !ACROSS.has(rel)) {
    return { code: 'E_REF_TXN', message: `${rel} an entry of another transaction (${txn})` };
  }
  if (type === undefined || fits(line.type as EntryTypeName, rel, type)) return undefined;
  return { code: 'E_REF_TYPE', message: `${line.type} may not have the reference "${rel}" to ${type}` };
}

function fits(type: keyof typeof ENTRY_TYPES, rel: string, target: string): boolean {
  if (rel === 'confirms' && RECEIPTS.includes(target)) return true;
  const own = (ENTRY_TYPES[type].refs as readonly RefRule[]).filter((rule) => rule.rel === rel);
  if (own.length > 0) return own.some((rule) => rule.to.includes(target));
  return REF_TARGETS.get(rel)?.has(target) === true;
}
