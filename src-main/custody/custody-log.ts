import { randomUUID } from 'node:crypto';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { formatInstant, parseInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { caseDamaged } from '../store/case-error.ts';
import type { ReadDatabase, WriteDatabase } from '../store/database.ts';
import { VERSION } from '../version.ts';
import type { CaseKey } from './case-key.ts';
import { readCustodyLine, signCustodyEntry, type CustodyAct, type CustodyDetails, type CustodyEntry } from './custody-entry.ts';
import { rememberedHead, rememberHead, type CustodyHead } from './remembered-head.ts';

const LF = 0x0a;

/** What the application remembers outside the file against what the file shows. */
export type Remembered = 'same' | 'older' | 'other' | 'none';

export interface CustodyOptions {
  readonly database: WriteDatabase;
  readonly dataFolder: string;
  /** Of the case, as its file has it. */
  readonly caseUuid: string;
  readonly key: CaseKey;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The signed, hash-chained list of what was done to a case. */
export class CustodyLog {
  readonly #options: CustodyOptions;

  constructor(options: CustodyOptions) {
    this.#options = options;
  }

  /**
   * Signs an act and appends it, together with the transaction that it is called in, or in one of its own. Within a transaction the caller
   * calls `remember` once that stands.
   *
   * @param by - who acted; the program itself where nobody is named
   */
  append(act: CustodyAct, details: CustodyDetails, by = ''): CustodyHead {
    const { database } = this.#options;
    const head = database.inTransaction(() => {
      const last = lastLine(database);
      const isOurs = last !== undefined && storedAct(database, last.line).actor.kid === this.#options.key.signer.kid;
      // The key of the chain so far is on another machine: what follows hangs on its last entry, by name.
      if (last !== undefined && !isOurs && act !== 'custody.continued')
        this.#write(undefined, 'custody.continued', { chain: last.chain, seq: last.seq, digest: last.digest }, '');
      return this.#write(isOurs || act !== 'custody.continued' ? lastLine(database) : undefined, act, details, by);
    });
    if (!database.isInTransaction()) this.remember();
    return head;
  }

  /** Notes the last act outside the file, so that an older copy is known for what it is. */
  remember(): void {
    const { database, dataFolder, caseUuid } = this.#options;
    const last = lastLine(database);
    if (last !== undefined) rememberHead(dataFolder, caseUuid, last);
  }

  /** Compares the file with what this machine remembers of it. */
  remembered(): Remembered {
    const { database, dataFolder, caseUuid } = this.#options;
    return compareRemembered(database, rememberedHead(dataFolder, caseUuid));
  }

  #write(last: StoredLine | undefined, act: CustodyAct, details: CustodyDetails, by: string): CustodyHead {
    const { database, caseUuid, key } = this.#options;
    const { signer } = key;
    const before = last === undefined ? undefined : storedAct(database, last.line);
    const now = this.#options.now();
    const entry: CustodyEntry = {
      v: 1,
      case: `urn:uuid:${caseUuid}`,
      chain: last?.chain ?? `urn:uuid:${randomUUID()}`,
      seq: last === undefined ? 0 : last.seq + 1,
      prev: last === undefined ? null : (last.digest as Digest),
      // A clock that was set back never makes a chain that runs backwards.
      at: formatInstant(Math.max(now, before === undefined ? now : (parseInstant(before.at) ?? now))),
      actor: { id: by === '' ? 'assize' : by, kid: signer.kid },
      program: `assize ${VERSION}`,
      act,
      details,
      ...(last === undefined ? { jwk: { ...signer.jwk } } : {}),
    };
    const { line, digest } = signCustodyEntry(entry, signer);
    database
      .change('INSERT INTO custody_line(chain, seq, digest, line) VALUES(?, ?, ?, ?)')
      .run(entry.chain, entry.seq, digest, line);
    return { chain: entry.chain, seq: entry.seq, digest };
  }
}

interface StoredLine {
  readonly id: number;
  readonly chain: string;
  readonly seq: number;
  readonly digest: string;
  readonly line: Uint8Array;
}

function lastLine(database: ReadDatabase): StoredLine | undefined {
  return database.query<StoredLine>('SELECT * FROM custody_line ORDER BY id DESC LIMIT 1').get();
}

/** What the file shows against the last act that this machine remembers. */
export function compareRemembered(database: ReadDatabase, head: CustodyHead | undefined): Remembered {
  if (head === undefined) return 'none';
  const same = database
    .query<{ digest: string }>('SELECT digest FROM custody_line WHERE chain = ? AND seq = ?')
    .get(head.chain, head.seq);
  if (same !== undefined) return same.digest === head.digest ? 'same' : 'other';
  return 'older';
}

/** All lines as they stand in the file, for a reader of their own. */
export function custodyBytes(database: ReadDatabase): Uint8Array {
  return Buffer.concat(
    database
      .query<StoredLine>('SELECT * FROM custody_line ORDER BY id')
      .all()
      .map(({ line }) => line),
  );
}

/** The act that a line of the file says. @throws {AssizeError} `E_CASE_DAMAGED` where the line is not as it was written */
export function storedAct(database: ReadDatabase, line: Uint8Array): CustodyEntry {
  try {
    return readCustodyLine(line.at(-1) === LF ? line.subarray(0, -1) : line).entry;
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    throw caseDamaged(database.path, `a line of its custody is none (${error.message})`, { cause: error });
  }
}
