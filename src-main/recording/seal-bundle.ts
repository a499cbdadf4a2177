import { lstat } from 'node:fs/promises';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { ChainSurvey, formatManifest, roleOfPath } from '../../src-core/evidence/write/write-manifest.ts';
import type { FileRole, ManifestChain, ManifestFile } from '../../src-core/evidence/write/write-manifest.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { equalBytes } from '../../src-core/encoding/bytes.ts';
import { memberOf, readWhole, type Member } from '../../src-core/import/member.ts';
import { openFolder } from '../files/read-folder.ts';
import { asReadError, asWriteError, isSystemError } from '../files/write-durably.ts';
import { writeContainer } from '../files/write-container.ts';
import { LOCK_NAME } from './chain-lock.ts';

export interface SealOptions {
  /** `created` of the manifest, as entries write times. */
  readonly created: string;
  readonly producer: string;
  readonly caseName?: string;
  /** False: what was withheld stays shut, no disclosure is packed. */
  readonly disclosures?: boolean;
  /** True: an existing file is replaced. */
  readonly overwrite?: boolean;
}

/** What was sealed. */
export interface SealedBundle {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Digest;
  readonly files: number;
  readonly chains: readonly ManifestChain[];
}

interface Found {
  readonly member: Member;
  readonly role: FileRole;
  readonly folder: string;
}

/**
 * Seals folders that are laid out as bundles into one container: their chains, artifacts, disclosures, logs and anchors, with a
 * manifest. The same file in two folders is packed once; two different files of one name are refused, as is whatever has no place in
 * the layout. Nothing is checked of what the chains say: that is for whoever opens the bundle.
 *
 * @throws {AssizeError} `E_NO_FILE`, `E_EXISTS`, `E_BUNDLE`, `E_HALF_LINE`, `E_WRITE`, or the `E_ZIP_` code of what no reader would open
 */
export async function sealBundle(folders: readonly string[], out: string, options: SealOptions): Promise<SealedBundle> {
  if (options.overwrite !== true) await assertAbsent(out);
  const found = new Map<string, Found>();
  for (const folder of folders) await collect(folder, found, options);
  const listed: ManifestFile[] = [];
  const chains: ManifestChain[] = [];
  const ordered = [...found.values()].sort((a, b) => compareUtf16(a.member.name, b.member.name));
  for (const { member, role, folder } of ordered) {
    const survey = new ChainSurvey(member.name);
    let lastByte: number | undefined = 0x0a;
    for await (const piece of member.read()) {
      survey.push(piece);
      lastByte = piece.at(-1) ?? lastByte;
    }
    if (role === 'entries') {
      if (lastByte !== 0x0a) throw halfLine(folder, member.name);
      const chain = survey.close();
      if (chain !== undefined) chains.push(chain);
    }
    listed.push({ path: member.name, ...survey.digest(), role });
  }
  if (!ordered.some(({ role }) => role === 'entries')) {
    throw new AssizeError(
      'E_BUNDLE',
      'there is no chain to seal',
      { path: folders[0] },
      'Name folders that hold entries/<uuid>.ndjson.',
    );
  }
  const { created, producer, caseName } = options;
  const manifest = formatManifest(listed, chains, { created, producer, caseName });
  try {
    const written = await writeContainer(out, [memberOf('manifest.json', manifest), ...ordered.map(({ member }) => member)]);
    return { path: out, bytes: written.bytes, sha256: `sha256:${written.sha256}`, files: listed.length, chains };
  } catch (error) {
    throw asWriteError(error, out);
  }
}

async function collect(folder: string, found: Map<string, Found>, options: SealOptions): Promise<void> {
  let opened;
  try {
    opened = await openFolder(folder);
  } catch (error) {
    throw asReadError(error, folder);
  }
  if (opened.outcome === 'refused') {
    const [refusal] = opened.refusals;
    throw new AssizeError(refusal?.code ?? 'E_BUNDLE', refusal?.message ?? 'the folder cannot be read', {
      path: refusal?.member ?? folder,
    });
  }
  for (const member of opened.container.members) {
    if (isOurOwn(member.name)) continue;
    const role = roleOfPath(member.name);
    if (role === undefined) {
      throw new AssizeError(
        'E_BUNDLE',
        `${member.name} in ${folder} has no place in a bundle`,
        { path: member.name },
        'Move it out of the folder.',
      );
    }
    if (role === 'disclosure' && options.disclosures === false) continue;
    const twin = found.get(member.name);
    if (twin === undefined) found.set(member.name, { member, role, folder });
    else if (!equalBytes(await readWhole(twin.member), await readWhole(member))) {
      throw new AssizeError(
        'E_BUNDLE',
        `${twin.folder} and ${folder} hold different files named ${member.name}`,
        { path: member.name },
        'Seal them apart and compare the bundles.',
      );
    }
  }
}

/** What the recorder leaves in a folder besides evidence, and a manifest that a folder was unpacked with. */
function isOurOwn(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return (
    base.startsWith(LOCK_NAME) ||
    base.startsWith('.pending-') ||
    base.endsWith('.tmp') ||
    name === 'mimetype' ||
    name === 'manifest.json' ||
    name === 'manifest.dsse'
  );
}

async function assertAbsent(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw asWriteError(error, path);
  }
  throw new AssizeError('E_EXISTS', `${path} exists`, { path }, 'Choose another name, or say --force.');
}

function halfLine(folder: string, name: string): AssizeError {
  return new AssizeError(
    'E_HALF_LINE',
    `${name} in ${folder} ends in an unfinished entry`,
    { path: name },
    'Open it with `assize record`, which cuts the unfinished entry off.',
  );
}
