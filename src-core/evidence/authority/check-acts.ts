import { needsMandate, type EntryLine } from './authority-view.ts';
import { failedLine, isHeldBy, reportNoPath, reportTimes, type AuthorityTools } from './check-grants.ts';
import { ruleFor } from './constraints/rules.ts';
import type { Grant } from './grant.ts';

/**
 * Judges every act that is `under` something or has to be, and every requested payment by the mandate of its order.
 *
 * `E_MANDATE_NONE`: a user agent's act without `under`, or under a grant that failed. `E_MANDATE_CNF`: not the holder's key.
 * `E_CONSTRAINT`: outside the times or a constraint of any grant on the path, at the part that breaks it.
 * `E_CONSTRAINT_UNKNOWN`: under a grant with a constraint that nobody here can judge, which is the cause. What can't be told,
 * since a part is withheld or not in the evidence, is `I_MANDATE_INCOMPLETE`.
 */
export function checkActs(tools: AuthorityTools): void {
  const { view } = tools;
  for (const line of view.acts) if (view.isJudged(line) && line.type !== 'delegation.granted') judgeAct(tools, line);
}

function judgeAct(tools: AuthorityTools, line: EntryLine): void {
  const { view, paths } = tools;
  const isOwn = line.refersBy('under');
  if (!isOwn && needsMandate(line.type, line.actorRole)) {
    const message = 'an agent acts without a mandate';
    view.context.add({ code: 'E_MANDATE_NONE', step: 'authority', line, pointer: '/refs', message });
    return;
  }
  for (const path of paths.binding(line)) {
    if (path.kind !== 'path') {
      if (isOwn) reportNoPath(tools, line, path);
      continue;
    }
    if (isOwn) {
      if (!isHeldBy(tools, line, path.grants[0] as Grant, path.pointer)) continue;
      if (reportForeignAbove(tools, line, path.grants, path.pointer)) continue;
      reportTimes(tools, line, path.grants);
    }
    judgeConstraints(tools, line, path.grants, isOwn);
    reportShut(tools, line, path.grants, isOwn ? path.pointer : '');
  }
}

/** An order or a payment may break a constraint, or lie outside times, that nobody disclosed. */
function reportShut({ view }: AuthorityTools, line: EntryLine, grants: readonly Grant[], pointer: string): void {
  if (line.type !== 'order.created' && line.type !== 'payment.requested') return;
  const hasShut = grants.some(
    ({ hasShut: hides, expires, isMandate, times, constraints }) =>
      hides ||
      expires === undefined ||
      (isMandate && times.from === undefined) ||
      constraints.some(({ known, foreign }) => known === undefined && !foreign),
  );
  if (!hasShut) return;
  const message = 'constraints or times of what it acts under are withheld';
  view.context.add({ code: 'I_MANDATE_INCOMPLETE', step: 'authority', line, pointer, message });
}

function reportForeignAbove({ view }: AuthorityTools, line: EntryLine, grants: readonly Grant[], pointer: string): boolean {
  const stating = grants.findLast((grant) => grant.constraints.some(({ foreign }) => foreign));
  if (stating === undefined) return false;
  const message = 'acts under a constraint that nobody here can judge';
  view.context.add({ code: 'E_CONSTRAINT_UNKNOWN', step: 'authority', line, pointer, message, because: stating.line });
  return true;
}

/** Each breach and each open question is reported once, although a delegation repeats what its mandate says. */
function judgeConstraints({ view }: AuthorityTools, line: EntryLine, grants: readonly Grant[], isOwn: boolean): void {
  const reported = new Set<string>();
  for (const grant of grants.toReversed()) {
    for (const { known } of grant.constraints) {
      if (known === undefined) continue;
      const rule = ruleFor(known);
      if (rule.judge === undefined || (rule.binds === 'every act' ? !isOwn : rule.binds !== line.type)) continue;
      const judgement = rule.judge(known, line, view);
      if (judgement.kind === 'met') continue;
      const { kind, pointer, message, because = failedLine(grant.line) } = judgement;
      const code = kind === 'breach' ? 'E_CONSTRAINT' : 'I_MANDATE_INCOMPLETE';
      if (reported.has(`${code} ${pointer} ${known.type}`)) continue;
      reported.add(`${code} ${pointer} ${known.type}`);
      view.context.add({ code, step: 'authority', line, pointer, message: `${message} (${known.type})`, because });
    }
  }
}
