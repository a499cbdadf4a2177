import type { AuthorityView, EntryLine } from './authority-view.ts';
import { repeats } from './constraints/rules.ts';
import type { Grant } from './grant.ts';
import type { MandatePath, MandatePaths } from './mandate-paths.ts';
import type { RotatedKeys } from './rotated-keys.ts';
import { isOutside } from './within-times.ts';

/** What judging the authority of an entry needs. */
export interface AuthorityTools {
  readonly view: AuthorityView;
  readonly paths: MandatePaths;
  readonly keys: RotatedKeys;
}

/**
 * Judges mandates and delegations, parents first.
 *
 * `E_CONSTRAINT_UNKNOWN` stands on whatever states a constraint of an unknown name; a delegation that repeats its parent's
 * has the parent as cause. A delegation must come from the holder of its parent (`E_MANDATE_CNF`), within the parent's times
 * (`E_CONSTRAINT`), and only narrow it (`E_DELEGATION`): every constraint of the parent repeated, equal or narrower; a
 * smaller `maxDepth`; no later `expires`. One that fails grants nothing.
 */
export function checkGrants(tools: AuthorityTools): void {
  const { view } = tools;
  for (const line of view.judged('intent.mandate')) reportForeign(tools, tools.paths.grant(line), undefined);
  const done = new Set<number>();
  for (const line of view.all('delegation.granted')) judgeInOrder(tools, line, done);
}

/** Parents are judged before what they grant, whatever their clocks say. References are digests, so this ends. */
function judgeInOrder(tools: AuthorityTools, line: EntryLine, done: Set<number>): void {
  const waiting = [line];
  while (waiting.length > 0) {
    const next = waiting.at(-1) as EntryLine;
    const parents = tools.view
      .targets(next, 'under')
      .flatMap((target) => (target.line?.type === 'delegation.granted' && !done.has(target.line.number) ? [target.line] : []))
      .filter((parent) => !waiting.some(({ number }) => number === parent.number));
    if (parents.length > 0 && !done.has(next.number)) {
      waiting.push(...parents);
      continue;
    }
    waiting.pop();
    if (done.has(next.number)) continue;
    done.add(next.number);
    if (tools.view.isJudged(next)) judgeDelegation(tools, next);
  }
}

function judgeDelegation(tools: AuthorityTools, line: EntryLine): void {
  const { view, paths } = tools;
  const grant = paths.grant(line);
  const before = view.context.drafts.length;
  for (const path of paths.of(line)) {
    if (path.kind !== 'path') {
      reportNoPath(tools, line, path);
      continue;
    }
    const parent = path.grants[0] as Grant;
    if (!isHeldBy(tools, line, parent, path.pointer)) continue;
    reportTimes(tools, line, path.grants);
    for (const { pointer, message } of wideningOf(grant, parent)) {
      view.context.add({ code: 'E_DELEGATION', step: 'authority', line, pointer, message, because: failedLine(parent.line) });
    }
  }
  reportForeign(
    tools,
    grant,
    paths.of(line).find((path) => path.kind === 'path'),
  );
  const failed = view.context.drafts
    .slice(before)
    .some((draft) => draft.line?.number === line.number && draft.code.startsWith('E_') && draft.code !== 'E_CONSTRAINT_UNKNOWN');
  if (failed) paths.void.add(line.number);
}

/** A member by which a delegation allows more than its parent; nothing is said of what is withheld. */
export interface Widening {
  readonly pointer: string;
  readonly message: string;
}

