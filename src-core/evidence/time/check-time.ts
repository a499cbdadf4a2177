import { reopenEnds } from '../log/chain-ends.ts';
import type { VerificationContext } from '../verify/context.ts';
import { anchorNotes } from './anchors.ts';
import { computeBrackets } from './brackets.ts';
import { causalGraph } from './causal-graph.ts';
import { checkKeyWindows } from './key-windows.ts';
import { checkTimeClaims, reportUnanchored } from './time-claims.ts';

/**
 * The pass over time, after `checkLogs`. It matches time-stamp tokens with checkpoints (E_TSA_IMPRINT, E_TSA_CHAIN), computes from
 * anchors and from who commits to whom when each entry was signed at the earliest and at the latest, holds signatures to the windows
 * of their keys (E_KEY_EARLY, E_KEY_EXPIRED, E_KEY_REVOKED, I_KEY_STRADDLE, I_TIME_ASSUMED), and compares the authors' clocks with all
 * that (E_TIME_BRACKET, E_TIME_CLAIM, E_TIME_REGRESS, I_TIME_UNANCHORED).
 *
 * Fills `context.brackets` (entries without any bound are absent) and the tokens' share of `context.checkpoints`. A closing entry that
 * fails its key's window here closes nothing, so the end of its chain is settled again.
 */
export function checkTime(context: VerificationContext): void {
  const marks = anchorNotes(context);
  const graph = causalGraph(context);
  const brackets = computeBrackets(context, graph, marks);
  checkKeyWindows(context, graph, brackets);
  if (context.logs !== undefined) reopenEnds(context, context.logs.ends);
  checkTimeClaims(context, graph, brackets);
  reportUnanchored(context, graph, brackets);
}
