import { digestOf, type Digest } from '../crypto/sha256.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { formatInstant } from '../encoding/instant.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { Axis, AxisState, Finding, Verdict } from './finding.ts';
import { FLAG } from './lines/line-book.ts';
import type { LineSpan } from './lines/line-span.ts';
import type { ChainEnd, Evidence, InputInfo } from './state.ts';

/** The machine's report of a verification; members that are not known are absent. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  /** The instant asked about, where one was. */
  readonly at?: string;
  readonly inputs: readonly InputInfo[];
  readonly policy: { readonly source: Evidence['policySource']; readonly digest?: Digest };
  readonly verdict: Verdict;
  readonly axes: Readonly<Record<Axis, AxisState>>;
  readonly counts: Evidence['counts'];
  readonly chains: readonly ReportedChain[];
  readonly findings: readonly Finding[];
  readonly reportDigest: Digest;
}

export interface ReportedChain {
  readonly id: string;
  readonly actor?: string;
  readonly first?: number;
  readonly last?: number;
  /** Lines, copies of one entry in several files counted once. */
  readonly entries: number;
  readonly head?: Digest;
  readonly end: ChainEnd;
}

/** Makes the report of a verification; the same evidence and policy make the same bytes, in whatever order files were given. */
export function buildReport(evidence: Evidence, version: string, at?: number): Report {
  const { policySource, policyDigest, verdict, axes, counts, findings } = evidence;
  const body = {
    ...(at === undefined ? {} : { at: formatInstant(at) }),
    inputs: [...evidence.inputs].sort((a, b) => compareUtf16(a.sha256, b.sha256) || compareUtf16(a.path, b.path)),
    policy: { source: policySource, ...(policyDigest === undefined ? {} : { digest: policyDigest }) },
    verdict,
    axes,
    counts,
    chains: reportChains(evidence),
    findings,
  };
  return { tool: { name: 'assize', version }, ...body, reportDigest: reportDigest(body) };
}

/** Over the report's RFC 8785 form without paths, messages and the policy's source: what does not depend on where files lay. */
function reportDigest(body: Omit<Report, 'tool' | 'reportDigest'>): Digest {
  const { policy, ...rest } = body;
  const stripped = withoutPlaces({
    ...rest,
    policy: policy.digest === undefined ? {} : { digest: policy.digest },
  } as unknown as JsonValue);
  return digestOf(canonicalizeBytes(stripped));
}

function withoutPlaces(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, member]) => name !== 'path' && name !== 'message' && member !== undefined);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutPlaces(member as JsonValue)]));
}

function reportChains(evidence: Evidence): ReportedChain[] {
  const entriesIn = (lines: LineSpan): number => {
    let count = 0;
    for (const number of lines.numbers()) if (!lines.book.has(number, FLAG.copy)) count += 1;
    return count;
  };
  return [...evidence.chains.values()]
    .sort((a, b) => compareUtf16(a.id, b.id))
    .map(({ id, actor, first, last, head, end, lines }) => ({
      id,
      ...(actor === undefined ? {} : { actor: actor.id }),
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      entries: entriesIn(lines),
      ...(head === undefined ? {} : { head }),
      end,
    }));
}
