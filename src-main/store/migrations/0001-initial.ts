/**
 * What a case keeps for good: evidence as received, policies, custody, and what people did. What verification derives from it stands in
 * `derived-tables.ts` and is never migrated, since it can be derived again.
 */
export const initial = `
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE policy(
  id INTEGER PRIMARY KEY,
  document BLOB NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;

-- A file or folder as it was handed in: 'copying' until every byte is here, 'copied' until a verification took it in, then 'whole'.
CREATE TABLE source(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('file', 'folder')),
  format TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('copying', 'copied', 'whole')),
  bytes INTEGER NOT NULL,
  sha256 TEXT,
  imported_at TEXT
) STRICT;
CREATE UNIQUE INDEX source_sha256 ON source(sha256) WHERE state <> 'copying';

CREATE TABLE source_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT,
  UNIQUE(source, path)
) STRICT;

CREATE TABLE source_chunk(
  file INTEGER NOT NULL REFERENCES source_file(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY(file, number)
) STRICT;

-- A chain file in a source; member is '' where the source is the chain file itself.
CREATE TABLE chain_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  member TEXT NOT NULL,
  lines INTEGER NOT NULL,
  UNIQUE(source, member)
) STRICT;

-- Lines as received, LF included. id = chain_file.id * 2^32 + line (from 1). raw is absent for lines beyond the limit.
CREATE TABLE raw_line(
  id INTEGER PRIMARY KEY,
  byte INTEGER NOT NULL,
  length INTEGER NOT NULL,
  raw BLOB
) STRICT;

CREATE TABLE custody_line(
  id INTEGER PRIMARY KEY,
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  line BLOB NOT NULL,
  UNIQUE(chain, seq)
) STRICT;

CREATE TABLE import_job(
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK(kind IN ('import', 'policy', 'again')),
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('waiting', 'running', 'paused', 'done', 'cancelled', 'failed')),
  phase TEXT NOT NULL,
  -- The policy that the case is to have when the job is done; NULL: none.
  policy INTEGER REFERENCES policy(id),
  bytes INTEGER NOT NULL DEFAULT 0,
  entries INTEGER NOT NULL DEFAULT 0,
  findings INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;

-- The files of a job. Where they lie on this machine is kept only until their bytes are here.
CREATE TABLE import_file(
  job TEXT NOT NULL REFERENCES import_job(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  path TEXT,
  source INTEGER REFERENCES source(id) ON DELETE SET NULL,
  -- Set where the same bytes were in the case already.
  same_as INTEGER REFERENCES source(id),
  PRIMARY KEY(job, number)
) STRICT;

-- What people decided of causes of findings; cause is the digest that names one.
CREATE TABLE triage(
  cause TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK(state IN ('open', 'confirmed', 'dismissed')),
  reason TEXT NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE TABLE note(cause TEXT PRIMARY KEY, text TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
-- Acts that can be taken back: before and after are JSON of the act's own making.
CREATE TABLE work_act(
  id INTEGER PRIMARY KEY,
  act TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
-- By the place of the line, which outlives a new verification.
CREATE TABLE flag(
  chain_file INTEGER NOT NULL REFERENCES chain_file(id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(chain_file, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE saved_view(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  filter TEXT NOT NULL,
  columns TEXT NOT NULL,
  sort TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
-- view is the whole RulingView as JSON; the other columns are what lists need.
CREATE TABLE ruling(
  id TEXT PRIMARY KEY,
  txn TEXT NOT NULL,
  title TEXT NOT NULL,
  outcome TEXT NOT NULL,
  currency TEXT,
  minor INTEGER,
  core_digest TEXT NOT NULL,
  report_digest TEXT NOT NULL,
  signed INTEGER NOT NULL DEFAULT 0,
  view TEXT NOT NULL,
  document BLOB,
  created_at TEXT NOT NULL
) STRICT;
`;
