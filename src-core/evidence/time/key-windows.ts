import { formatInstant } from '../../encoding/instant.ts';
import type { KeyRecord } from '../state.ts';
import type { CheckedLine } from '../verify/checked-line.ts';
import { stepIndex, type VerificationContext } from '../verify/context.ts';
import type { Brackets } from './brackets.ts';
import type { CausalGraph } from './causal-graph.ts';
import type { Loss } from './loss-book.ts';

/** What the window of a key comes to for one signature. */
export type WindowOutcome = 'inside' | 'early' | 'expired' | 'revoked' | 'straddles' | 'undated';

/** A window and a bracket, all in epoch milliseconds; what is absent is open. */
export interface WindowQuestion {
  readonly nbf?: number;
  readonly exp?: number;
  readonly cut?: number;
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** The author's clock, for a bound that is missing. */
  readonly at?: number;
}

export interface WindowAnswer {
  readonly outcome: WindowOutcome;
  /** Bounds that the author's clock stood in for. */
  readonly assumed: readonly ('notBefore' | 'notAfter')[];
}

/**
 * Judges a signature by the window [nbf, min(exp, cut)) of its key. A missing bound is replaced by the author's clock, but only where
 * the window asks for it, and never beyond the bound that an anchor gives on the other side. Where there is a cut, a missing upper bound is never replaced: whoever stole the key can write any time
 * before the cut. Then only a lower bound from an anchor can still show that the signature came too late.
 */
export function judgeWindow(question: WindowQuestion): WindowAnswer {
  const { nbf, exp = Number.POSITIVE_INFINITY, cut = Number.POSITIVE_INFINITY, notBefore, notAfter, at = Number.NaN } = question;
  const limit = Math.min(exp, cut);
  const missesUpper = notAfter === undefined && question.cut !== undefined;
  const lower = notBefore ?? (missesUpper ? Number.NaN : Math.min(at, notAfter ?? at));
  const upper = notAfter ?? (missesUpper ? Number.POSITIVE_INFINITY : Math.max(at, notBefore ?? at));
  const needs = (bounds: { readonly lower: boolean; readonly upper: boolean }): WindowAnswer['assumed'] => [
    ...(bounds.lower && notBefore === undefined && !missesUpper ? (['notBefore'] as const) : []),
    ...(bounds.upper && notAfter === undefined && !missesUpper ? (['notAfter'] as const) : []),
  ];
  const asksLower = nbf !== undefined;
  const asksUpper = limit !== Number.POSITIVE_INFINITY;
  if ((!asksLower || lower >= nbf) && (!asksUpper || upper < limit)) {
    return { outcome: 'inside', assumed: needs({ lower: asksLower, upper: asksUpper }) };
  }
  if (asksLower && upper < nbf) return { outcome: 'early', assumed: needs({ lower: false, upper: true }) };
  if (lower >= exp) return { outcome: 'expired', assumed: needs({ lower: true, upper: false }) };
  if (lower >= cut) return { outcome: 'revoked', assumed: needs({ lower: true, upper: false }) };
  const assumed = needs({ lower: true, upper: true });
  return Number.isNaN(at) && assumed.length > 0 ? { outcome: 'undated', assumed: [] } : { outcome: 'straddles', assumed };
}

const WORDS = {
  early: { code: 'E_KEY_EARLY', message: 'signed before its key was valid' },
  expired: { code: 'E_KEY_EXPIRED', message: 'signed when its key had expired' },
  revoked: { code: 'E_KEY_REVOKED', message: 'signed when its key had been revoked' },
  straddles: { code: 'I_KEY_STRADDLE', message: 'cannot be placed inside or outside the window of its key' },
} as const;

/**
 * Holds every signature that is valid to the window of its key (E_KEY_EARLY, E_KEY_EXPIRED, E_KEY_REVOKED, I_KEY_STRADDLE,
 * I_TIME_ASSUMED). Keys without a cut come first, so that a revocation which was itself signed out of its key's window cuts nothing.
 */
export function checkKeyWindows(context: VerificationContext, graph: CausalGraph, brackets: Brackets): void {
  const check = (isCut: boolean): void => {
    for (const line of context.lines) {
      const { key } = line;
      if (key === undefined || (key.cut !== undefined) !== isCut || line.signature !== 'valid') continue;
      checkWindow(context, graph, brackets, line, key);
    }
  };
  check(false);
  check(true);
}

function checkWindow(
  context: VerificationContext,
  graph: CausalGraph,
  brackets: Brackets,
  line: CheckedLine,
  key: KeyRecord,
): void {
  const entry = graph.index.entryOfLine(line.number);
  if (entry === undefined || (line.root !== undefined && stepIndex(line.root.step) < stepIndex('key-window'))) return;
  const { nbf, exp } = key;
  const cut = key.revokedBy?.root === undefined ? key.cut : undefined;
  if (nbf === undefined && exp === undefined && cut === undefined) return;
  const stated = graph.book.clock(entry);
  const question = { nbf, exp, cut, ...brackets.bounds.at(entry), ...(Number.isNaN(stated) ? {} : { at: stated }) };
  const { outcome, assumed } = judgeWindow(question);
  if (outcome === 'undated') return;
  const loss = lossOf(brackets, entry, question);
  if (assumed.length > 0) {
    const which =
      assumed.length === 2 ? 'neither bound of' : assumed[0] === 'notBefore' ? 'no lower bound of' : 'no upper bound of';
    const message = `anchors give ${which} its time; the author's clock stands in to judge its key`;
    context.add({ code: 'I_TIME_ASSUMED', step: 'key-window', line, message, because: loss });
  }
  if (outcome === 'inside') return;
  const { code, message } = WORDS[outcome];
  const settling = outcome === 'straddles' ? `: ${settlingAnchor(line, question)}` : ` (${windowText(question)})`;
  context.add({
    code,
    step: 'key-window',
    line,
    message: `${message}${settling}`,
    because: outcome === 'straddles' ? loss : undefined,
  });
}

function lossOf(brackets: Brackets, entry: number, question: WindowQuestion): Loss | undefined {
  const after = question.notAfter === undefined ? brackets.lossAfter(entry) : undefined;
  return after ?? (question.notBefore === undefined ? brackets.lossBefore(entry) : undefined);
}

function windowText({ nbf, exp, cut }: WindowQuestion): string {
  const parts = [nbf === undefined ? '' : `from ${formatInstant(nbf)}`, exp === undefined ? '' : `to ${formatInstant(exp)}`];
  return [...parts, cut === undefined ? '' : `revoked as of ${formatInstant(cut)}`].filter((part) => part !== '').join(', ');
}

/** Which anchor would tell whether the signature lies inside: over this entry before the window ends, or seen by it after it began. */
function settlingAnchor(line: CheckedLine, { nbf, exp, cut, notBefore, notAfter }: WindowQuestion): string {
  const limit = Math.min(exp ?? Number.POSITIVE_INFINITY, cut ?? Number.POSITIVE_INFINITY);
  const wanted: string[] = [];
  if (limit !== Number.POSITIVE_INFINITY && (notAfter === undefined || notAfter >= limit)) {
    const size = Number(line.seq) + 1;
    wanted.push(
      `a checkpoint of ${line.chain} with ${size} entries or more, witnessed or time-stamped before ${formatInstant(limit)}, would settle it`,
    );
  }
  if (nbf !== undefined && (notBefore === undefined || notBefore < nbf)) {
    wanted.push(`a checkpoint witnessed at ${formatInstant(nbf)} or later that the author had seen would settle it`);
  }
  return wanted.join('; ');
}
