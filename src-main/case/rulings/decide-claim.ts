import { arbitrateEvidence } from '../../../src-core/arbitration/arbitrate-evidence.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import type { ClaimForm, ParamSetting, RulingView } from '../../../src-core/host/groups/rulings.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { buildRuling } from '../../../src-core/ruling/build-ruling.ts';
import { serializeRuling } from '../../../src-core/ruling/ruling-document.ts';
import { readMeta } from '../../store/meta.ts';
import { readVerdict } from '../../store/stored-report.ts';
import type { CaseSession } from '../case-session.ts';
import { admitKeptPacks } from './kept-packs.ts';
import { readClaimForm, readSettings } from './read-request.ts';
import { basisOf, readKeptRuling, viewOf, type KeptView } from './ruling-rows.ts';
import { tellRuling } from './tell-ruling.ts';

interface DecideRequest {
  readonly claim: ClaimForm;
  readonly packs: readonly string[];
  readonly settings: readonly ParamSetting[];
}

/**
 * Decides a claim on the evidence of the case and keeps the ruling, unsigned. Its core is the one that `assize arbitrate` derives from
 * the same files, claim, policy and packs.
 *
 * @throws {AssizeError} `E_CLAIM`, `E_PACK_*`
 */
export async function decideClaim(session: CaseSession, request: DecideRequest, signal: AbortSignal): Promise<RulingView> {
  const claim = readClaimForm(request.claim);
  const evidence = await session.evidence(signal);
  const opened = await admitKeptPacks(session.dataFolder, [...new Set(request.packs)], evidence.policy?.packSigners ?? []);
  const packs = opened.map(({ pack }) => pack);
  const arbitration = arbitrateEvidence({ evidence, claim, packs, settings: readSettings(request.settings, packs) });
  const { core, coreBytes, coreDigest } = arbitration;
  const sources = Object.fromEntries(opened.map(({ pack, source }) => [pack.id, source]));
  const bytes = serializeRuling(buildRuling({ claim, core: parseJson(coreBytes) as JsonObject, packs: sources }, []));
  const told = tellRuling(session, evidence, arbitration, claim);
  const nameOf = (party: string): string => told.parties[party]?.name ?? party;
  const [first] = core.heads;
  const total = first === undefined ? null : core.heads.reduce((sum, { money }) => sum + money.minor, 0);
  const id = session.write((database) => {
    const count = database.query<{ n: number }>('SELECT count(*) AS n FROM ruling').get()?.n ?? 0;
    const own = `R${count + 1}`;
    const reference = readMeta(database, 'reference') ?? '';
    const view: KeptView = {
      ...told,
      number: reference === '' ? own : `${reference}-${own}`,
      decidedBy: session.analyst,
      basis: basisOf(core),
    };
    database
      .change(
        `INSERT INTO ruling(id, txn, title, outcome, currency, minor, core_digest, report_digest, view, document, created_at)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        own,
        claim.txn,
        [nameOf(claim.claimant), ...claim.respondents.slice(0, 1).map(nameOf)].join(' v '),
        core.outcome,
        first?.money.currency ?? null,
        total,
        coreDigest,
        readVerdict(session.read)?.report_digest ?? '',
        JSON.stringify(view),
        bytes,
        formatInstant(session.now()),
      );
    session.record('claim.decided', { ruling: own, txn: claim.txn, claim: core.claim, core: coreDigest, outcome: core.outcome });
    return own;
  });
  session.emit('rulings');
  return viewOf(session, readKeptRuling(session.read, id));
}
