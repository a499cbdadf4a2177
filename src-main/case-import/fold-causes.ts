import { createHash } from 'node:crypto';
import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import type { Finding, FindingCode } from '../../src-core/evidence/finding.ts';
import { SEVERITY_RANK } from './finding-status.ts';

/** Root findings that are one matter to a person, with what follows from them. */
export interface CauseRow {
  readonly digest: string;
  /** The worst of those that are folded. */
  root: Finding;
  number: number;
  first: number;
  last: number;
  same: number;
  effects: number;
  readonly transactions: Set<number>;
}

/** What folding asks of the lines on which findings stand, by the finding's index. */
export interface FindingPlaces {
  shown(path: string): string;
  kidOf(index: number): string | undefined;
  /** Id of the transaction; 0: none. */
  txnOf(index: number): number;
}

/** Said of every chain alike where nothing anchors it. */
const EVERYWHERE: ReadonlySet<FindingCode> = new Set(['I_TIME_ASSUMED', 'I_OPEN_CHAIN']);
/** Said of one key and the time of its use. */
const OF_A_KEY: ReadonlySet<FindingCode> = new Set(['E_KEY_REVOKED', 'E_KEY_EXPIRED', 'E_KEY_EARLY', 'I_KEY_STRADDLE']);

/** True where a cause is told once for the whole case, not for each chain. */
export const isEverywhere = ({ severity, code }: Pick<Finding, 'severity' | 'code'>): boolean =>
  severity === 'warning' || EVERYWHERE.has(code);

/**
 * Folds findings into causes, worst first, numbered from 1.
 *
 * @returns the causes, and the number of the cause of each finding by its index
 */
export function foldCauses(
  findings: readonly Finding[],
  places: FindingPlaces,
): { readonly causes: CauseRow[]; readonly causeOf: Int32Array } {
  const folded = new Map<string, CauseRow>();
  const roots = new Int32Array(findings.length);
  const names = new Map<number, string>();
  for (const [index, finding] of findings.entries()) {
    const at = rootOf(findings, index);
    const root = findings[at] ?? finding;
    const name = names.get(at) ?? nameOf(findings, at, places);
    roots[index] = at;
    names.set(at, name);
    let cause = folded.get(name);
    if (cause === undefined) {
      const digest = `sha256:${createHash('sha256').update(name).digest('hex')}`;
      cause = { digest, root, number: 0, first: at + 1, last: at + 1, same: 0, effects: 0, transactions: new Set() };
      folded.set(name, cause);
    }
    if (at === index) {
      cause.same += 1;
      cause.last = Math.max(cause.last, index + 1);
      const rank = SEVERITY_RANK[root.severity] - SEVERITY_RANK[cause.root.severity];
      // What is shown of it is the first of the worst.
      if (rank < 0 || (rank === 0 && index + 1 < cause.first)) {
        cause.root = root;
        cause.first = index + 1;
      }
    } else cause.effects += 1;
    const txn = places.txnOf(index);
    if (txn !== 0) cause.transactions.add(txn);
  }
  const causes = [...folded.values()].sort(
    (a, b) =>
      SEVERITY_RANK[a.root.severity] - SEVERITY_RANK[b.root.severity] ||
      b.effects - a.effects ||
      compareUtf16(a.root.code, b.root.code) ||
      a.first - b.first,
  );
  for (const [index, cause] of causes.entries()) cause.number = index + 1;
  return { causes, causeOf: roots.map((root) => folded.get(names.get(root) ?? '')?.number ?? 0) };
}

/**
 * What a cause is and where it stands. What changes no verdict, or comes with every chain alike, is one cause wherever it is; what is said of
 * one key is one cause, whichever side of a revocation an entry falls on.
 */
function nameOf(findings: readonly Finding[], index: number, places: FindingPlaces): string {
  const finding = findings[index] as Finding;
  const { code, chain, path } = finding;
  if (isEverywhere(finding)) return code;
  const kid = OF_A_KEY.has(code) ? places.kidOf(index) : undefined;
  if (kid !== undefined) return `key\n${kid}`;
  return `${code}\n${chain ?? (path === undefined ? '' : places.shown(path))}`;
}

function rootOf(findings: readonly Finding[], index: number): number {
  let at = index;
  // Causes never run in a circle; the bound only keeps a broken report from running on.
  for (let steps = 0; steps < findings.length; steps += 1) {
    const cause = findings[at]?.cause;
    if (cause === undefined || cause === at) return at;
    at = cause;
  }
  return at;
}
