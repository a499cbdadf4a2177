import { decodeBase64 } from '../../../src-core/encoding/base64.ts';
import { formatInstant, parseInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { EntryPlace, GrantRow, GrantStatus } from '../../../src-core/host/groups/trust.ts';
import type { MoneyValue, Status } from '../../../src-core/host/shapes.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import type { ReadDatabase } from '../../store/database.ts';
import { readRawLine } from '../../store/raw-lines.ts';

const MOST_GRANTS = 2000;

interface GrantLine {
  readonly id: number;
  readonly chain: string;
  readonly chain_name: string | null;
  readonly seq: number | null;
  readonly chain_file: number;
  readonly line: number;
  readonly type: GrantRow['type'];
  readonly status: Status;
  readonly digest: string;
  readonly by: string;
  readonly by_name: string | null;
  readonly under: string | null;
}

interface RevocationLine {
  readonly id: number;
  readonly chain: string;
  readonly chain_name: string | null;
  readonly seq: number | null;
  readonly chain_file: number;
  readonly line: number;
  readonly by: string | null;
}

export const placeOf = (row: Pick<GrantLine, 'id' | 'chain' | 'chain_name' | 'seq'>): EntryPlace => ({
  lineId: row.id,
  chain: row.chain,
  ...(row.chain_name === null ? {} : { chainName: row.chain_name }),
  ...(row.seq === null ? {} : { seq: row.seq }),
});

export const countGrants = (read: ReadDatabase): number =>
  read
    .query<{ n: number }>(
      "SELECT count(DISTINCT digest) AS n FROM line WHERE type IN ('intent.mandate', 'delegation.granted') AND digest IS NOT NULL",
    )
    .get()?.n ?? 0;

/** Mandates by time, and behind each the delegations that narrow it. A delegation whose mandate is not here stands by itself. */
export function readGrants(read: ReadDatabase): GrantRow[] {
  const rows = read
    .query<GrantLine>(
      `SELECT min(l.id) AS id, ch.chain, ch.name AS chain_name, l.seq, l.chain_file, l.line, l.type, l.status,
         'sha256:' || lower(hex(l.digest)) AS digest, p.party AS by, p.name AS by_name,
         (SELECT 'sha256:' || lower(hex(r.digest)) FROM ref r WHERE r.line = l.id AND r.rel = 'under' ORDER BY r.number LIMIT 1) AS under
       FROM line l JOIN chain ch ON ch.id = l.chain LEFT JOIN party p ON p.id = l.actor
       WHERE l.type IN ('intent.mandate', 'delegation.granted') AND l.digest IS NOT NULL
       GROUP BY l.digest ORDER BY min(l.id) LIMIT ${MOST_GRANTS}`,
    )
    .all();
  const end = read.query<{ at: number | null }>('SELECT max(at) AS at FROM line').get()?.at ?? undefined;
  const grants = new Map(rows.map((row) => [row.digest, readGrant(read, row, end ?? undefined)]));
  return inTree(grants);
}

function inTree(grants: ReadonlyMap<string, Omit<GrantRow, 'depth'>>): GrantRow[] {
  const children = new Map<string | undefined, Omit<GrantRow, 'depth'>[]>();
  for (const grant of grants.values()) {
    const above = grant.under !== undefined && grants.has(grant.under) ? grant.under : undefined;
    children.set(above, [...(children.get(above) ?? []), grant]);
  }
  const ordered: GrantRow[] = [];
  // A digest names only what was signed before it, so that no grant stands under itself.
  const walk = (above: string | undefined, depth: number): void => {
    for (const grant of children.get(above) ?? []) {
      ordered.push({ ...grant, depth });
      walk(grant.digest, depth + 1);
    }
  };
  walk(undefined, 0);
  return ordered;
}

function readGrant(read: ReadDatabase, row: GrantLine, end: number | undefined): Omit<GrantRow, 'depth'> {
  const body = bodyOf(read, row);
  const holder = textOf(body['holder']);
  const holderName = holder === undefined ? undefined : partyName(read, holder);
  const expires = textOf(body['expires']);
  const revocation = revocationOf(read, row, textOf(body['principal']));
  const constraints = Array.isArray(body['constraints']) ? body['constraints'] : [];
  const limits = constraints.filter(isJsonObject).filter((limit) => limit['type'] !== undefined);
  return {
    digest: row.digest,
    place: placeOf(row),
    type: row.type,
    ...known('id', textOf(body[row.type === 'intent.mandate' ? 'mandateId' : 'delegationId'])),
    by: row.by,
    ...known('byName', row.by_name ?? undefined),
    ...known('holder', holder),
    ...known('holderName', holderName),
    ...known('mode', textOf(body['mode'])),
    ...known('singleUse', typeof body['singleUse'] === 'boolean' ? body['singleUse'] : undefined),
    ...known('maxDepth', typeof body['maxDepth'] === 'number' ? body['maxDepth'] : undefined),
    ...known('notBefore', textOf(body['notBefore'])),
    ...known('expires', expires),
    ...known('stepUp', isJsonObject(body['stepUp']) ? moneyOf(body['stepUp']['above']) : undefined),
    limits,
    withheld: body['_sd'] !== undefined || limits.length < constraints.length,
    ...(revocation === undefined ? {} : { revokedBy: revocation.place, ...known('revokedFrom', revocation.from) }),
    ...known('under', row.under ?? undefined),
    status: statusOf(row.status, revocation !== undefined, expires, end),
    ...actsUnder(read, row.digest),
  };
}

function statusOf(line: Status, revoked: boolean, expires: string | undefined, end: number | undefined): GrantStatus {
  if (line === 'fail') return 'fails';
  if (revoked) return 'revoked';
  if (line === 'not-checked') return 'not-checked';
  const until = expires === undefined ? undefined : parseInstant(expires);
  return until !== undefined && end !== undefined && until < end ? 'ended' : 'stands';
}

/** The earliest revocation by the grant's author or its principal, whose own entry does not fail. Somebody else's takes nothing back. */
function revocationOf(
  read: ReadDatabase,
  grant: GrantLine,
  principal: string | undefined,
): { readonly place: EntryPlace; readonly from?: string } | undefined {
  const rows = read
    .query<RevocationLine>(
      `SELECT l.id, ch.chain, ch.name AS chain_name, l.seq, l.chain_file, l.line, p.party AS by
       FROM ref r JOIN line l ON l.id = r.line JOIN chain ch ON ch.id = l.chain LEFT JOIN party p ON p.id = l.actor
       WHERE r.digest = unhex(?) AND r.rel = 'revokes' AND l.type = 'delegation.revoked' AND l.status <> 'fail' ORDER BY l.id`,
    )
    .all(grant.digest.slice('sha256:'.length));
  const found = rows
    .filter(({ by }) => by === grant.by || (principal !== undefined && by === principal))
    .map((row) => ({ place: placeOf(row), ...known('from', textOf(bodyOf(read, row)['effectiveAt'])) }))
    .sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
  return found[0];
}

function actsUnder(read: ReadDatabase, digest: string): Pick<GrantRow, 'acts' | 'transactions' | 'failing'> {
  const row = read
    .query<{ acts: number; transactions: number; failing: number }>(
      `SELECT count(DISTINCT l.digest) AS acts, count(DISTINCT l.txn) AS transactions,
         count(DISTINCT CASE WHEN t.status = 'fail' THEN t.id END) AS failing
       FROM ref r JOIN line l ON l.id = r.line LEFT JOIN txn t ON t.id = l.txn
       WHERE r.digest = unhex(?) AND r.rel = 'under' AND l.type <> 'delegation.granted'`,
    )
    .get(digest.slice('sha256:'.length));
  return row ?? { acts: 0, transactions: 0, failing: 0 };
}

/** The body of an entry as it was signed: what it withholds is not in it. Empty where the line cannot be read. */
function bodyOf(read: ReadDatabase, row: Pick<GrantLine, 'chain_file' | 'line'>): JsonObject {
  const raw = readRawLine(read, row.chain_file, row.line)?.raw;
  try {
    const envelope = raw === undefined || raw === null ? null : parseJson(raw);
    const payload =
      isJsonObject(envelope) && typeof envelope['payload'] === 'string' ? decodeBase64(envelope['payload']) : undefined;
    const entry = payload === undefined ? null : parseJson(payload);
    return isJsonObject(entry) && isJsonObject(entry['body']) ? entry['body'] : {};
  } catch (error) {
    if (error instanceof AssizeError) return {};
    throw error;
  }
}

const partyName = (read: ReadDatabase, party: string): string | undefined =>
  read.query<{ name: string | null }>('SELECT name FROM party WHERE party = ?').get(party)?.name ?? undefined;

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function moneyOf(value: JsonValue | undefined): MoneyValue | undefined {
  if (!isJsonObject(value)) return undefined;
  const { currency, minor } = value;
  return typeof currency === 'string' && typeof minor === 'number' ? { currency, minor } : undefined;
}

/** A member only where there is a value. */
export function known<N extends string, V>(name: N, value: V | undefined): { readonly [K in N]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: V };
}

export const instantOf = (at: number | null): string | undefined => (at === null ? undefined : formatInstant(at));
