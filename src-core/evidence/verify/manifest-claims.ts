import type { Digest } from '../../crypto/sha256.ts';
import type { ChainState, EvidenceLine } from '../state.ts';
import type { VerificationContext } from './context.ts';

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

/** The part of a manifest that is checked against the lines; its list of files is checked where the container is read. */
export interface StatedManifest {
  /** Of the manifest, as findings name it. */
  readonly path: string;
  /** What stands before the names of members in the paths of lines. */
  readonly prefix: string;
  readonly chains: readonly StatedChain[];
  readonly omitted: readonly Digest[];
}

/** What the manifest says of chains must be what the container's lines show; the first difference of a chain is `E_MANIFEST` on it. */
export function checkManifest(context: VerificationContext, manifest: StatedManifest): void {
  const stated = new Map(manifest.chains.map((chain) => [chain.id, chain]));
  const present = new Map<string, ChainState>();
  for (const [id, chain] of context.chains) if (linesOf(chain, manifest).length > 0) present.set(id, chain);
  for (const [id, chain] of present) {
    const claim = stated.get(id);
    const lines = linesOf(chain, manifest);
    const message = claim === undefined ? 'the manifest does not list this chain' : difference(claim, chain, lines);
    if (message === undefined) continue;
    context.add({ code: 'E_MANIFEST', step: 'files', chain: id, path: manifest.path, message, because: lines.find((line) => line.root !== undefined) });
  }
  for (const id of stated.keys()) {
    if (present.has(id)) continue;
    context.add({ code: 'E_MANIFEST', step: 'files', chain: id, path: manifest.path, message: 'the manifest lists this chain, and no line of it is there' });
  }
}

function linesOf(chain: ChainState, manifest: StatedManifest): readonly EvidenceLine[] {
  return chain.lines.filter((line) => line.path.startsWith(manifest.prefix));
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
