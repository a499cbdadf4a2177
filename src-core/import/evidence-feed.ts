import { digestOf, digestText, type Digest, type Sha256Stream } from '../crypto/sha256.ts';
import { joinBytes } from '../encoding/bytes.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { AssizeError } from '../errors.ts';
import { MAX_LINE_BYTES } from '../evidence/model/entry.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { BundleFile, InputInfo } from '../evidence/state.ts';
import type { Verification } from '../evidence/verify/open-verification.ts';
import type { ForeignFormat } from './detect-format.ts';
import type { Refusal } from './container-rules.ts';
import { isNeverListed, MANIFEST_MEMBER, SEAL_MEMBER } from './manifest.ts';
import type { Member } from './member.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import { readManifest } from './read-manifest.ts';
import { splitLines } from './split-lines.ts';
import { dataRefusal, readThroughContainer, type OpenedContainer } from './zip/open-container.ts';

/** An input whose format is known. */
export interface InputFile {
  /** As findings name it. */
  readonly path: string;
  readonly size: number;
  readonly format: 'atb' | 'folder' | 'ndjson' | ForeignFormat;
  read(): AsyncIterable<Uint8Array>;
  /** Of a container or a folder: opens it anew, to read its members. */
  open(): Promise<OpenedContainer>;
}

/** What the host adds to reading. */
export interface FeedHost {
  createSha256(): Sha256Stream;
  /** Told of bytes as they are read. */
  onBytes(path: string, bytes: number): void;
  /** Throws where the user stopped the work. */
  throwIfStopped(): void;
}

/** A member of a container or folder as it was read. */
export interface ReadMember {
  readonly name: string;
  readonly size: number;
  readonly sha256: Digest;
}

/** Files above this are hashed, but their bytes are not handed to the checks that look inside. */
const MOST_ARTIFACT_BYTES = 8 * 1024 * 1024;
const MOST_OTHER_BYTES = 64 * 1024 * 1024;
const CHAIN_NAME = /(?:^|\/)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.ndjson$/;

const ROLE_OF_FOLDER: Readonly<Record<string, BundleFile['role']>> = {
  artifacts: 'artifact',
  disclosures: 'disclosure',
  enc: 'sealed',
  log: 'log',
  anchors: 'anchor',
  keys: 'key',
  rulings: 'ruling',
};

/** Feeds inputs into one verification: chains line by line, everything else file by file. */
export class EvidenceFeed {
  readonly #verification: Verification;
  readonly #registries: ReadonlySet<string>;
  readonly #host: FeedHost;
  readonly #files: BundleFile[] = [];
  /** Files seen that are no chains, so that what comes with two inputs is taken once. */
  readonly #taken = new Set<string>();
  /** A folder without chains, the first that was given. */
  #withoutChains: string | undefined;

  constructor(verification: Verification, policy: TrustPolicy | undefined, host: FeedHost) {
    this.#verification = verification;
    this.#registries = new Set((policy?.registries ?? []).map(({ chain }) => chain));
    this.#host = host;
  }

  /** Takes one input of our own formats. */
  async take(file: InputFile): Promise<InputInfo> {
    if (file.format === 'ndjson') return this.#takeChainFile(file);
    return file.format === 'folder' ? this.#takeFolder(file) : this.#takeContainer(file);
  }

