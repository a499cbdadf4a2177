import { AssizeError } from '../errors.ts';
import type { CorePack } from '../arbitration/core.ts';
import { combinePacks, coversJurisdiction, semanticsOf, type PackSet } from '../arbitration/combine-packs.ts';
import { corePacks } from '../arbitration/build-core.ts';
import { indexEntries } from '../arbitration/facts/entry-view.ts';
import type { Pack } from '../arbitration/pack.ts';
import { verificationDigest } from '../arbitration/verification-digest.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { Axis, AxisState, Verdict } from '../evidence/finding.ts';
import { NO_TRANSACTION } from '../evidence/model/entry.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { assessUnit } from './assess-unit.ts';
import type { AuditTerms } from './audit-claim.ts';
import type { AuditRequest } from './audit-request.ts';
import { Frame } from './frame.ts';
import { Flows, reconcile, type Reconciliation } from './reconcile-chains.ts';
import { reportSample, type SampleReport } from './report-sample.ts';
import { Tally, type Exception, type Tallies } from './tally.ts';
import { unitsOf } from './units-of.ts';

/** What an audit rests on. */
export interface AuditInput {
  readonly evidence: Evidence;
  readonly request: AuditRequest;
  /** Loaded and tested; their order has no effect. */
  readonly packs: readonly Pack[];
  /** The known heads that the evidence was verified with, as the array that was given. */
  readonly knownHeads?: JsonValue;
}

/** How far an audit has come, in transactions. */
export interface AuditProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * The core of an audit: all that follows from evidence, request, trust policy and packs, and nothing else. Lists are sorted by their first
 * members (UTF-16 code units).
 */
export interface AuditCore {
  readonly v: 1;
  readonly semantics: string;
  /** Of the request. */
  readonly request: Digest;
  readonly asOf: string;
  readonly evidence: readonly Digest[];
  readonly knownHeads?: Digest;
  readonly verificationDigest: Digest;
  readonly policyDigest?: Digest;
  readonly packs: readonly CorePack[];
  /** Of the evidence, by verification. */
  readonly axes: Readonly<Record<Axis, AxisState>>;
  /** `fail` where the evidence fails or there is an exception; `indeterminate` where either is open; else `pass`. */
  readonly verdict: Verdict;
  readonly population: { readonly digest: Digest; readonly transactions: number } & Omit<
    Tallies,
    'terminals' | 'days' | 'rules' | 'parties'
  >;
  readonly reconciliation: Reconciliation;
  readonly terminals: Tallies['terminals'];
  readonly days: Tallies['days'];
  readonly rules: Tallies['rules'];
  readonly parties: Tallies['parties'];
  /** By transaction, then first payment. */
  readonly exceptions: readonly Exception[];
  readonly sample?: SampleReport;
}

/** An audit: its core, the core's RFC 8785 bytes, the rules applied, and the population that it was made over. */
export interface Audit {
  readonly core: AuditCore;
  readonly coreBytes: Uint8Array;
  readonly coreDigest: Digest;
  readonly packs: PackSet;
  readonly frame: Frame;
}

function packSetOf({ packs, request }: AuditInput): PackSet {
  const set = combinePacks(packs, request.settings);
  for (const { pack } of set.packs) {
    if (coversJurisdiction(pack, request.jurisdiction)) continue;
    const message = `pack ${pack.id} is for ${pack.jurisdiction}, the audit for ${request.jurisdiction}`;
    throw new AssizeError('E_PACK_JURISDICTION', message, {}, 'Leave the pack out, or choose the audit’s jurisdiction.');
  }
  return set;
}

function verdictOf(evidence: Evidence, tally: Tally, exceptions: number, isWhole: boolean): Verdict {
  if (evidence.verdict === 'fail' || exceptions > 0) return 'fail';
  return evidence.verdict === 'indeterminate' || tally.isUnsettled || !isWhole ? 'indeterminate' : 'pass';
}

