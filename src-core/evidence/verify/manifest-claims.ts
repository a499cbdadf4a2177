import type { Digest } from '../../crypto/sha256.ts';
import type { ChainState, EvidenceLine, FindingDraft } from '../state.ts';
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
 * `E_MANIFEST` on the chain). `lines` are all lines read, those of other inputs' copies too. Where a line or an artifact of the file at fault has a fault of its own, the difference follows from it.
 */
export function checkManifest(
  context: VerificationContext,
  manifest: StatedManifest,
  lines: readonly EvidenceLine[] = context.lines,
): void {
  for (const difference of manifest.differences) {
    if (difference.code === 'E_ZIP_MISSING') continue;
    const chain = context.lines.find(({ path }) => path === difference.path)?.chain;
    context.add({ chain, ...difference, step: 'files', because: faultIn(context, difference.path ?? '') });
  }
  const missing = new Set(manifest.differences.filter(({ code }) => code === 'E_ZIP_MISSING').map(({ path }) => path));
  const stated = new Map(manifest.chains.map((chain) => [chain.id, chain]));
  const present = new Map<string, EvidenceLine[]>();
  for (const line of lines) {
    if (!line.path.startsWith(manifest.prefix) || !context.chains.has(line.chain)) continue;
    const own = present.get(line.chain);
    if (own === undefined) present.set(line.chain, [line]);
    else own.push(line);
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
function faultIn(context: VerificationContext, path: string): EvidenceLine | FindingDraft | undefined {
  const line = context.lines.find((candidate) => candidate.path === path && candidate.root !== undefined);
  if (line !== undefined) return line;
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

function difference(claim: StatedChain, chain: ChainState, lines: readonly EvidenceLine[]): string | undefined {
  if (claim.count !== lines.length) return `the manifest counts ${claim.count} lines, the file has ${lines.length}`;
  let first: EvidenceLine | undefined;
  let last: EvidenceLine | undefined;
  for (const line of lines) {
    const seq = statedSeq(line);
    if (line.payload?.['chain'] !== chain.id || seq === undefined) continue;
    if (first === undefined || seq < (statedSeq(first) as number)) first = line;
    if (last === undefined || seq > (statedSeq(last) as number)) last = line;
  }
  if (first === undefined || last === undefined) return undefined;
  if (claim.actor !== (chain.actor?.id ?? claim.actor)) return `the manifest names ${claim.actor} as the actor of this chain`;
  if (claim.first !== statedSeq(first)) return `the manifest begins the chain at ${claim.first}, the file at ${statedSeq(first)}`;
  if (claim.last !== statedSeq(last)) return `the manifest ends the chain at ${claim.last}, the file at ${statedSeq(last)}`;
  return claim.head === last.digest ? undefined : `the manifest states the head ${claim.head}, the last entry is ${last.digest}`;
}

function statedSeq(line: EvidenceLine): number | undefined {
  const seq = line.payload?.['seq'];
  return typeof seq === 'number' ? seq : undefined;
}
