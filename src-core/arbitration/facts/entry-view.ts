import type { Digest } from '../../crypto/sha256.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { entryOfSeal } from '../../evidence/disclosure/entry-of-file.ts';
import type { FindingCode } from '../../evidence/finding.ts';
import { axisOf, severityOf } from '../../evidence/finding.ts';
import type { Seen } from '../../evidence/model/entry.ts';
import type { ChainState, Evidence, EvidenceLine, FindingDraft } from '../../evidence/state.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';

/** An entry as facts read it: by its digest, however many lines carry it. */
export interface EntryView {
  readonly digest: Digest;
  /** Whether one of its lines is free of failing and indeterminate findings of integrity and authenticity. */
  readonly admissible: boolean;
  /** The chain that it states. */
  readonly chain: string;
  readonly seq: number;
  readonly txn: string;
  readonly type: string;
  readonly actorId: string;
  /** The role that its author states. */
  readonly role: string;
  /** The author's clock, epoch milliseconds. */
  readonly at?: number;
  readonly refs: readonly { readonly rel: string; readonly digest: string }[];
  readonly seen: readonly Seen[];
  /** Opened where it is admissible; else as the payload states it, unchecked. */
  readonly body: JsonObject;
  readonly line: EvidenceLine;
  /** Whether sealed disclosures of it travel. */
  readonly isSealed: boolean;
  /** Codes on its admissible lines; on all of its lines where none is. */
  readonly codes: ReadonlySet<FindingCode>;
}

/**
 * All entries of the evidence whose payload could be parsed, looked up in the ways that facts need. It keeps digests; an entry is read
 * when a fact asks for it, so that a case costs no more than its own entries.
 */
export interface EntryIndex {
  readonly entry: (digest: string) => EntryView | undefined;
  /** Digests, sorted. */
  readonly byTxn: ReadonlyMap<string, readonly Digest[]>;
  readonly byType: ReadonlyMap<string, readonly Digest[]>;
  /** The entries that refer to an entry as `confirms`, by digest. */
  readonly confirming: ReadonlyMap<string, readonly Digest[]>;
  /** All lines (copies too) whose payload states the transaction. */
  readonly linesByTxn: ReadonlyMap<string, readonly EvidenceLine[]>;
  /** The codes of the findings on each line that has any, by its number. */
  readonly codesOf: ReadonlyMap<number, ReadonlySet<FindingCode>>;
  /** Forks, gaps and missing anchors by chain, in the order of the report; under "" those that stand on no chain. */
  readonly chainFindings: ReadonlyMap<string, readonly FindingDraft[]>;
  /** The chains whose first placed entry states a role, by id. */
  readonly chainsOfRole: ReadonlyMap<string, readonly ChainState[]>;
  /** The digests of the artifacts whose bytes are there. */
  readonly artifacts: ReadonlySet<string>;
}

const aboutParts: ReadonlySet<FindingCode> = new Set<FindingCode>(['E_DISCLOSURE', 'E_ARTIFACT', 'E_INCLUSION']);

const aboutChains: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'E_SEQ_GAP',
  'E_TRUNC_HEAD',
  'E_ROLLBACK',
  'E_FORK',
  'I_TIME_UNANCHORED',
]);

function voids(code: FindingCode): boolean {
  const axis = axisOf(code);
  return (axis === 'integrity' || axis === 'authenticity') && severityOf(code) !== 'warning' && !aboutParts.has(code);
}

const indexes = new WeakMap<Evidence, EntryIndex>();

/** The index of a verification's evidence; built once for each. */
export function indexEntries(evidence: Evidence): EntryIndex {
  const present = indexes.get(evidence);
  if (present !== undefined) return present;
  const built = buildIndex(evidence);
  indexes.set(evidence, built);
  return built;
}