export function wideningOf(grant: Grant, parent: Grant): Widening[] {
  const widenings: Widening[] = [];
  if (grant.expires !== undefined && parent.expires !== undefined && grant.expires > parent.expires) {
    widenings.push({ pointer: '/body/expires', message: 'is later than what it is granted under' });
  }
  if (grant.maxDepth !== undefined && parent.maxDepth !== undefined && grant.maxDepth >= parent.maxDepth) {
    widenings.push({ pointer: '/body/maxDepth', message: `must be less than ${parent.maxDepth}` });
  }
  if (grant.hasShut) return widenings;
  for (const { value, pointer, known, foreign } of parent.constraints) {
    if (known === undefined && !foreign) continue;
    if (grant.constraints.some((own) => repeats(own.value, value))) continue;
    const same = grant.constraints.filter((own) => own.value['type'] === value['type']);
    // A constraint of which a part is withheld may be the narrower one.
    if (same.some((own) => own.known === undefined && !own.foreign)) continue;
    const message = `does not repeat, equal or narrower, the constraint ${String(value['type'])} (${pointer} of what it is granted under)`;
    widenings.push({ pointer: same[0]?.pointer ?? '/body/constraints', message });
  }
  return widenings;
}

function reportForeign(tools: AuthorityTools, grant: Grant, path: MandatePath | undefined): void {
  const above = path?.kind === 'path' ? path.grants : [];
  for (const { pointer, value, foreign } of grant.constraints) {
    if (!foreign) continue;
    const because = above.find((parent) =>
      parent.constraints.some((constraint) => constraint.foreign && constraint.value['type'] === value['type']),
    );
    const message = `states the constraint ${String(value['type'])}, which nobody here can judge`;
    tools.view.context.add({
      code: 'E_CONSTRAINT_UNKNOWN',
      step: 'authority',
      line: grant.line,
      pointer,
      message,
      because: because?.line,
    });
  }
}

/** Reports an act or a delegation whose path breaks off; true authority can't be told where a grant is missing. */
export function reportNoPath({ view }: AuthorityTools, line: EntryLine, path: MandatePath): void {
  const { pointer } = path;
  if (path.kind === 'broken') {
    const message = 'what it acts under has failed';
    view.context.add({ code: 'E_MANDATE_NONE', step: 'authority', line, pointer, message, because: path.because });
  } else if (path.kind === 'missing') {
    const message = 'what it acts under is not in the evidence';
    view.context.add({ code: 'I_MANDATE_INCOMPLETE', step: 'authority', line, pointer, message, because: path.because });
  }
}

/** True unless the key of an act is another than its grant's holder has; that is reported. A withheld holder leaves it open. */
export function isHeldBy({ view, keys }: AuthorityTools, line: EntryLine, grant: Grant, pointer: string): boolean {
  if (grant.holderKid === undefined) {
    const message = 'the holder of what it acts under is withheld';
    view.context.add({ code: 'I_MANDATE_INCOMPLETE', step: 'authority', line, pointer, message });
    return true;
  }
  if (keys.follows(line.kid, grant.holderKid)) return true;
  const message = `is signed by another key than that of the holder, ${grant.holderKid}`;
  view.context.add({
    code: 'E_MANDATE_CNF',
    step: 'authority',
    line,
    pointer: '/actor/kid',
    message,
    because: failedLine(grant.line) ?? keys.brokenBetween(line.kid, grant.holderKid),
  });
  return false;
}

/** Reports an act outside the times of a grant on its path; once for all of them. */
export function reportTimes({ view }: AuthorityTools, line: EntryLine, grants: readonly Grant[]): void {
  const { context } = view;
  const outside = grants.find(
    ({ times, revokedFrom }) => isOutside(context, line, times) || isOutside(context, line, { to: revokedFrom }),
  );
  if (outside === undefined) return;
  const isRevoked = !isOutside(context, line, outside.times);
  const message = isRevoked
    ? 'was done after what it acts under was revoked'
    : 'was done outside the times of what it acts under';
  context.add({ code: 'E_CONSTRAINT', step: 'authority', line, pointer: '/at', message, because: failedLine(outside.line) });
}

/** The line as a cause, if it failed at all. */
export function failedLine(line: EntryLine): EntryLine | undefined {
  return line.root === undefined ? undefined : line;
}
