import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ed25519Key } from '../../src-core/crypto/public-key.ts';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { publicKeyOf } from '../../src-core/chain/note-signer.ts';
import { formatInstant, parseInstant } from '../../src-core/encoding/instant.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { withhold } from '../../src-core/evidence/disclosure/withhold.ts';
import type { ArtifactRef, Entry, Ref } from '../../src-core/evidence/model/entry.ts';
import type { Role } from '../../src-core/evidence/model/shared.ts';
import { proofOfPossession } from '../../src-core/evidence/write/proof-of-possession.ts';
import type { ChainHead, EntryDraft } from '../../src-core/evidence/write/write-entry.ts';
import { headAfter, newChain, writeEntry } from '../../src-core/evidence/write/write-entry.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { makeFolder } from '../files/make-folder.ts';
import { asReadError, asWriteError, isSystemError, syncFolder, writeDurably } from '../files/write-durably.ts';
import { ChainFile } from './chain-file.ts';
import type { ReadLine } from './chain-file.ts';
import { lockChain } from './chain-lock.ts';
import type { ChainLock } from './chain-lock.ts';
import { chainFiles, EntryLookup } from './entry-lookup.ts';
import type { EventArtifact, EventRef, RecordingEvent } from './event.ts';

export interface RecordingOptions {
  readonly signer: Signer;
  /** Whose chain it is: needed for a new chain, and held against an old one. */
  readonly actor?: { readonly id: string; readonly role: Role };
  /** `urn:uuid:…`: which chain, where the folder holds several; of a new one, its name (a random one if absent). */
  readonly chain?: string;
  /** Further folders whose chains references may name by place. */
  readonly lookIn?: readonly string[];
  /** Against which paths of artifacts are read; the process's folder if absent. */
  readonly base?: string;
  /** Cuts a half line off, whoever left it. Without it, only one that a dead writer left is cut. */
  readonly repair?: boolean;
  /** Epoch milliseconds; the system's clock if absent. */
  readonly now?: () => number;
  /** Told what an opening had to mend, in words. */
  readonly onNotice?: (notice: string) => void;
}

/** The answer to an event: the entry stands on the disk. */
export interface Recorded {
  readonly chain: string;
  readonly seq: number;
  readonly digest: Digest;
  readonly entry: Entry;
}

/** A clock may be set back by so much between two entries without a complaint: the later takes the earlier's time. */
const SMALL_STEP_BACK_MS = 5000;
const SALT_BYTES = 16;
const PENDING = '.pending-';

/**
 * Opens the chain of a folder for appending, or starts one. The folder is laid out as a bundle is: `entries/<uuid>.ndjson`,
 * `artifacts/`, `disclosures/`. One process at a time may have it open.
 *
 * @throws {AssizeError} `E_LOCKED`; `E_HALF_LINE` where the file ends in an unfinished entry that no dead writer explains; `E_CHAIN`
 * where it does not end in an entry that `signer` can follow; `E_ACTOR` where it is another's chain, or nobody was named for a new one
 */