function buildIndex(evidence: Evidence): EntryIndex {
  const codesOf = new Map<number, Set<FindingCode>>();
  const chainFindings = new Map<string, FindingDraft[]>();
  for (const draft of evidence.drafts) {
    const { line, code } = draft;
    if (line !== undefined) grow(codesOf, line.number, () => new Set<FindingCode>()).add(code);
    if (aboutChains.has(code)) grow(chainFindings, line?.chain ?? draft.chain ?? '', newList<FindingDraft>).push(draft);
  }
  const chainsOfRole = new Map<string, ChainState[]>();
  for (const chain of [...evidence.chains.values()].sort((a, b) => compareUtf16(a.id, b.id))) {
    if (chain.actor !== undefined) grow(chainsOfRole, chain.actor.role, newList<ChainState>).push(chain);
  }
  const artifacts = new Set<string>(evidence.files.flatMap((file) => (file.role === 'artifact' ? [file.sha256] : [])));
  const copies = new Map<Digest, EvidenceLine[]>();
  const linesByTxn = new Map<string, EvidenceLine[]>();
  const byTxn = new Map<string, Digest[]>();
  const byType = new Map<string, Digest[]>();
  const confirming = new Map<string, Digest[]>();
  for (const line of evidence.lines) {
    const { digest, payload } = line; // reads the payload anew where the host keeps bytes only
    if (digest === undefined || payload === undefined) continue;
    const txn = textOf(payload['txn']);
    grow(linesByTxn, txn, newList<EvidenceLine>).push(line);
    grow(copies, digest, newList<EvidenceLine>).push(line);
    if ((copies.get(digest) as EvidenceLine[]).length > 1) continue;
    grow(byTxn, txn, newList<Digest>).push(digest);
    grow(byType, textOf(payload['type']), newList<Digest>).push(digest);
    for (const ref of objectsOf(payload['refs']))
      if (ref['rel'] === 'confirms') grow(confirming, textOf(ref['digest']), newList<Digest>).push(digest);
  }
  for (const map of [byTxn, byType, confirming]) for (const digests of map.values()) digests.sort(compareUtf16);
  const sealed = new Set<string>(
    evidence.files.flatMap((file) => (file.role === 'sealed' ? (entryOfSeal(file.path) ?? []) : [])),
  );
  const views = new Map<string, EntryView>();
  const entry = (digest: string): EntryView | undefined => {
    const lines = copies.get(digest as Digest);
    if (lines === undefined) return undefined;
    return grow(views, digest, () => viewOf(digest as Digest, lines, codesOf, sealed.has(digest)));
  };
  return { entry, byTxn, byType, confirming, linesByTxn, codesOf, chainFindings, chainsOfRole, artifacts };
}

function newList<T>(): T[] {
  return [];
}

function grow<K, C>(map: Map<K, C>, key: K, empty: () => C): C {
  const present = map.get(key);
  if (present !== undefined) return present;
  const added = empty();
  map.set(key, added);
  return added;
}

const none: ReadonlySet<FindingCode> = new Set();

function viewOf(
  digest: Digest,
  copies: readonly EvidenceLine[],
  codesOf: ReadonlyMap<number, ReadonlySet<FindingCode>>,
  isSealed: boolean,
): EntryView {
  const codes = (line: EvidenceLine): ReadonlySet<FindingCode> => codesOf.get(line.number) ?? none;
  const good = copies.filter((line) => line.entry !== undefined && ![...codes(line)].some(voids));
  const read = good.length > 0 ? good : copies;
  const line = read[0] as EvidenceLine;
  const payload = line.payload ?? {};
  const actor = isJsonObject(payload['actor']) ? payload['actor'] : {};
  const at = parseInstant(textOf(payload['at']));
  return {
    digest,
    admissible: good.length > 0,
    chain: textOf(payload['chain']),
    seq: typeof payload['seq'] === 'number' ? payload['seq'] : -1,
    txn: textOf(payload['txn']),
    type: textOf(payload['type']),
    actorId: textOf(actor['id']),
    role: textOf(actor['role']),
    ...(at === undefined ? {} : { at }),
    refs: objectsOf(payload['refs']).map((ref) => ({ rel: textOf(ref['rel']), digest: textOf(ref['digest']) })),
    seen: good.length > 0 ? (line.entry?.seen ?? []) : [],
    body: (good.length > 0 ? line.body : undefined) ?? (isJsonObject(payload['body']) ? payload['body'] : {}),
    line,
    isSealed,
    codes: new Set(read.flatMap((copy) => [...codes(copy)])),
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map((item) => (isJsonObject(item) ? item : {})) : [];
}
