import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  concludeAudit,
  foldPopulation,
  type Audit,
  type AuditFold,
  type AuditInput,
} from '../../../src-core/audit/audit-evidence.ts';
import { readReview, readAuditRequest, type AuditRequest } from '../../../src-core/audit/audit-request.ts';
import { readSampleSpec } from '../../../src-core/audit/sampling/sample-spec.ts';
import type { OpenedPack } from '../../../src-core/arbitration/open-pack.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { HostError } from '../../../src-core/host/answer.ts';
import type { AuditState, ReviewedUnit, SampleOrder } from '../../../src-core/host/groups/audit.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { hostErrorOf } from '../../case-import/host-error.ts';
import type { CaseSession } from '../case-session.ts';
import { admitKeptPacks } from '../rulings/kept-packs.ts';

/** What is to be audited, as the page orders it. */
export interface AuditOrder {
  readonly packs: readonly string[];
  readonly asOf: string;
  readonly jurisdiction: string;
}

/** An audit that came to its end, and what samples are drawn from. */
export interface KeptAudit {
  readonly input: AuditInput;
  readonly opened: readonly OpenedPack[];
  readonly fold: AuditFold;
  readonly audit: Audit;
}

/** The audit of a case: at most one is under way, and the last one that came to its end is kept while the case is open. */
interface CaseAudit {
  running?: { readonly stop: AbortController; progress: NonNullable<AuditState['running']> };
  error?: HostError;
  kept?: KeptAudit;
}

const audits = new WeakMap<CaseSession, CaseAudit>();

/** Other requests of the case wait no longer than this for the audit. */
const SLICE_MS = 15;

/** The audit of a case as it stands. */
export function auditOf(session: CaseSession): CaseAudit {
  const present = audits.get(session) ?? {};
  audits.set(session, present);
  return present;
}

async function foldInSlices(
  input: AuditInput,
  stop: AbortSignal,
  onProgress: (done: number, total: number, rate: number) => void,
) {
  const fold = foldPopulation(input);
  const start = performance.now();
  for (;;) {
    const until = performance.now() + SLICE_MS;
    let step = fold.next();
    while (step.done !== true && performance.now() < until) step = fold.next();
    if (step.done === true) return step.value;
    const { done, total } = step.value;
    onProgress(done, total, (done * 1000) / Math.max(1, performance.now() - start));
    await nextTurn();
    stop.throwIfAborted();
  }
}

async function run(session: CaseSession, order: AuditOrder, stop: AbortSignal): Promise<KeptAudit> {
  const evidence = await session.evidence();
  stop.throwIfAborted();
  const opened = await admitKeptPacks(session.dataFolder, [...new Set(order.packs)], evidence.policy?.packSigners ?? []);
  const { asOf, jurisdiction } = order;
  const request: AuditRequest = readAuditRequest({ v: 1, asOf, jurisdiction, settings: [] });
  const input: AuditInput = { evidence, request, packs: opened.map(({ pack }) => pack) };
  const state = auditOf(session);
  const fold = await foldInSlices(input, stop, (done, total, rate) => {
    if (state.running !== undefined) state.running.progress = { phase: 'rules', done, total, rate };
  });
  return { input, opened, fold, audit: concludeAudit(input, fold) };
}

/** Begins an audit; one that is under way ends. Its result, or what stopped it, is in `auditOf` when it is done. */
export function startAudit(session: CaseSession, order: AuditOrder): void {
  cancelAudit(session);
  const state = auditOf(session);
  const stop = new AbortController();
  const running = { stop, progress: { phase: 'evidence', done: 0, total: 0 } as NonNullable<AuditState['running']> };
  state.running = running;
  delete state.error;
  const end = (result: { kept?: KeptAudit; error?: HostError }): void => {
    if (state.running !== running) return;
    delete state.running;
    Object.assign(state, result);
  };
  run(session, order, stop.signal).then(
    (kept) => {
      if (state.running !== running) return;
      end({ kept });
      const { core, coreDigest } = kept.audit;
      session.write(() =>
        session.record('audit.made', { core: coreDigest, transactions: core.population.transactions, verdict: core.verdict }),
      );
      session.remember();
    },
    (error: unknown) => {
      if (stop.signal.aborted) return;
      end({
        error:
          error instanceof AssizeError
            ? hostErrorOf(error)
            : { code: 'E_INTERNAL', message: 'a fault of the program stopped the audit' },
      });
    },
  );
}

/** Ends an audit that is under way; the last one that came to its end stays. */
export function cancelAudit(session: CaseSession): void {
  const state = auditOf(session);
  state.running?.stop.abort();
  delete state.running;
}

/** @throws {AssizeError} `E_NO_AUDIT` where none came to its end */
export function requireKept(session: CaseSession): KeptAudit {
  const { kept } = auditOf(session);
  if (kept === undefined) throw new AssizeError('E_NO_AUDIT', 'no audit of this case came to its end', {}, 'Begin one.');
  return kept;
}

/**
 * Draws a sample from the population that was audited last.
 *
 * @throws {AssizeError} `E_NO_AUDIT`, `E_SAMPLE`, `E_REVIEW`
 */
export function sampleAudit(session: CaseSession, order: SampleOrder, review: readonly ReviewedUnit[]): void {
  const kept = requireKept(session);
  const { sample: _sample, review: _review, ...request } = kept.input.request;
  const sampled: AuditRequest = {
    ...request,
    sample: readSampleSpec(order as unknown as JsonValue),
    ...(review.length === 0 ? {} : { review: readReview(review as unknown as JsonValue) }),
  };
  const input: AuditInput = { ...kept.input, request: sampled };
  auditOf(session).kept = { ...kept, input, audit: concludeAudit(input, kept.fold) };
}