export async function openAuditChain(folder: string, options: RecordingOptions): Promise<AuditChain> {
  try {
    await makeFolder(join(folder, 'entries'));
  } catch (error) {
    throw asWriteError(error, folder);
  }
  const lock = await lockChain(folder).catch((error: unknown) => {
    throw asWriteError(error, folder);
  });
  try {
    return await AuditChain.open(folder, lock, options);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A chain that is being written: every entry is on the disk before its promise resolves. */
export class AuditChain {
  readonly folder: string;
  readonly #file: ChainFile;
  readonly #lock: ChainLock;
  readonly #options: RecordingOptions;
  readonly #lookup: EntryLookup;
  #signer: Signer;
  #head: ChainHead;
  /** Events are written one after the other, in the order of the calls. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, file: ChainFile, lock: ChainLock, head: ChainHead, options: RecordingOptions) {
    this.folder = folder;
    this.#file = file;
    this.#lock = lock;
    this.#head = head;
    this.#options = options;
    this.#signer = options.signer;
    this.#lookup = new EntryLookup([folder, ...(options.lookIn ?? [])]);
  }

  /** Use `openAuditChain`. */
  static async open(folder: string, lock: ChainLock, options: RecordingOptions): Promise<AuditChain> {
    const { chain, file } = await openFile(folder, lock, options);
    try {
      const last = await file.lastLine();
      const head = last === undefined ? startOf(chain, options) : headOf(last, file.path, options);
      await settlePending(folder, last?.digest);
      return new AuditChain(folder, file, lock, head, options);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Where the chain stands. */
  get head(): ChainHead {
    return this.#head;
  }

  /**
   * Signs an event as the next entry and appends it. Resolves once it is synced to the disk.
   *
   * @throws {AssizeError} what `writeEntry` refuses; `E_REF`, `E_NO_FILE` for what it names and is not there; `E_WRITE`. The chain is
   * as it was before.
   */
  record(event: RecordingEvent): Promise<Recorded> {
    return this.#inTurn(async () => this.#append(await this.#draft(event)));
  }

  /**
   * Hands the chain over to another key: an entry `key.rotated`, signed by the old key, with the new key's proof of possession. The
   * registry then issues the new key; what follows is signed with it.
   *
   * @param record - the registry's `key.issued` of the old key
   */
  rotate(newSigner: Signer, record: EventRef): Promise<Recorded> {
    return this.#inTurn(async () => {
      const { chain, next, prev } = this.#head;
      const at = this.#clock();
      const oldKid = this.#signer.kid;
      const pop = proofOfPossession({ chain, newKid: newSigner.kid, oldKid, prev, seq: next }, newSigner);
      const body = { oldKid, newKid: newSigner.kid, newJwk: { ...newSigner.jwk }, effectiveAt: at, pop };
      const refs = [await this.#resolveRef({ ...record, rel: 'rotates' })];
      const recorded = await this.#append({ draft: { txn: '-', type: 'key.rotated', at, body, refs }, disclosures: [] });
      this.#signer = newSigner;
      return recorded;
    });
  }

  /** Waits for what is under way and lets go of the chain. */
  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    await this.#file.close();
    await this.#lock.release();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #draft(event: RecordingEvent): Promise<{ draft: EntryDraft; disclosures: readonly string[] }> {
    const { withhold: pointers, refs = [], artifacts, at, ...rest } = event;
    const { body, disclosures } =
      pointers === undefined
        ? { body: event.body, disclosures: [] }
        : withhold(event.body, pointers, () => new Uint8Array(randomBytes(SALT_BYTES)));
    const resolved: Ref[] = [];
    for (const ref of refs) resolved.push(await this.#resolveRef(ref));
    const packed = artifacts && (await Promise.all(artifacts.map((artifact) => this.#readArtifact(artifact))));
    const draft: EntryDraft = {
      ...rest,
      body,
      at: at ?? this.#clock(),
      refs: resolved,
      artifacts: packed?.map(({ ref }) => ref),
    };
    if (packed !== undefined) {
      // Nothing is copied for an entry that would be refused.
      writeEntry(draft, this.#head, this.#signer);
      for (const { ref, bytes } of packed) await this.#keepArtifact(ref, bytes);
    }
    return { draft, disclosures };
  }

  async #append({ draft, disclosures }: { draft: EntryDraft; disclosures: readonly string[] }): Promise<Recorded> {
    const written = writeEntry(draft, this.#head, this.#signer);
    await this.#lock.assertHeld();
    const hex = written.digest.slice(7);
    const folder = join(this.folder, 'disclosures');
    if (disclosures.length > 0) {
      // On the disk before the entry: a digest whose disclosure was lost would never open again.
      await makeFolder(folder);
      await writeDurably(join(folder, `${PENDING}${hex}`), encodeUtf8(disclosures.map((line) => `${line}\n`).join('')), {
        mode: 0o600,
        overwrite: true,
      });
    }
    try {
      await this.#file.append(written.line);
    } catch (error) {
      if (disclosures.length > 0) await rm(join(folder, `${PENDING}${hex}`), { force: true });
      throw error;
    }
    if (disclosures.length > 0) {
      await rename(join(folder, `${PENDING}${hex}`), join(folder, `${hex}.txt`));
      await syncFolder(folder);
    }
    this.#head = written.head;
    this.#lookup.add(written.entry.chain, written.entry.seq, written.digest);
    return { chain: written.entry.chain, seq: written.entry.seq, digest: written.digest, entry: written.entry };
  }

  #clock(): string {
    const now = (this.#options.now ?? Date.now)();
    const last = this.#head.at === undefined ? undefined : parseInstant(this.#head.at);
    return formatInstant(last !== undefined && now < last && last - now <= SMALL_STEP_BACK_MS ? last : now);
  }

  async #resolveRef(ref: EventRef): Promise<Ref> {
    return { rel: ref.rel, digest: 'digest' in ref ? ref.digest : await this.#lookup.digestOf(ref.chain, ref.seq) };
  }

  async #readArtifact(artifact: EventArtifact): Promise<{ ref: ArtifactRef; bytes: Uint8Array }> {
    const path = resolve(this.#options.base ?? '.', artifact.path);
    try {
      const bytes = new Uint8Array(await readFile(path));
      const { name, profile, media } = artifact;
      return { ref: { name, profile, media, digest: digestOf(bytes), size: bytes.length }, bytes };
    } catch (error) {
      throw asReadError(error, path);
    }
  }

  async #keepArtifact(ref: ArtifactRef, bytes: Uint8Array): Promise<void> {
    const folder = join(this.folder, 'artifacts');
    await makeFolder(folder);
    // Its name is its digest, so that writing it again writes the same.
    await writeDurably(join(folder, ref.digest.slice(7)), bytes, { overwrite: true });
  }
}

async function openFile(folder: string, lock: ChainLock, options: RecordingOptions): Promise<{ chain: string; file: ChainFile }> {
  const names = await chainFiles(folder);
  const named = options.chain === undefined ? undefined : `${options.chain.replace(/^urn:uuid:/, '')}.ndjson`;
  const candidates: { name: string; last: ReadLine | undefined }[] = [];
  for (const name of named === undefined ? names : names.filter((candidate) => candidate === named)) {
    const file = await ChainFile.open(join(folder, 'entries', name));
    try {
      await mendTail(file, lock, options);
      candidates.push({ name, last: await file.lastLine() });
    } finally {
      await file.close();
    }
  }
  const own =
    candidates.length <= 1
      ? candidates
      : candidates.filter(({ last }) => last !== undefined && nextKid(last.entry) === options.signer.kid);
  if (own.length > 1 || (own.length === 0 && candidates.length > 0)) {
    throw new AssizeError(
      'E_CHAIN',
      `${folder} holds ${candidates.length} chains, ${own.length} of them signed with this key`,
      { path: folder },
      'Name the chain.',
    );
  }
  const chain =
    own[0]?.last?.entry.chain ??
    options.chain ??
    (own[0] === undefined ? `urn:uuid:${randomUUID()}` : `urn:uuid:${own[0].name.slice(0, 36)}`);
  const name = own[0]?.name ?? `${chain.slice(9)}.ndjson`;
  const file = await ChainFile.open(join(folder, 'entries', name));
  await syncFolder(join(folder, 'entries'));
  return { chain, file };
}

/** Deals with an entry that was not finished: it was never answered, so nobody relies on it. */
async function mendTail(file: ChainFile, lock: ChainLock, options: RecordingOptions): Promise<void> {
  const bytes = await file.unfinishedBytes();
  if (bytes === 0) return;
  if (!lock.inherited && options.repair !== true) {
    throw new AssizeError(
      'E_HALF_LINE',
      `${file.path} ends in ${bytes} bytes of an unfinished entry, and no writer that died explains them`,
      { path: file.path, byte: file.size - bytes },
      'An unfinished entry was never confirmed to anybody; cut it off with --repair, once you know who left it.',
    );
  }
  await file.cutUnfinished(bytes);
  options.onNotice?.(`cut ${bytes} bytes of an unfinished entry off ${file.path}: its writer died before confirming it`);
}

/** Disclosures that a dead writer left: kept where their entry stands, removed where it never came to be. */
async function settlePending(folder: string, last: Digest | undefined): Promise<void> {
  const disclosures = join(folder, 'disclosures');
  let names: string[];
  try {
    names = await readdir(disclosures);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  for (const name of names) {
    if (!name.startsWith(PENDING)) continue;
    const hex = name.slice(PENDING.length);
    // Entries are written one at a time, so that only the last can have been cut off from its disclosures.
    if (last?.slice(7) === hex) await rename(join(disclosures, name), join(disclosures, `${hex}.txt`));
    else await rm(join(disclosures, name), { force: true });
  }
}

function startOf(chain: string, options: RecordingOptions): ChainHead {
  if (options.actor === undefined) {
    throw new AssizeError('E_ACTOR', 'a new chain needs somebody to write it', {}, 'Name them with --actor ID --role ROLE.');
  }
  return newChain(chain, options.actor);
}

function nextKid(entry: Entry): string {
  return entry.type === 'key.rotated' ? (entry.body['newKid'] as string) : entry.actor.kid;
}

/** Where the chain stands after its last line, if this signer may go on from there. */
function headOf(last: ReadLine, path: string, options: RecordingOptions): ChainHead {
  const { entry, digest } = last;
  const { signer, actor } = options;
  if (actor !== undefined && (actor.id !== entry.actor.id || actor.role !== entry.actor.role)) {
    throw new AssizeError(
      'E_ACTOR',
      `${path} is the chain of ${entry.actor.id} (${entry.actor.role})`,
      { path },
      'A chain has one writer; start another.',
    );
  }
  if (nextKid(entry) !== signer.kid) {
    throw new AssizeError(
      'E_KEY_BINDING',
      `${path} goes on with the key ${nextKid(entry)}, not with ${signer.kid}`,
      { path },
      'Take the key that the chain is signed with.',
    );
  }
  if (entry.actor.kid === signer.kid) {
    const verifier = createSignatureVerifier('fast', nodeSignatures);
    if (verifier.verify('Ed25519', ed25519Key(publicKeyOf(signer)), last.message, last.signature) !== 'valid') {
      throw new AssizeError(
        'E_CHAIN',
        `the last entry of ${path} is not signed by its key`,
        { path },
        'Verify the chain before writing on.',
      );
    }
  }
  return headAfter(newChain(entry.chain, { id: entry.actor.id, role: entry.actor.role }), entry, digest);
}
