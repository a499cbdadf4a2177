/**
 * What verification derives from the evidence. Written beside the tables in use, under names with `next_`, and put in their place in one
 * transaction; never changed afterwards. A change of this schema needs no migration: raise `DERIVED_VERSION` and older cases are
 * derived again when they are opened.
 */
export const DERIVED_VERSION = 2;

/** Tables by name, in the order in which they are made. */
const TABLES: Readonly<Record<string, string>> = {
  chain: `(
    id INTEGER PRIMARY KEY, chain TEXT NOT NULL UNIQUE, actor TEXT, role TEXT, name TEXT,
    entries INTEGER NOT NULL, first INTEGER, last INTEGER, head TEXT,
    end TEXT NOT NULL, end_kind TEXT, end_at INTEGER, gap INTEGER NOT NULL, unreadable INTEGER NOT NULL,
    missing INTEGER NOT NULL
  ) STRICT`,
  party: `(
    id INTEGER PRIMARY KEY, party TEXT NOT NULL UNIQUE, name TEXT, role TEXT, operator TEXT, mcc TEXT, jurisdiction TEXT
  ) STRICT`,
  // id runs from 1 without gaps in the ledger's own order: time (lines without one last), chain, seq, place.
  line: `(
    id INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL, seq INTEGER, chain_file INTEGER, line INTEGER NOT NULL,
    at INTEGER, actor INTEGER, role TEXT, type TEXT, txn INTEGER,
    currency TEXT, minor INTEGER, digest BLOB, kid TEXT, terminal TEXT,
    status TEXT NOT NULL CHECK(status IN ('pass', 'fail', 'indeterminate', 'not-checked')),
    code TEXT, holds INTEGER NOT NULL, placed INTEGER NOT NULL,
    not_before INTEGER, not_after INTEGER
  ) STRICT`,
  ref: `(
    line INTEGER NOT NULL, number INTEGER NOT NULL, rel TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(line, number)
  ) STRICT, WITHOUT ROWID`,
  // id is the finding's place in the report, from 1.
  finding: `(
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, severity TEXT NOT NULL, axis TEXT NOT NULL,
    path TEXT, chain TEXT, seq INTEGER, line INTEGER, digest TEXT, pointer TEXT, message TEXT NOT NULL,
    follows INTEGER, cause INTEGER NOT NULL, line_id INTEGER
  ) STRICT`,
  // Root findings of one code on one chain (or file), folded; warnings of one code, wherever they are. id numbers them, worst first.
  cause: `(
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, code TEXT NOT NULL, severity TEXT NOT NULL, axis TEXT NOT NULL,
    chain TEXT, path TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL, same INTEGER NOT NULL, effects INTEGER NOT NULL,
    transactions INTEGER NOT NULL
  ) STRICT`,
  txn: `(
    id INTEGER PRIMARY KEY, txn TEXT NOT NULL UNIQUE, entries INTEGER NOT NULL, first_at INTEGER, last_at INTEGER,
    status TEXT NOT NULL, what TEXT, merchant TEXT, merchant_name TEXT, agent TEXT,
    intended_currency TEXT, intended_minor INTEGER, ordered_currency TEXT, ordered_minor INTEGER,
    charged_currency TEXT, charged_minor INTEGER, refunded_currency TEXT, refunded_minor INTEGER, differs INTEGER NOT NULL
  ) STRICT`,
  key: `(
    kid TEXT PRIMARY KEY, alg TEXT NOT NULL, source TEXT NOT NULL, trusted INTEGER NOT NULL, test INTEGER NOT NULL,
    sub TEXT, role TEXT, operator TEXT, nbf INTEGER, exp INTEGER, cut INTEGER, issued_line INTEGER, revoked_line INTEGER,
    entries INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  checkpoint: `(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL, note TEXT NOT NULL,
    counts INTEGER NOT NULL, bad INTEGER NOT NULL, cosignatures TEXT NOT NULL, anchors TEXT NOT NULL
  ) STRICT`,
  // The report without its findings, which are the table's. One row.
  verdict: `(
    id INTEGER PRIMARY KEY CHECK(id = 1), report TEXT NOT NULL, report_digest TEXT NOT NULL, checked_at TEXT NOT NULL,
    tool TEXT NOT NULL, derived INTEGER NOT NULL, policy INTEGER, entries INTEGER NOT NULL, holding INTEGER NOT NULL,
    findings INTEGER NOT NULL, causes INTEGER NOT NULL, transactions INTEGER NOT NULL,
    omitted INTEGER NOT NULL, withheld INTEGER NOT NULL, sealed INTEGER NOT NULL, stamp BLOB NOT NULL
  ) STRICT`,
};

/** Made when the rows are in, under names that say the generation, since indexes keep theirs. */
const INDEXES: Readonly<Record<string, string>> = {
  line_place: 'line(chain_file, line)',
  line_digest: 'line(digest)',
  line_chain_seq: 'line(chain, seq)',
  line_txn: 'line(txn)',
  line_type: 'line(type)',
  line_actor: 'line(actor)',
  line_status: 'line(status, id)',
  line_amount: 'line(minor)',
  line_kid: 'line(kid)',
  ref_digest: 'ref(digest)',
  finding_line: 'finding(line_id)',
  finding_cause: 'finding(cause)',
};

export const DERIVED_TABLES: readonly string[] = Object.keys(TABLES);
/** Readable text of lines, by the line's id; found by three characters or more in a row, in any script. */
export const SEARCH_TABLE = 'line_search';
const ALL = [...DERIVED_TABLES, SEARCH_TABLE];

/** @param prefix - `next_` beside the tables in use, '' for a new case */
export function createDerivedTables(prefix: 'next_' | ''): string {
  return [
    ...Object.entries(TABLES).map(([name, columns]) => `CREATE TABLE ${prefix}${name}${columns};`),
    `CREATE VIRTUAL TABLE ${prefix}${SEARCH_TABLE} USING fts5(text, tokenize='trigram', columnsize=0);`,
  ].join('\n');
}

export const DERIVED_INDEXES: readonly string[] = Object.keys(INDEXES);

export function createDerivedIndex(name: string, generation: number, prefix: 'next_' | ''): string {
  return `CREATE INDEX ${name}_${generation} ON ${prefix}${INDEXES[name]};`;
}

export function dropDerivedTables(prefix: 'next_' | ''): string {
  return ALL.map((name) => `DROP TABLE IF EXISTS ${prefix}${name};`).join('\n');
}

/** The tables beside take the place of those in use. */
export function renameDerivedTables(): string {
  return ALL.map((name) => `ALTER TABLE next_${name} RENAME TO ${name};`).join('\n');
}
