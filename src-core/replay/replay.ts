import type { Digest } from '../crypto/sha256.ts';
import { formatInstant } from '../encoding/instant.ts';
import { AssizeError } from '../errors.ts';
import { ENTRY_TYPES } from '../evidence/model/bodies.ts';
import { entrySchema, NO_TRANSACTION, type Entry, type Ref } from '../evidence/model/entry.ts';
import { schemaProblems } from '../evidence/schema/schema.ts';
import type { Evidence, EvidenceLine } from '../evidence/state.ts';
import type { Finding } from '../evidence/finding.ts';
import { compareFields } from './compare-fields.ts';
import { linesOfTransaction, replayIndex } from './replay-index.ts';
import { orderEntries, type ToldLine } from './order-entries.ts';
import { applyEntry, changesBetween, emptyState, type TransactionState } from './state.ts';
import type { Stage, Story, StoryAuthority, StoryParty, StoryStep } from './story.ts';

/** Every transaction of the evidence, in code unit order. */
export function transactionsOf(evidence: Evidence): string[] {
  return [...replayIndex(evidence).transactions.keys()].filter((txn) => txn !== NO_TRANSACTION).sort();
}

/**
 * Replays one transaction: its entries in causal order, who said what, when at the earliest and latest, under which
 * authority, and what each changed. Entries whose integrity or authenticity is in doubt are told but change nothing.
 *
 * A mandate or delegation that an entry of the transaction stands under is told too, in whatever transaction it was written.
 *
 * @param upTo - Stands at this step (from 1; 0 is before the first). Absent: at the end.
 * @throws AssizeError E_TXN where the evidence has no readable entry of `txn`, E_STEP where `upTo` is no step of it.
 */
export function replayTransaction(evidence: Evidence, txn: string, upTo?: number): Story {
  const told = linesOf(evidence, txn);
  if (told.length === 0)
    throw new AssizeError(
      'E_TXN',
      `the evidence has no readable entry of transaction ${txn}`,
      {},
      'List its transactions with `assize inspect`.',
    );
  if (upTo !== undefined && (!Number.isSafeInteger(upTo) || upTo < 0 || upTo > told.length)) {
    throw new AssizeError('E_STEP', `transaction ${txn} has steps 0 to ${told.length}, not ${upTo}`);
  }
  const { findings } = replayIndex(evidence);
  const steps: StoryStep[] = [];
  const shownOnly = new Set<Digest>();
  let state: TransactionState = emptyState;
  for (const [position, item] of orderEntries(told).entries()) {
    if (upTo !== undefined && position >= upTo) break;
    const onLine = findings.get(item.line.number) ?? [];
    const doubted = onLine.some((finding) => finding.severity !== 'warning' && doubts(finding));
    // Whoever accepts what nobody proves to have offered has agreed to nothing.
    const applied = !doubted && !item.entry.refs.some(({ rel, digest }) => rel === 'accepts' && shownOnly.has(digest));
    if (!applied) shownOnly.add(item.digest);
    const next = applied ? applyEntry(state, item.entry, item.line.body ?? item.entry.body) : state;
    steps.push(stepOf(evidence, item, position + 1, applied, changesBetween(state, next), onLine));
    state = next;
  }
  return { txn, parties: partiesOf(evidence, told), steps, state, comparison: compareFields(state) };
}

/** Failing or unsettled integrity or authenticity: the entry proves nothing yet. A mismatched field is left out alone. */
function doubts(finding: Finding): boolean {
  const fieldOnly = finding.code === 'E_DISCLOSURE' || finding.code === 'E_ARTIFACT' || finding.code === 'E_INCLUSION';
  return (finding.axis === 'integrity' || finding.axis === 'authenticity') && !fieldOnly;
}

function linesOf(evidence: Evidence, txn: string): ToldLine[] {
  const told = new Map<Digest, ToldLine>();
  const take = (line: EvidenceLine | undefined): void => {
    if (line?.digest === undefined || told.has(line.digest)) return;
    const entry = entryOf(line);
    if (entry === undefined) return;
    told.set(line.digest, { line, entry, digest: line.digest });
    for (const ref of entry.refs) if (ref.rel === 'under') take(evidence.byDigest.get(ref.digest));
  };
  for (const line of linesOfTransaction(evidence, txn)) take(line);
  return [...told.values()];
}

/** What a line says. One that fails before its schema was looked at is told too where it fits it, so that no forgery goes unseen. */
function entryOf(line: EvidenceLine): Entry | undefined {
  const { entry, payload } = line;
  if (entry !== undefined || payload === undefined) return entry;
  return schemaProblems(entrySchema, payload).length === 0 ? (payload as unknown as Entry) : undefined;
}

function stepOf(
  evidence: Evidence,
  item: ToldLine,
  index: number,
  applied: boolean,
  changed: StoryStep['changed'],
  findings: readonly Finding[],
): StoryStep {
  const bracket = evidence.brackets.get(item.digest);
  return {
    index,
    stage: stageOf(item),
    entry: { digest: item.digest, chain: item.entry.chain, seq: item.entry.seq },
    party: item.entry.actor.id,
    role: item.entry.actor.role,
    what: item.entry.type,
    time: {
      asserted: item.entry.at,
      ...(bracket?.notBefore === undefined ? {} : { notBefore: formatInstant(bracket.notBefore) }),
      ...(bracket?.notAfter === undefined ? {} : { notAfter: formatInstant(bracket.notAfter) }),
    },
    authority: authorityOf(evidence, item),
    applied,
    changed,
    findings,
    withheld: [...(item.line.fields ?? [])].filter(([, state]) => state !== 'disclosed').map(([pointer]) => pointer),
  };
}

/** Mandates and delegations belong to the intent that they carry out; identity entries stand outside every transaction. */
function stageOf(item: ToldLine): Stage {
  const stage = ENTRY_TYPES[item.entry.type].stage;
  return stage === 'authority' || stage === 'identity' ? 'intent' : stage;
}

function authorityOf(evidence: Evidence, item: ToldLine): StoryAuthority[] {
  const path: StoryAuthority[] = [];
  const met = new Set<Digest>([item.digest]);
  let current: ToldLine | undefined = item;
  while (current !== undefined) {
    const under: Ref | undefined = current.entry.refs.find((ref) => ref.rel === 'under' && !met.has(ref.digest));
    const line: EvidenceLine | undefined = under === undefined ? undefined : evidence.byDigest.get(under.digest);
    if (under === undefined || line?.entry === undefined) break;
    met.add(under.digest);
    const { type } = line.entry;
    if (type !== 'intent.mandate' && type !== 'delegation.granted') break;
    const body = line.body ?? line.entry.body;
    const name = body[type === 'intent.mandate' ? 'mandateId' : 'delegationId'];
    path.push({
      digest: under.digest,
      type,
      ...(typeof name === 'string' ? { id: name } : {}),
      ...(typeof body['holder'] === 'string' ? { holder: body['holder'] } : {}),
    });
    current = { line, entry: line.entry, digest: under.digest };
  }
  return path;
}

function partiesOf(evidence: Evidence, told: readonly ToldLine[]): StoryParty[] {
  const { registrations } = replayIndex(evidence);
  const parties = new Map<string, StoryParty>();
  for (const { entry } of told) {
    const known = parties.get(`${entry.actor.role} ${entry.actor.id}`);
    parties.set(`${entry.actor.role} ${entry.actor.id}`, {
      id: entry.actor.id,
      role: entry.actor.role,
      ...registrations.get(entry.actor.id),
      entries: (known?.entries ?? 0) + 1,
    });
  }
  return [...parties].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, party]) => party);
}