/** What applying the rules to every transaction gave. Samples are drawn from it without applying them again. */
export interface AuditFold {
  readonly set: PackSet;
  readonly frame: Frame;
  readonly transactions: number;
  readonly tally: Tally;
  readonly reconciliation: Reconciliation;
  /** By place in the frame. */
  readonly exceptions: ReadonlyMap<number, Exception>;
}

/**
 * Applies all rules to all transactions, one after the other in their order. It yields how far it has come before each, so that the host can
 * show it and stop; what it keeps grows with exceptions, parties and days, and by some bytes with each transaction.
 *
 * @throws AssizeError `E_PACK_*` where the packs do not fit each other or the request
 */
export function* foldPopulation(input: AuditInput): Generator<AuditProgress, AuditFold> {
  const { evidence, request } = input;
  const set = packSetOf(input);
  const terms: AuditTerms = { set, asOf: request.asOf, jurisdiction: request.jurisdiction };
  const index = indexEntries(evidence);
  const [flows, frame, tally] = [new Flows(), new Frame(), new Tally()];
  const exceptions = new Map<number, Exception>();
  const txns = [...index.transactions()].sort(compareUtf16);
  let transactions = 0;
  for (const [done, txn] of txns.entries()) {
    yield { done, total: txns.length };
    for (const digest of index.byTxn(txn)) {
      const entry = index.entry(digest);
      if (entry !== undefined) flows.add(entry);
    }
    if (txn === NO_TRANSACTION || txn === '') continue;
    transactions += 1;
    for (const unit of unitsOf(evidence, txn, terms)) {
      const found = assessUnit(evidence, unit, terms);
      const exception = tally.add(unit, found);
      if (exception !== undefined) exceptions.set(frame.length, exception);
      const { payments, terminal, day } = unit;
      frame.add({ txn, payments, terminal, day, ...(found.settled === undefined ? {} : { settled: found.settled }) });
    }
  }
  return { set, frame, transactions, tally, reconciliation: reconcile(evidence, flows), exceptions };
}

/**
 * The audit that follows from a fold, with the sample that its request orders.
 *
 * @param input - as the fold's, but for the sample and its review
 * @throws AssizeError `E_SAMPLE`, `E_REVIEW` where the sample does not fit
 */
export function concludeAudit(input: AuditInput, fold: AuditFold): Audit {
  const { evidence, request, knownHeads } = input;
  const { set, frame, transactions, tally, reconciliation, exceptions } = fold;
  const { terminals, days, rules, parties, ...population } = tally.result(set);
  const sample = request.sample === undefined ? undefined : reportSample(frame, exceptions, request.sample, request.review);
  const core: AuditCore = {
    v: 1,
    semantics: semanticsOf(set),
    request: digestOf(canonicalizeBytes(request as unknown as JsonValue)),
    asOf: request.asOf,
    evidence: [...new Set(evidence.inputs.map((given) => given.sha256))].sort(compareUtf16),
    ...(knownHeads === undefined ? {} : { knownHeads: digestOf(canonicalizeBytes(knownHeads)) }),
    verificationDigest: verificationDigest(evidence),
    ...(evidence.policyDigest === undefined ? {} : { policyDigest: evidence.policyDigest }),
    packs: corePacks(set),
    axes: { ...evidence.axes },
    verdict: verdictOf(evidence, tally, population.all.exceptions, reconciliation.isWhole),
    population: { digest: frame.digest, transactions, ...population },
    reconciliation,
    terminals,
    days,
    rules,
    parties,
    exceptions: [...exceptions.values()],
    ...(sample === undefined ? {} : { sample }),
  };
  const coreBytes = canonicalizeBytes(core as unknown as JsonValue);
  return { core, coreBytes, coreDigest: digestOf(coreBytes), packs: set, frame };
}

/** An audit from its beginning to its end, yielding how far it has come. Throws as its two parts do. */
export function* auditEvidence(input: AuditInput): Generator<AuditProgress, Audit> {
  return concludeAudit(input, yield* foldPopulation(input));
}

/** The same, to its end at once. */
export function auditAtOnce(input: AuditInput): Audit {
  const audit = auditEvidence(input);
  for (;;) {
    const step = audit.next();
    if (step.done === true) return step.value;
  }
}
