import type { Arbitration } from '../../../src-core/arbitration/arbitrate.ts';
import type { Claim } from '../../../src-core/arbitration/claim.ts';
import { decidesClaim } from '../../../src-core/arbitration/combine-packs.ts';
import type { Core } from '../../../src-core/arbitration/core.ts';
import type { RuleResult } from '../../../src-core/arbitration/decide-rules.ts';
import type { TraceNode } from '../../../src-core/arbitration/evaluate.ts';
import { explainRule } from '../../../src-core/arbitration/explain/explain-rule.ts';
import type { Role } from '../../../src-core/arbitration/role.ts';
import { readsOf } from '../../../src-core/arbitration/rule.ts';
import type { Money, Value } from '../../../src-core/arbitration/value.ts';
import type { Digest } from '../../../src-core/crypto/sha256.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import type { CitedEntry, RulingParty, RulingView, TraceRow } from '../../../src-core/host/groups/rulings.ts';
import { isJsonObject, type JsonObject } from '../../../src-core/json/json-value.ts';
import type { CaseSession } from '../case-session.ts';
import { decidesAlone } from './decides-alone.ts';

/** More entries than that are counted, not listed: the core names them all. */
const MOST_CITES = 60;

/** What a decision says besides its core, for people: kept with it, since names and titles come from evidence and packs. */
export type ToldDecision = Pick<RulingView, 'trace' | 'parties' | 'entries' | 'barred'>;

function readParams(nodes: readonly TraceNode[], into: Map<string, Value>): void {
  for (const { what, value, children } of nodes) {
    if (what.startsWith('param ') && value !== undefined) into.set(what.slice('param '.length), value);
    readParams(children, into);
  }
}

function traceRow(result: RuleResult): TraceRow {
  const { bound, trace, amount } = result;
  const { rule, home } = bound;
  const params = new Map<string, Value>();
  readParams([trace.when, ...(trace.amount === undefined ? [] : [trace.amount]), ...trace.guards], params);
  return {
    id: rule.id,
    pack: home.pack.id,
    title: rule.title,
    stage: rule.stage,
    ...(rule.remedy === undefined ? {} : { head: rule.remedy.head }),
    decides: decidesAlone(rule),
    outcome: result.outcome,
    why: { en: explainRule(result, 'en'), zh: explainRule(result, 'zh-CN') },
    reads: readsOf(rule, result.when === false ? 'when' : 'all'),
    params: [...params].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, value]) => ({ id, value })),
    ...(amount === undefined || !decidesClaim(bound) ? {} : { amount }),
    cites: [...new Set(result.inputs.map(({ digest }) => digest))].slice(0, MOST_CITES),
    defeatedBy: result.defeatedBy,
    missing: result.missing,
    sources: rule.sources.map(({ cite, tag }) => `[${tag}] ${cite}`),
  };
}

function amountIn(body: JsonObject): Money | undefined {
  for (const name of ['amount', 'total', 'limit']) {
    const value = body[name];
    if (isJsonObject(value) && typeof value['currency'] === 'string' && typeof value['minor'] === 'number')
      return { currency: value['currency'], minor: value['minor'] };
  }
  return undefined;
}

function nameOf(session: CaseSession, party: string): string | undefined {
  const row = session.read
    .query<{ name: string }>(
      'SELECT name FROM party WHERE name IS NOT NULL AND (party = ? OR operator = ?) ORDER BY party <> ?, id',
    )
    .get(party, party, party);
  return row?.name;
}

/** What an entry says of itself. One that breaks a rule of the format is cited too where a rule rests on just that. */
function citedEntry(session: CaseSession, evidence: Evidence, digest: string): CitedEntry | undefined {
  const said = evidence.byDigest.get(digest as Digest)?.payload;
  if (said === undefined) return undefined;
  const { actor, seq, type, at, body } = said;
  const author = isJsonObject(actor) ? actor['id'] : undefined;
  if (typeof author !== 'string' || typeof seq !== 'number' || typeof type !== 'string' || typeof at !== 'string')
    return undefined;
  const authorName = nameOf(session, author);
  const amount = amountIn(isJsonObject(body) ? body : {});
  return {
    digest,
    author,
    ...(authorName === undefined ? {} : { authorName }),
    seq,
    type,
    at,
    ...(amount === undefined ? {} : { amount }),
  };
}

function namesIn(core: Core, claim: Claim): Set<string> {
  return new Set([
    claim.claimant,
    ...claim.respondents,
    ...core.awards.flatMap(({ from, to }) => [from, to]),
    ...core.allocation.map(({ party }) => party),
    ...core.heads.flatMap(({ bearers }) => bearers.map(({ party }) => party)),
    ...core.undetermined.flatMap(({ heldBy }) => heldBy),
  ]);
}

function partiesOf(session: CaseSession, { core, decision }: Arbitration, claim: Claim): Record<string, RulingParty> {
  const { partyOf, present } = decision.derivation.parties;
  const roles = new Map<string, Role[]>();
  for (const [role, party] of partyOf) if (present.has(role)) roles.set(party, [...(roles.get(party) ?? []), role]);
  const told: Record<string, RulingParty> = {};
  for (const party of new Set([...namesIn(core, claim), ...roles.keys()])) {
    const name = nameOf(session, party);
    told[party] = { ...(name === undefined ? {} : { name }), roles: roles.get(party) ?? [] };
  }
  return told;
}

/** Puts a decision into words and names, as far as both languages share them. */
export function tellRuling(session: CaseSession, evidence: Evidence, arbitration: Arbitration, claim: Claim): ToldDecision {
  const { results } = arbitration.decision.pass;
  const trace = [...results.values()].map(traceRow);
  const digests = new Set(trace.flatMap(({ cites }) => cites));
  return {
    trace,
    parties: partiesOf(session, arbitration, claim),
    entries: [...digests].flatMap((digest) => citedEntry(session, evidence, digest) ?? []),
    barred: [...results.values()].some(({ bound, outcome }) => bound.rule.bars === 'money' && outcome === 'established'),
  };
}
