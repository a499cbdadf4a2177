import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import type { Status } from '../../../src-core/host/shapes.ts';
import type { ReadDatabase } from '../../store/database.ts';

interface RowOfFile {
  readonly id: number;
  readonly seq: number | null;
  readonly line: number;
  readonly at: number | null;
  readonly role: string | null;
  readonly type: string | null;
  readonly currency: string | null;
  readonly minor: number | null;
  readonly digest: Uint8Array | null;
  readonly status: Status;
  readonly code: string | null;
  readonly kid: string | null;
  readonly terminal: string | null;
  readonly chain: string;
  readonly chain_name: string | null;
  readonly party: string | null;
  readonly party_name: string | null;
  readonly txn: string | null;
  readonly flagged: number;
  readonly message: string | null;
  readonly follows_code: string | null;
  readonly follows_seq: number | null;
}

const ROWS = `
  SELECT line.id, line.seq, line.line, line.at, line.role, line.type, line.currency, line.minor, line.digest, line.status, line.code,
    line.kid, line.terminal, chain.chain, chain.name AS chain_name, party.party, party.name AS party_name, txn.txn,
    flag.line IS NOT NULL AS flagged, worst.message, root.code AS follows_code, root.seq AS follows_seq
  FROM line
  JOIN chain ON chain.id = line.chain
  LEFT JOIN party ON party.id = line.actor
  LEFT JOIN txn ON txn.id = line.txn
  LEFT JOIN flag ON flag.chain_file = line.chain_file AND flag.line = line.line
  LEFT JOIN finding worst ON line.code IS NOT NULL
    AND worst.id = (SELECT min(f.id) FROM finding f WHERE f.line_id = line.id AND f.code = line.code)
  LEFT JOIN finding root ON root.id = worst.follows`;

const BY_IDS = `${ROWS} WHERE line.id IN (SELECT value FROM json_each(?))`;

/** Rows by their lines' ids, in the order asked for. */
export function readRows(database: ReadDatabase, ids: readonly number[]): LedgerRow[] {
  const rows = new Map(
    database
      .query<RowOfFile>(BY_IDS)
      .all(JSON.stringify(ids))
      .map((row) => [row.id, rowOf(row)]),
  );
  return ids.flatMap((id) => rows.get(id) ?? []);
}

function rowOf(row: RowOfFile): LedgerRow {
  const { currency, minor } = row;
  return {
    id: row.id,
    chain: row.chain,
    line: row.line,
    status: row.status,
    flagged: row.flagged === 1,
    ...present('chainName', row.chain_name),
    ...present('seq', row.seq),
    ...present('at', row.at === null ? null : formatInstant(row.at)),
    ...present('actor', row.party),
    ...present('actorName', row.party_name),
    ...present('role', row.role),
    ...present('type', row.type),
    ...present('txn', row.txn),
    ...present('amount', currency === null || minor === null ? null : { currency, minor }),
    ...present('digest', row.digest === null ? null : `sha256:${encodeHex(row.digest)}`),
    ...present('kid', row.kid),
    ...present('terminal', row.terminal),
    ...present('code', row.code),
    ...present('message', row.message),
    ...present('follows', row.follows_code === null ? null : { code: row.follows_code, ...present('seq', row.follows_seq) }),
  };
}

/** A member where there is a value, else none. */
export function present<Name extends string, Value>(name: Name, value: Value | null): { readonly [N in Name]?: Value } {
  return value === null ? {} : ({ [name]: value } as { readonly [N in Name]: Value });
}
