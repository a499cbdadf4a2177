import type { Digest } from '../../crypto/sha256.ts';
import type { BundleFile } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import { entryOfDisclosures, entryOfSeal } from './entry-of-file.ts';
import { disclosureLines, readDisclosures, type ReadDisclosures } from './read-disclosures.ts';
import { readSeal } from './seal.ts';

/** Everything that the bundle holds, or the user's key opened, to open the body of one entry. */
export interface DisclosureSource {
  /** The file that it came from. */
  readonly path: string;
  readonly read: ReadDisclosures;
}

export interface EntrySources {
  readonly clear: DisclosureSource[];
  /** True where a seal is there that nothing opened. */
  sealed: boolean;
  /** What is wrong with a whole file: by its path. */
  readonly faults: { readonly path: string; readonly message: string }[];
  /** The paths of all files for the entry. */
  readonly paths: string[];
}

export interface CollectedSources {
  readonly byEntry: ReadonlyMap<Digest, EntrySources>;
  /** Files that name no entry. */
  readonly nameless: readonly string[];
}

/** Sorts the disclosure files, the seals and what was opened by the entry that they are for, in order of their paths. */
export function collectSources(context: VerificationContext): CollectedSources {
  const byEntry = new Map<Digest, EntrySources>();
  const nameless: string[] = [];
  const files = context.files.filter((file) => file.role === 'disclosure' || file.role === 'sealed');
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of files) {
    const entry = file.role === 'disclosure' ? entryOfDisclosures(file.path) : entryOfSeal(file.path);
    if (entry === undefined) {
      nameless.push(file.path);
      continue;
    }
    const sources = byEntry.get(entry) ?? { clear: [], sealed: false, faults: [], paths: [] };
    byEntry.set(entry, sources);
    sources.paths.push(file.path);
    if (file.role === 'disclosure') addClear(file, sources);
    else addSeal(file, entry, sources, context);
  }
  return { byEntry, nameless };
}

function addClear(file: BundleFile, sources: EntrySources): void {
  if (file.bytes === undefined) return;
  const lines = disclosureLines(file.bytes);
  if (lines === undefined) sources.faults.push({ path: file.path, message: 'is no UTF-8 text' });
  else sources.clear.push({ path: file.path, read: readDisclosures(lines) });
}

function addSeal(file: BundleFile, entry: Digest, sources: EntrySources, context: VerificationContext): void {
  const seal = file.bytes === undefined ? undefined : readSeal(file.bytes, entry);
  const fault = typeof seal === 'string' ? seal : undefined;
  if (fault !== undefined) sources.faults.push({ path: file.path, message: fault });
  const opened = context.opened.find((seal) => seal.path === file.path);
  if (opened?.disclosures !== undefined) {
    sources.clear.push({ path: file.path, read: readDisclosures(opened.disclosures) });
    return;
  }
  sources.sealed = true;
  if (opened?.failure !== undefined && fault === undefined) sources.faults.push({ path: file.path, message: opened.failure });
}
