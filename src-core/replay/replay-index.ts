import type { Finding } from '../evidence/finding.ts';
import type { Evidence } from '../evidence/state.ts';
import type { CheckedLine } from '../evidence/verify/checked-line.ts';
import { isJsonObject } from '../json/json-value.ts';

/** What a registry says of a party. */
export interface Registration {
  readonly operator?: string;
  readonly name?: string;
}

/** What replaying a transaction looks up in the whole of the evidence. */
export interface ReplayIndex {
  /** What entries state as their transaction, with the places of its lines in `evidence.lines`, each in order. */
  readonly transactions: ReadonlyMap<string, readonly number[]>;
  /** By the numbers of the lines that they stand on. */
  readonly findings: ReadonlyMap<number, readonly Finding[]>;
  /** By party; the last word counts. */
  readonly registrations: ReadonlyMap<string, Registration>;
}

const indexes = new WeakMap<Evidence, ReplayIndex>();

/** Of a verification's evidence; built once for each, so that replaying every transaction reads every line once. */
export function replayIndex(evidence: Evidence): ReplayIndex {
  const present = indexes.get(evidence);
  if (present !== undefined) return present;
  const built = buildIndex(evidence);
  indexes.set(evidence, built);
  return built;
}

/** The lines of a transaction, in the order of the evidence. */
export function linesOfTransaction(evidence: Evidence, txn: string): CheckedLine[] {
  return (replayIndex(evidence).transactions.get(txn) ?? []).flatMap((place) => evidence.lines.at(place) ?? []);
}

function buildIndex(evidence: Evidence): ReplayIndex {
  const transactions = new Map<string, number[]>();
  const registrations = new Map<string, Registration>();
  for (const [place, line] of evidence.lines.entries()) {
    const { txn, type } = line;
    if (txn !== undefined) put(transactions, txn, place);
    if (type === 'party.registered' && line.root === undefined) {
      const body = line.entry === undefined ? undefined : (line.body ?? line.entry.body);
      const party = isJsonObject(body) ? body['party'] : undefined;
      if (body === undefined || typeof party !== 'string') continue;
      registrations.set(party, {
        ...(typeof body['operator'] === 'string' ? { operator: body['operator'] } : {}),
        ...(typeof body['name'] === 'string' ? { name: body['name'] } : {}),
      });
    }
  }
  return { transactions, findings: findingsByLine(evidence), registrations };
}

function findingsByLine(evidence: Evidence): Map<number, Finding[]> {
  const byLine = new Map<number, Finding[]>();
  for (const [index, draft] of evidence.drafts.entries()) {
    const finding = evidence.findings[index];
    if (draft.line !== undefined && finding !== undefined) put(byLine, draft.line.number, finding);
  }
  return byLine;
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
