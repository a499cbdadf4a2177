import type { Digest } from '../../crypto/sha256.ts';
import { LineSpan } from '../lines/line-span.ts';
import type { ChainState, EvidenceLine, FindingDraft } from '../state.ts';
import type { ChainSource } from './checked-line.ts';
import type { VerificationContext } from './context.ts';
import type { InputFinding } from './verification.ts';

/** What a manifest says of one chain of its container. */
export interface StatedChain {
  readonly id: string;
  readonly actor: string;
  readonly first: number;
  readonly last: number;
  /** Lines of the file. */
  readonly count: number;
  readonly head: string;
}

/** A container's manifest, as far as it is held against what verification found. */
export interface StatedManifest {
  /** Of the manifest, as findings name it. */
  readonly path: string;
  /** What stands before the names of members in the paths of files. */
  readonly prefix: string;
  readonly chains: readonly StatedChain[];
  readonly omitted: readonly Digest[];
  /** Where its list of files and the files themselves differ. */
  readonly differences: readonly InputFinding[];
}

/** Records the files that a manifest lists and that are not there, before other checks miss them. */
export function recordMissingFiles(context: VerificationContext, manifest: StatedManifest): void {
  for (const difference of manifest.differences)
    if (difference.code === 'E_ZIP_MISSING') context.add({ ...difference, step: 'files' });
}

/**
 * Records where else a manifest and its container differ: its list of files, and what it says of chains (the first difference of each is
 * `E_MANIFEST` on the chain). `sources` are all chain files read, those of other inputs' copies too. Where a line or an artifact of the file at fault has a fault of its own, the difference follows from it.
 */
export function checkManifest(context: VerificationContext, manifest: StatedManifest, sources: readonly ChainSource[]): void {
  for (const difference of manifest.differences) {
    if (difference.code === 'E_ZIP_MISSING') continue;
    const ofFile = sources.filter(({ path, lines }) => path === difference.path && lines.some(({ copy }) => !copy));
    const because = faultIn(context, ofFile, difference.path ?? '');
    context.add({ chain: ofFile[0]?.chain, ...difference, step: 'files', because });
  }
  const missing = new Set(manifest.differences.filter(({ code }) => code === 'E_ZIP_MISSING').map(({ path }) => path));
  const stated = new Map(manifest.chains.map((chain) => [chain.id, chain]));
  const present = new Map<string, LineSpan>();
  for (const { path, chain, lines } of sources) {
    if (!path.startsWith(manifest.prefix) || !context.chains.has(chain) || lines.length === 0) continue;
    const own = present.get(chain) ?? new LineSpan(lines.book);
    present.set(chain, own);
    own.addAll(lines);
  }
  for (const [id, own] of present) {
    const claim = stated.get(id);
    const message =
      claim === undefined
        ? 'the manifest does not list this chain'
        : difference(claim, context.chains.get(id) as ChainState, own);
    if (message === undefined) continue;
    context.add({
      code: 'E_MANIFEST',
      step: 'files',
      chain: id,
      path: manifest.path,
      message,
      because: own.find((line) => line.root !== undefined),
    });
  }
  for (const id of stated.keys()) {
    if (present.has(id) || missing.has(`${manifest.prefix}entries/${id.slice('urn:uuid:'.length)}.ndjson`)) continue;
    context.add({
      code: 'E_MANIFEST',
      step: 'files',
      chain: id,
      path: manifest.path,
      message: 'the manifest lists this chain, and no line of it is there',
    });
  }
}

/** The fault that a file shows by itself: of a line in it, of its own, or of the entry whose artifact it is. */
function faultIn(
  context: VerificationContext,
  sources: readonly ChainSource[],
  path: string,
): EvidenceLine | FindingDraft | undefined {
  for (const { lines } of sources) {
    const line = lines.find(({ copy, root }) => !copy && root !== undefined);
    if (line !== undefined) return line;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  return context.drafts.find(
    (draft) =>
      draft.code.startsWith('E_') &&
      ((draft.path === path && draft.code !== 'E_MANIFEST') ||
        (draft.code === 'E_ARTIFACT' && draft.line !== undefined && namesArtifact(draft, name))),
  );
}

function namesArtifact({ line, pointer }: FindingDraft, hex: string): boolean {
  const index = Number(pointer?.slice('/artifacts/'.length));
  return line?.entry?.artifacts?.[index]?.digest === `sha256:${hex}`;
}

function difference(claim: StatedChain, chain: ChainState, lines: LineSpan): string | undefined {
  if (claim.count !== lines.length) return `the manifest counts ${claim.count} lines, the file has ${lines.length}`;
  let first: { readonly seq: number } | undefined;
  let last: { readonly seq: number; readonly line: EvidenceLine } | undefined;
  for (const line of lines) {
    const { seq } = line;
    if (line.statedChain !== chain.id || seq === undefined) continue;
    if (first === undefined || seq < first.seq) first = { seq };
    if (last === undefined || seq > last.seq) last = { seq, line };
  }
  if (first === undefined || last === undefined) return undefined;
  if (claim.actor !== (chain.actor?.id ?? claim.actor)) return `the manifest names ${claim.actor} as the actor of this chain`;
  if (claim.first !== first.seq) return `the manifest begins the chain at ${claim.first}, the file at ${first.seq}`;
  if (claim.last !== last.seq) return `the manifest ends the chain at ${claim.last}, the file at ${last.seq}`;
  const head = last.line.digest;
  return claim.head === head ? undefined : `the manifest states the head ${claim.head}, the last entry is ${head}`;
}
