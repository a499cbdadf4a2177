import type { FlowRow } from '../../../src-core/audit/reconcile-chains.ts';
import { MoneySums } from '../../../src-core/audit/money-sums.ts';
import type { AuditState, AuditView, StatedSum } from '../../../src-core/host/groups/audit.ts';
import type { CaseSession } from '../case-session.ts';
import { auditOf, type KeptAudit } from './audit-job.ts';

const MOST_CHAINS = 200;
const MOST_EXCEPTIONS = 500;
const MOST_STATED = 100;

/** The kinds of money whose sums parties should agree on. */
const STATED = ['payment.authorized', 'payment.captured', 'payment.requested', 'refund.issued'];

function namesOf(session: CaseSession): { chains: ReadonlyMap<string, string>; operators: ReadonlyMap<string, string> } {
  const rows = session.read.query<{ chain: string; name: string }>('SELECT chain, name FROM chain WHERE name IS NOT NULL').all();
  return { chains: new Map(rows.map(({ chain, name }) => [chain, name])), operators: new Map() };
}

/** All days of a chain and type together. */
function statedSums(flows: readonly FlowRow[], kept: KeptAudit, names: ReadonlyMap<string, string>): StatedSum[] {
  const roles = new Map(kept.audit.core.reconciliation.chains.map(({ chain, role }) => [chain, role]));
  const sums = new Map<string, { chain: string; type: string; entries: number; money: MoneySums }>();
  for (const { chain, type, entries, sums: parts } of flows) {
    if (!STATED.includes(type)) continue;
    const key = `${type} ${chain}`;
    const row = sums.get(key) ?? { chain, type, entries: 0, money: new MoneySums() };
    sums.set(key, row);
    row.entries += entries;
    for (const { currency, minor } of parts ?? []) row.money.add({ currency, minor: Number(minor) });
  }
  return [...sums.values()]
    .sort((a, b) => STATED.indexOf(a.type) - STATED.indexOf(b.type) || (a.chain < b.chain ? -1 : 1))
    .map(({ chain, type, entries, money }) => {
      const name = names.get(chain);
      const role = roles.get(chain);
      return {
        chain,
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        type,
        entries,
        sums: money.list(),
      };
    });
}

async function viewOf(session: CaseSession, kept: KeptAudit): Promise<AuditView> {
  const { core, coreDigest, packs } = kept.audit;
  const { reconciliation, asOf, verdict, population, terminals, days, sample } = core;
  const names = namesOf(session).chains;
  const isUnsound = ({ end, missing }: (typeof reconciliation.chains)[number]): number =>
    end === 'proven' && missing === 0 ? 1 : 0;
  const rules = new Map(packs.rules.map((bound) => [bound.rule.id, bound.rule]));
  return {
    asOf,
    verdict,
    population,
    terminals,
    days,
    ...(sample === undefined ? {} : { sample }),
    coreDigest,
    jurisdiction: kept.input.request.jurisdiction,
    packs: core.packs.map(({ id, version, digest }) => ({ id, version, digest })),
    ends: reconciliation.ends,
    isWhole: reconciliation.isWhole,
    notAdmissible: reconciliation.notAdmissible,
    chains: [...reconciliation.chains]
      .sort((a, b) => isUnsound(a) - isUnsound(b))
      .slice(0, MOST_CHAINS)
      .map((chain) => {
        const name = names.get(chain.chain);
        return { ...chain, ...(name === undefined ? {} : { name }) };
      }),
    chainCount: reconciliation.chains.length,
    stated: statedSums(reconciliation.flows, kept, names).slice(0, MOST_STATED),
    rules: core.rules.map((row) => {
      const rule = rules.get(row.rule);
      return { ...row, title: rule?.title ?? { en: row.rule, zh: row.rule }, hasHead: rule?.remedy !== undefined };
    }),
    parties: core.parties,
    exceptions: core.exceptions.slice(0, MOST_EXCEPTIONS),
    exceptionCount: core.exceptions.length,
    isStale: (await session.evidence()) !== kept.input.evidence,
  };
}

/** What the audit of a case is doing, and what the last one that came to its end found. While one is under way, the last is left out. */
export async function readAudit(session: CaseSession): Promise<AuditState> {
  const { running, error, kept } = auditOf(session);
  if (running !== undefined) return { running: running.progress };
  return {
    ...(error === undefined ? {} : { error }),
    ...(kept === undefined ? {} : { audit: await viewOf(session, kept) }),
  };
}
