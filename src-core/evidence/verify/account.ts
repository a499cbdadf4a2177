import { AXES, type Axis } from '../finding.ts';
import { NO_TRANSACTION } from '../model/entry.ts';
import { WORD } from '../lines/line-book.ts';
import { WordTable } from '../lines/word-table.ts';
import type { Evidence } from '../state.ts';
import type { CheckedLine } from './checked-line.ts';
import type { VerificationContext } from './context.ts';

/** How much there is: lines (copies of an entry once), chains, transactions that lines name, artifact files. */
export function countEvidence(
  context: VerificationContext,
  foreign: readonly { readonly entries: number; readonly transactions: readonly string[] }[] = [],
): Evidence['counts'] {
  const { book } = context.lines;
  const met = new WordTable(book.memory);
  let transactions = 0;
  const count = (txn: string | undefined): void => {
    if (txn !== undefined && txn !== NO_TRANSACTION && met.add(txn)) transactions += 1;
  };
  for (const report of foreign) for (const txn of report.transactions) if (met.add(txn)) transactions += 1;
  let last = 0;
  for (const number of context.lines.numbers()) {
    const word = book.rows.int(number, WORD.txn);
    if (word !== last) count(book.words.text(word));
    last = word;
  }
  const artifacts = new Set<string>();
  for (const { role, sha256 } of context.files) if (role === 'artifact') artifacts.add(sha256);
  return {
    entries: context.lines.length + foreign.reduce((sum, report) => sum + report.entries, 0),
    chains: context.chains.size,
    transactions,
    artifacts: artifacts.size,
  };
}

const GRANTS: ReadonlySet<string> = new Set(['intent.mandate', 'delegation.granted', 'delegation.revoked']);
const BOUND_TYPES = /^(?:order\.created|payment\.(?:requested|authorized|captured)|settlement\.)/;

/**
 * The axes that the evidence asks something of. Integrity: any input. Authenticity, order, completeness and time: any line.
 * Authority: a mandate or delegation, an agent's act, an act `under` something, or an order, payment or settlement.
 */
export function askedAxes(context: VerificationContext, hasInput: boolean): Set<Axis> {
  if (!hasInput) return new Set();
  if (context.lines.length === 0) return new Set(['integrity']);
  return new Set(context.lines.some(asksAuthority) ? AXES : AXES.filter((axis) => axis !== 'authority'));
}

function asksAuthority(line: CheckedLine): boolean {
  const { type = '', actorRole } = line;
  return GRANTS.has(type) || BOUND_TYPES.test(type) || actorRole === 'user_agent' || actorRole === 'merchant_agent';
}
