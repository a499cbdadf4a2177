import { formatInstant } from '../../encoding/instant.ts';
import type { ChainState } from '../state.ts';
import { CheckedLine } from '../verify/checked-line.ts';
import type { VerificationContext } from '../verify/context.ts';
import type { Brackets } from './brackets.ts';
import type { CausalGraph } from './causal-graph.ts';
import type { Loss } from './loss-book.ts';

/** How far an author's clock may be off where the policy does not say. */
const DEFAULT_SKEW_MS = 5000;

/**
 * Compares what entries claim of their time with what anchors show, on lines without an error: E_TIME_BRACKET where the bounds cross,
 * else E_TIME_CLAIM where `at` lies outside by more than the policy's skew, else E_TIME_REGRESS where it is before the predecessor's.
 *
 * Bounds that cross go on crossing in descendants up to the anchor; these follow from the entry that has seen the later note. A clock
 * that seems to run backwards after an entry with an error follows from that entry.
 */
export function checkTimeClaims(context: VerificationContext, graph: CausalGraph, brackets: Brackets): void {
  const skew = context.policy?.clockSkewMs ?? DEFAULT_SKEW_MS;
  const chains = [...context.chains.values()];
  for (const chain of chains) {
    for (const line of chain.bySeq.values()) if (line.root === undefined) checkBracket(context, graph, brackets, line, skew);
  }
  for (const chain of chains) {
    for (const [seq, line] of chain.bySeq) {
      const before = chain.bySeq.get(seq - 1);
      if (before !== undefined && line.root === undefined) checkRegress(context, graph, line, before);
    }
  }
}

/** Reports chains of which no entry has a bound: I_TIME_UNANCHORED, once for each. */
export function reportUnanchored(context: VerificationContext, graph: CausalGraph, brackets: Brackets): void {
  for (const chain of context.chains.values()) {
    if (chain.bySeq.size === 0 || hasAnchor(chain, graph, brackets)) continue;
    let because: Loss | undefined;
    for (const line of chain.bySeq.values()) {
      const entry = graph.index.entryOfLine(line.number);
      because = entry === undefined ? undefined : (brackets.lossAfter(entry) ?? brackets.lossBefore(entry));
      if (because !== undefined) break;
    }
    const message = 'no anchor says when its entries were signed: their times are what their authors claim';
    context.add({ code: 'I_TIME_UNANCHORED', step: 'time', chain: chain.id, message, because });
  }
}

function hasAnchor(chain: ChainState, graph: CausalGraph, brackets: Brackets): boolean {
  for (const line of chain.bySeq.values()) {
    const entry = graph.index.entryOfLine(line.number);
    if (entry !== undefined && brackets.bounds.isAnchored(entry)) return true;
  }
  return false;
}

function checkBracket(
  context: VerificationContext,
  graph: CausalGraph,
  brackets: Brackets,
  line: CheckedLine,
  skew: number,
): void {
  const entry = graph.index.entryOfLine(line.number);
  if (entry === undefined || !brackets.bounds.isAnchored(entry)) return;
  const notBefore = brackets.bounds.notBefore(entry);
  const notAfter = brackets.bounds.notAfter(entry);
  if (notBefore > notAfter) {
    const from = brackets.notBeforeFrom(entry);
    const message = `signed after ${formatInstant(notBefore)} by the checkpoint seen, and before ${formatInstant(notAfter)} by the anchor over it`;
    const because = from === entry || from === undefined ? undefined : new CheckedLine(graph.book, from);
    context.add({ code: 'E_TIME_BRACKET', step: 'time', line, message, because });
    return;
  }
  const at = graph.book.clock(entry);
  if (!(at < notBefore - skew || at > notAfter + skew)) return;
  const bound = at < notBefore ? `after ${formatInstant(notBefore)}` : `before ${formatInstant(notAfter)}`;
  const message = `claims ${formatInstant(at)}, but anchors show that it was signed ${bound}`;
  context.add({ code: 'E_TIME_CLAIM', step: 'time', line, pointer: '/at', message });
}

function checkRegress(context: VerificationContext, graph: CausalGraph, line: CheckedLine, before: CheckedLine): void {
  const at = graph.book.clock(line.number);
  const earlier = graph.book.clock(before.number);
  if (!(at < earlier)) return;
  const message = `claims ${formatInstant(at)}, its predecessor ${formatInstant(earlier)}`;
  context.add({ code: 'E_TIME_REGRESS', step: 'time', line, pointer: '/at', message, because: before });
}
