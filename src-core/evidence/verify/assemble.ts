import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { AXES, axisOf, severityOf, type Axis, type AxisState, type Finding, type Verdict } from '../finding.ts';
import type { EvidenceLine, FindingDraft } from '../state.ts';
import { stepIndex } from './context.ts';

/**
 * Findings in the order of the report, and the drafts behind them.
 *
 * On a line with a root, what steps after the root's found is left out, as if they had not been run. Findings are sorted by
 * chain, line, code and pointer, then by path and message, what is absent first; causes are indices into that order.
 */
export function assembleFindings(drafts: readonly FindingDraft[]): { findings: Finding[]; drafts: FindingDraft[] } {
  const kept = drafts.filter(
    (draft) => draft.line?.root === undefined || stepIndex(draft.step) <= stepIndex(draft.line.root.step),
  );
  const sorted = kept
    .map((draft) => ({ draft, finding: findingOf(draft) }))
    .sort((a, b) => compareFindings(a.finding, b.finding));
  const indices = new Map<FindingDraft, number>(sorted.map(({ draft }, index) => [draft, index]));
  const causes = sorted.map(({ draft }) => causeOf(draft, indices));
  breakCircles(causes);
  return {
    findings: sorted.map(({ finding }, index) => (causes[index] === undefined ? finding : { ...finding, cause: causes[index] })),
    drafts: sorted.map(({ draft }) => draft),
  };
}

function findingOf(draft: FindingDraft): Finding {
  const { code, line, message } = draft;
  const path = draft.path ?? line?.path;
  const chain = draft.chain ?? line?.chain;
  const stated = line?.payload?.['seq'];
  const seq = draft.seq ?? (typeof stated === 'number' && Number.isSafeInteger(stated) ? stated : undefined);
  const pointer = draft.pointer;
  return {
    code,
    severity: severityOf(code),
    axis: axisOf(code),
    ...(path === undefined || path === '' ? {} : { path }),
    ...(chain === undefined || chain === '' ? {} : { chain }),
    ...(seq === undefined ? {} : { seq }),
    ...(line === undefined ? {} : { line: line.line }),
    ...(line?.digest === undefined ? {} : { digest: line.digest }),
    ...(pointer === undefined ? {} : { pointer }),
    message,
  };
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareOptional(a.chain, b.chain) ||
    (a.line ?? -1) - (b.line ?? -1) ||
    compareUtf16(a.code, b.code) ||
    compareOptional(a.pointer, b.pointer) ||
    compareOptional(a.digest, b.digest) ||
    (a.seq ?? -1) - (b.seq ?? -1) ||
    compareOptional(a.path, b.path) ||
    compareUtf16(a.message, b.message)
  );
}

function compareOptional(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  return a === undefined ? -1 : b === undefined ? 1 : compareUtf16(a, b);
}

function causeOf(draft: FindingDraft, indices: ReadonlyMap<FindingDraft, number>): number | undefined {
  const { because } = draft;
  if (because === undefined) return undefined;
  const root = isLine(because) ? because.root : because;
  if (root === undefined || root === draft) return undefined;
  // A draft that was left out stands behind its line's root.
  const index = indices.get(root) ?? (root.line?.root === undefined ? undefined : indices.get(root.line.root));
  return index === undefined || index === indices.get(draft) ? undefined : index;
}

function isLine(because: EvidenceLine | FindingDraft): because is EvidenceLine {
  return 'drafts' in because;
}

/** Each finding follows from at most one other, and something stands at the bottom: a circle is cut at its first member. */
function breakCircles(causes: (number | undefined)[]): void {
  const settled = new Set<number>();
  for (const start of causes.keys()) {
    const way = new Set<number>();
    let at: number | undefined = start;
    while (at !== undefined && !settled.has(at) && !way.has(at)) {
      way.add(at);
      at = causes[at];
    }
    if (at !== undefined && way.has(at)) {
      let first = at;
      for (let next = causes[at] as number; next !== at; next = causes[next] as number) first = Math.min(first, next);
      causes[first] = undefined;
    }
    for (const index of way) settled.add(index);
  }
}

/** Each axis is the worst of its findings; one that nothing was asked of is not applicable. */
export function judgeAxes(findings: readonly Finding[], asked: ReadonlySet<Axis>): Record<Axis, AxisState> {
  const axes = Object.fromEntries(AXES.map((axis) => [axis, asked.has(axis) ? 'pass' : 'not-applicable'])) as Record<
    Axis,
    AxisState
  >;
  for (const { axis, severity } of findings) {
    if (severity === 'error') axes[axis] = 'fail';
    else if (severity === 'info' && axes[axis] !== 'fail') axes[axis] = 'indeterminate';
    else if (axes[axis] === 'not-applicable') axes[axis] = 'pass';
  }
  return axes;
}

/** The worst axis of those that count. Where none was asked anything, nothing is settled: `ofNothing`. */
export function verdictOf(
  axes: Readonly<Record<Axis, AxisState>>,
  counting: readonly Axis[] = AXES,
  ofNothing: Verdict = 'indeterminate',
): Verdict {
  const states = counting.map((axis) => axes[axis]);
  if (states.includes('fail')) return 'fail';
  if (states.includes('indeterminate')) return 'indeterminate';
  return states.includes('pass') ? 'pass' : ofNothing;
}
