import type { Digest } from '../../crypto/sha256.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { AbsentEntries } from '../absent-entry.ts';
import { quorum as quorumSchema, type Quorum } from '../model/shared.ts';
import { schemaProblems } from '../schema/schema.ts';
import { isSound, type AuthorityView, type EntryLine } from './authority-view.ts';
import { failedLine, type AuthorityTools } from './check-grants.ts';
import { openPlaces } from './fill-quorum.ts';
import { bodyOf, mayHide, readElements, readText } from './read-body.ts';

/**
 * Judges settlements.
 *
 * `E_SETTLE_SUM` on `settlement.proposed`: postings that do not come to 0 in each currency. `E_SETTLE_QUORUM` on it: a quorum
 * other than that of the mandate that was paid under, or none where that has one. `E_SETTLE_QUORUM` on `settlement.final`:
 * its confirmations do not fill the quorum's places, each operator filling one. A confirmation that is not in the evidence is
 * `I_REF_MISSING`; as long as it might fill a place, the quorum is not called short.
 */
export function checkSettlements(tools: AuthorityTools): void {
  const { view } = tools;
  for (const line of view.judged('settlement.proposed')) {
    checkSum(view, line);
    checkProposedQuorum(tools, line);
  }
  const absent = new AbsentEntries(view.context);
  for (const line of view.judged('settlement.final')) checkFinal(tools, line, absent);
}

function checkSum(view: AuthorityView, line: EntryLine): void {
  const { items, shut } = readElements(line, 'postings');
  const sums = new Map<string, bigint>();
  for (const { value } of items) {
    const posting = value as JsonObject;
    const { currency, minor } = posting;
    if (typeof currency !== 'string' || typeof minor !== 'number') return;
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minor));
  }
  const [unbalanced] = [...sums].filter(([, sum]) => sum !== 0n);
  if (shut || unbalanced === undefined) return;
  const message = `come to ${unbalanced[1]} in ${unbalanced[0]}, not to 0`;
  view.context.add({ code: 'E_SETTLE_SUM', step: 'authority', line, pointer: '/body/postings', message });
}

function checkProposedQuorum(tools: AuthorityTools, line: EntryLine): void {
  const own = bodyOf(line)['quorum'];
  if (own === undefined && mayHide(line)) return;
  if (own !== undefined && readQuorum(own) === undefined) return;
  for (const mandate of mandatesSettled(tools, line)) {
    const demanded = readQuorum(bodyOf(mandate)['quorum']);
    if (demanded === undefined || (own !== undefined && canonicalize(own) === canonicalize(demanded as unknown as JsonValue)))
      continue;
    const message = own === undefined ? 'states no quorum; the mandate has one' : 'is not the quorum of the mandate';
    const pointer = own === undefined ? '/body' : '/body/quorum';
    tools.view.context.add({ code: 'E_SETTLE_QUORUM', step: 'authority', line, pointer, message, because: failedLine(mandate) });
    return;
  }
}

/** The mandates that the settled captures were paid under, as far as the evidence leads there. */
function mandatesSettled({ view, paths }: AuthorityTools, proposed: EntryLine): EntryLine[] {
  const mandates = new Map<number, EntryLine>();
  for (const { line: captured } of view.targets(proposed, 'settles')) {
    if (captured?.type !== 'payment.captured') continue;
    const instruction = readText(bodyOf(captured), 'instruction') as Digest | undefined;
    const instructed = instruction === undefined ? undefined : view.find(instruction);
    const authorised = view
      .targets(captured, 'confirms')
      .flatMap(({ line }) => (line === undefined ? [] : view.targets(line, 'authorizes')));
    for (const request of [instructed, ...authorised.map(({ line }) => line)]) {
      if (request?.type !== 'payment.requested') continue;
      for (const path of paths.binding(request)) {
        const mandate = path.kind === 'path' ? path.grants.at(-1)?.line : undefined;
        if (mandate !== undefined) mandates.set(mandate.number, mandate);
      }
    }
  }
  return [...mandates.values()];
}

function checkFinal(tools: AuthorityTools, line: EntryLine, absent: AbsentEntries): void {
  const { view } = tools;
  const proposals = view
    .targets(line, 'settles')
    .flatMap((target) => (target.line?.type === 'settlement.proposed' ? [target.line] : []));
  const listed = readElements(line, 'confirmations');
  const confirmations: EntryLine[] = [];
  let missing = listed.shut ? Number.POSITIVE_INFINITY : 0;
  let failed: EntryLine | undefined;
  for (const { pointer, value } of listed.items) {
    const digest = value as Digest;
    const confirmation = view.find(digest);
    if (confirmation === undefined && !view.context.byDigest.has(digest)) {
      missing += 1;
      const isReported = line.drafts.some((draft) => draft.code === 'I_REF_MISSING' && draft.pointer === pointer);
      const message = `the confirmation is not in the evidence (${digest})`;
      if (!isReported)
        view.context.add({ code: 'I_REF_MISSING', step: 'authority', line, pointer, message, because: absent.causeOf(digest) });
    } else if (confirmation === undefined || !isSound(confirmation)) {
      failed ??= view.context.byDigest.get(digest) as EntryLine;
    } else if (
      confirmation.type === 'settlement.confirmed' &&
      view.targets(confirmation, 'confirms').some((target) => proposals.some(({ digest: of }) => of === target.digest))
    ) {
      confirmations.push(confirmation);
    }
  }
  for (const proposed of proposals) judgeQuorum(tools, line, proposed, confirmations, missing, failed);
}

function judgeQuorum(
  tools: AuthorityTools,
  line: EntryLine,
  proposed: EntryLine,
  confirmations: readonly EntryLine[],
  missing: number,
  failed: EntryLine | undefined,
): void {
  const { view } = tools;
  const [mandated] = mandatesSettled(tools, proposed).flatMap((mandate) => readQuorum(bodyOf(mandate)['quorum']) ?? []);
  const quorum = mandated ?? readQuorum(bodyOf(proposed)['quorum']);
  if (quorum === undefined) return;
  const open = openPlaces(
    quorum,
    confirmations.map((confirmation) => ({ role: confirmation.actorRole, operator: operatorOf(view, confirmation) })),
  );
  if (open <= missing) return;
  const message = `the confirmations leave ${open} place(s) of the quorum open`;
  view.context.add({
    code: 'E_SETTLE_QUORUM',
    step: 'authority',
    line,
    pointer: '/body/confirmations',
    message,
    because: failed ?? failedLine(proposed),
  });
}

/** Who stands behind an actor: by its key's record, else by its last registration, else itself. */
function operatorOf(view: AuthorityView, line: EntryLine): string {
  const { actor } = line.entry;
  const registered = view.sharing('party.registered', 'party', actor.id).at(-1);
  return line.key?.operator ?? (registered === undefined ? undefined : readText(bodyOf(registered), 'operator')) ?? actor.id;
}

/** A quorum of which no part is withheld. */
function readQuorum(value: JsonValue | undefined): Quorum | undefined {
  return isJsonObject(value) && schemaProblems(quorumSchema, value).length === 0 ? (value as unknown as Quorum) : undefined;
}
