import type { LedgerDetail, LedgerFields, TreeNode } from '../../../src-core/host/groups/ledger.ts';
import type { FieldState } from '../../../src-core/evidence/state.ts';
import type { MoneyValue } from '../../../src-core/host/shapes.ts';
import type { Selected } from './selected-bytes.ts';

/** A row of the tree: a value of the payload or of the line, or a member that was not signed in clear. */
export interface TreeRow extends Selected {
  readonly key: string;
  readonly name: string;
  readonly depth: number;
  readonly kind: TreeNode['kind'];
  readonly value?: string;
  readonly children: number;
  readonly isFolded: boolean;
  /** Bytes of the value. */
  readonly size: number;
  readonly state?: FieldState;
  /** What an object says in a line, where it is an amount. */
  readonly money?: MoneyValue;
  /** What an object says in a line otherwise: of the members that name it. */
  readonly summary?: string;
  readonly findings: LedgerDetail['findings'];
}

const MOST_ROWS = 3000;
const PARTS: readonly Selected['part'][] = ['envelope', 'payload'];

/** What is folded at first: the line around the payload, and what lies deep. */
export function firstFolded(detail: LedgerDetail): ReadonlySet<string> {
  const folded = new Set(['envelope:']);
  for (const { pointer, depth, children } of detail.tree) if (children > 0 && depth > 3) folded.add(`payload:${pointer}`);
  return folded;
}

export function treeRows(detail: LedgerDetail, fields: LedgerFields | undefined, folded: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  for (const part of PARTS) {
    const nodes = part === 'payload' ? detail.tree : detail.envelope;
    let hidden = Infinity;
    for (const [at, node] of nodes.entries()) {
      if (node.depth > hidden) continue;
      hidden = Infinity;
      if (rows.length >= MOST_ROWS) break;
      const key = `${part}:${node.pointer}`;
      const isFolded = folded.has(key);
      if (isFolded) hidden = node.depth;
      rows.push({
        part,
        key,
        pointer: node.pointer,
        name: node.depth === 0 ? part : node.name,
        depth: node.depth,
        kind: node.kind,
        ...(node.value === undefined ? {} : { value: node.value }),
        children: node.children,
        isFolded,
        size: node.to - node.from,
        ...saidOf(nodes, at),
        findings: part === 'payload' && node.depth > 0 ? detail.findings.filter(({ pointer }) => pointer === node.pointer) : [],
      });
      if (part === 'payload' && !isFolded) rows.push(...hiddenMembers(node, fields, nodes));
    }
  }
  return rows;
}

/** Members of an object that were disclosed apart, sealed or withheld: they have no bytes of their own in the payload. */
function hiddenMembers(node: TreeNode, fields: LedgerFields | undefined, nodes: readonly TreeNode[]): TreeRow[] {
  if (node.kind !== 'object' || fields === undefined) return [];
  return fields.states
    .filter(
      ({ pointer }) =>
        pointer.slice(0, pointer.lastIndexOf('/')) === node.pointer && !nodes.some((one) => one.pointer === pointer),
    )
    .map(({ pointer, state, value }) => ({
      part: 'payload',
      key: `payload:${pointer}`,
      pointer,
      name: pointer.slice(pointer.lastIndexOf('/') + 1),
      depth: node.depth + 1,
      kind: 'string',
      ...(value === undefined ? {} : { value }),
      children: 0,
      isFolded: false,
      size: 0,
      state,
      findings: [],
    }));
}

function saidOf(nodes: readonly TreeNode[], at: number): Pick<TreeRow, 'money' | 'summary'> {
  const node = nodes[at];
  if (node?.kind !== 'object' || node.depth === 0) return {};
  const members = new Map<string, string>();
  for (let next = at + 1; next < nodes.length; next++) {
    const member = nodes[next];
    if (member === undefined || member.depth <= node.depth) break;
    if (member.depth === node.depth + 1 && member.value !== undefined) members.set(member.name, member.value);
  }
  const currency = members.get('currency');
  const minor = Number(members.get('minor'));
  if (currency !== undefined && /^[A-Z]{3}$/.test(currency) && Number.isSafeInteger(minor)) return { money: { currency, minor } };
  const name = members.get('name') ?? members.get('id') ?? members.get('rel');
  return name === undefined ? {} : { summary: name };
}
