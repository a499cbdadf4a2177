import { formatInstant } from '../../encoding/instant.ts';
import type { ChainState, EvidenceLine } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import { bracketAt, type Brackets } from './brackets.ts';
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
      const entry = numberOf(graph, line) ?? -1;
      because ??= brackets.lossAfter(entry) ?? brackets.lossBefore(entry);
    }
    const message = 'no anchor says when its entries were signed: their times are what their authors claim';
    context.add({ code: 'I_TIME_UNANCHORED', step: 'time', chain: chain.id, message, because });
  }
}

function hasAnchor(chain: ChainState, graph: CausalGraph, brackets: Brackets): boolean {
  for (const line of chain.bySeq.values()) {
    const entry = numberOf(graph, line);
    if (entry !== undefined && isAnchored(brackets, entry)) return true;
  }
  return false;
}

function checkBracket(
  context: VerificationContext,
  graph: CausalGraph,
  brackets: Brackets,
  line: EvidenceLine,
  skew: number,
): void {
  const entry = numberOf(graph, line);
  if (entry === undefined || !isAnchored(brackets, entry)) return;
  const { notBefore = Number.NEGATIVE_INFINITY, notAfter = Number.POSITIVE_INFINITY } = bracketAt(brackets, entry);
  if (notBefore > notAfter) {
    const from = brackets.notBeforeFrom[entry] as number;
    const message = `signed after ${formatInstant(notBefore)} by the checkpoint seen, and before ${formatInstant(notAfter)} by the anchor over it`;
    context.add({ code: 'E_TIME_BRACKET', step: 'time', line, message, because: from === entry ? undefined : graph.lines[from] });
    return;
  }
  const at = graph.at[entry] as number;
  if (!(at < notBefore - skew || at > notAfter + skew)) return;
  const bound = at < notBefore ? `after ${formatInstant(notBefore)}` : `before ${formatInstant(notAfter)}`;
  const message = `claims ${formatInstant(at)}, but anchors show that it was signed ${bound}`;
  context.add({ code: 'E_TIME_CLAIM', step: 'time', line, pointer: '/at', message });
}

function checkRegress(context: VerificationContext, graph: CausalGraph, line: EvidenceLine, before: EvidenceLine): void {
  const entry = numberOf(graph, line);
  const previous = numberOf(graph, before);
  if (entry === undefined || previous === undefined) return;
  const at = graph.at[entry] as number;
  const earlier = graph.at[previous] as number;
  if (!(at < earlier)) return;
  const message = `claims ${formatInstant(at)}, its predecessor ${formatInstant(earlier)}`;
  context.add({ code: 'E_TIME_REGRESS', step: 'time', line, pointer: '/at', message, because: before });
}

function isAnchored(brackets: Brackets, entry: number): boolean {
  return brackets.notBefore[entry] !== Number.NEGATIVE_INFINITY || brackets.notAfter[entry] !== Number.POSITIVE_INFINITY;
}

function numberOf(graph: CausalGraph, line: EvidenceLine): number | undefined {
  return line.digest === undefined ? undefined : graph.numberOf.get(line.digest);
}