  /**
   * What came apart from the chains (disclosures, checkpoints) is read beside them; alone it is no evidence.
   *
   * @throws {AssizeError} `E_FORMAT` where it is alone
   */
  refuseFolderAlone(isAlone: boolean): void {
    if (isAlone && this.#withoutChains !== undefined) throw noBundle(this.#withoutChains);
  }

  /** The files of a role that were taken, with their bytes. */
  filesOf(role: BundleFile['role']): { path: string; bytes: Uint8Array }[] {
    return this.#files.flatMap(({ path, bytes, role: own }) => (own === role && bytes !== undefined ? [{ path, bytes }] : []));
  }

  async #takeChainFile(file: InputFile): Promise<InputInfo> {
    const { size, sha256 } = await this.#feedChain(file.path, CHAIN_NAME.exec(file.path)?.[1], (onPiece, sink) =>
      splitLines(file.read(), MAX_LINE_BYTES, sink, onPiece),
    );
    return { path: file.path, sha256, bytes: size, format: 'ndjson' };
  }

  async #takeFolder(file: InputFile): Promise<InputInfo> {
    const opened = await file.open();
    const hasFolder = (isMeant: (folder: string) => boolean) =>
      opened.outcome === 'refused' || opened.container.members.some(({ name }) => isMeant(folderOf(name)));
    if (!hasFolder((folder) => folder === 'entries')) {
      if (!hasFolder((folder) => ROLE_OF_FOLDER[folder] !== undefined)) throw noBundle(file.path);
      this.#withoutChains ??= file.path;
    }
    const members = await this.#takeMembers(file, opened, false);
    const listed = members
      .map(({ name, sha256, size }) => ({ path: name, sha256, size }))
      .sort((a, b) => compareUtf16(a.path, b.path));
    const bytes = members.reduce((sum, { size }) => sum + size, 0);
    return { path: file.path, sha256: digestOf(canonicalizeBytes(listed)), bytes, format: 'folder' };
  }

  async #takeContainer(file: InputFile): Promise<InputInfo> {
    const hash = this.#host.createSha256();
    let bytes = 0;
    for await (const piece of file.read()) {
      hash.update(piece);
      bytes += piece.length;
    }
    await this.#takeMembers(file, await file.open(), true);
    return { path: file.path, sha256: digestText(hash.digest()), bytes, format: 'atb' };
  }

  /** Reads all members; a container or folder that is refused on the way contributes its refusals and nothing else. */
  async #takeMembers(file: InputFile, opened: OpenedContainer, isSealed: boolean): Promise<ReadMember[]> {
    if (opened.outcome === 'refused') {
      this.#refuse(file, opened.refusals);
      return [];
    }
    const { container } = opened;
    const before = { files: this.#files.length, taken: new Set(this.#taken) };
    try {
      const read: ReadMember[] = [];
      for (const member of this.#inOrder(container.members)) {
        this.#host.throwIfStopped();
        read.push(await this.#takeMember(file, member));
      }
      if (isSealed || container.members.some(({ name }) => name === MANIFEST_MEMBER))
        await this.#takeManifest(file, container.members, read);
      return read;
    } catch (error) {
      const refusal = dataRefusal(error, error instanceof AssizeError ? (error.place.path ?? '') : '');
      this.#files.length = before.files;
      this.#taken.clear();
      for (const twin of before.taken) this.#taken.add(twin);
      this.#verification.withdraw(file.path);
      const refusals = isSealed ? await readThroughContainer(await file.open()) : [];
      this.#refuse(file, refusals.length > 0 ? refusals : [refusal]);
      return [];
    } finally {
      await container.close();
    }
  }

  /** Keys first, then the chains of registries that the policy names, other chains, and the rest: so signatures are checked as lines come. */
  #inOrder(members: readonly Member[]): Member[] {
    const rank = ({ name }: Member): number => {
      if (name.startsWith('keys/')) return 0;
      if (!name.startsWith('entries/')) return 3;
      return this.#registries.has(`urn:uuid:${CHAIN_NAME.exec(name)?.[1]}`) ? 1 : 2;
    };
    return [...members].sort((a, b) => rank(a) - rank(b) || compareUtf16(a.name, b.name));
  }

  async #takeMember(file: InputFile, member: Member): Promise<ReadMember> {
    const { name } = member;
    const path = `${file.path}!${name}`;
    if (name.startsWith('entries/') && name.endsWith('.ndjson')) {
      const { size, sha256 } = await this.#feedChain(path, CHAIN_NAME.exec(name)?.[1], (onPiece, sink) =>
        splitLines(member.read(), MAX_LINE_BYTES, sink, onPiece),
      );
      return { name, size, sha256 };
    }
    // The seal is handed on, so that its signature is checked; manifest and mimetype are read elsewhere.
    const isSeal = name === SEAL_MEMBER;
    const role = isNeverListed(name) && !isSeal ? undefined : (ROLE_OF_FOLDER[folderOf(name)] ?? 'other');
    const most = role === 'artifact' || role === 'other' ? MOST_ARTIFACT_BYTES : MOST_OTHER_BYTES;
    const hash = this.#host.createSha256();
    const pieces: Uint8Array[] = [];
    for await (const piece of member.read()) {
      hash.update(piece);
      this.#host.onBytes(file.path, piece.length);
      if (member.size <= most) pieces.push(Uint8Array.prototype.slice.call(piece));
    }
    const sha256: Digest = digestText(hash.digest());
    const bytes = member.size <= most ? joinBytes(pieces) : undefined;
    if (role !== undefined) this.#takeFile({ path, size: member.size, sha256, role, bytes }, name);
    return { name, size: member.size, sha256 };
  }

  #takeFile(file: BundleFile, name: string): void {
    const twin = `${name} ${file.sha256}`;
    if (this.#taken.has(twin)) return;
    this.#taken.add(twin);
    this.#files.push(file);
    this.#verification.pushFile(file);
    if (file.bytes === undefined && file.role !== 'artifact' && file.role !== 'other') {
      this.#verification.pushFinding({
        code: 'E_LIMIT',
        path: file.path,
        message: `files of this kind are read up to ${MOST_OTHER_BYTES} bytes`,
      });
    }
  }

  async #feedChain(
    path: string,
    uuid: string | undefined,
    run: (onPiece: (piece: Uint8Array) => void, sink: Parameters<typeof splitLines>[2]) => Promise<void>,
  ): Promise<{ size: number; sha256: Digest }> {
    const verification = this.#verification;
    const source = verification.openChain(path, uuid === undefined ? undefined : `urn:uuid:${uuid}`);
    const hash = this.#host.createSha256();
    let size = 0;
    await run(
      (piece) => {
        this.#host.throwIfStopped();
        hash.update(piece);
        size += piece.length;
        this.#host.onBytes(path, piece.length);
      },
      {
        line: (bytes, hasLf) => verification.push(source, bytes, hasLf),
        tooLong: () => verification.pushTooLong(source),
      },
    );
    const sha256: Digest = digestText(hash.digest());
    source.sha256 = sha256;
    return { size, sha256 };
  }

  async #takeManifest(file: InputFile, members: readonly Member[], read: readonly ReadMember[]): Promise<void> {
    const { findings, manifest } = await readManifest(file.path, members, read);
    for (const finding of findings) this.#verification.pushFinding(finding);
    if (manifest !== undefined) this.#verification.pushManifest(manifest);
  }

  #refuse(file: InputFile, refusals: readonly Refusal[]): void {
    for (const { code, member, message } of refusals) {
      this.#verification.pushFinding({ code, path: member === undefined ? file.path : `${file.path}!${member}`, message });
    }
  }
}

function noBundle(path: string): AssizeError {
  return new AssizeError('E_FORMAT', 'cannot be read as evidence: the folder has no entries/ as a bundle has', { path });
}

/** The folder at the top that a member lies in; empty where it lies in none. */
function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('/')));
}
