import type { LedgerDetail, TreeNode } from '../../../src-core/host/groups/ledger.ts';

/** A value of an entry: in the payload that was signed, or in the line around it. */
export interface Selected {
  readonly part: 'payload' | 'envelope';
  readonly pointer: string;
}

export const nodesOf = (detail: LedgerDetail, part: Selected['part']): readonly TreeNode[] =>
  part === 'payload' ? detail.tree : detail.envelope;

export const nodeOf = (detail: LedgerDetail, selected: Selected | undefined): TreeNode | undefined =>
  selected === undefined ? undefined : nodesOf(detail, selected.part).find(({ pointer }) => pointer === selected.pointer);

/** What holds a value; undefined for the whole. */
export function parentOf(nodes: readonly TreeNode[], node: TreeNode): TreeNode | undefined {
  const at = nodes.indexOf(node);
  return nodes.slice(0, Math.max(0, at)).findLast(({ depth }) => depth === node.depth - 1);
}

export function bytesFromBase64(text: string): Uint8Array {
  const binary = atob(text);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
