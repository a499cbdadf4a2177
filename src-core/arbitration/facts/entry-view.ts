import { digestBytes, type Digest } from '../../crypto/sha256.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { entryOfSeal } from '../../evidence/disclosure/entry-of-file.ts';
import type { FindingCode } from '../../evidence/finding.ts';
import { axisOf, severityOf } from '../../evidence/finding.ts';
import { FLAG, WORD } from '../../evidence/lines/line-book.ts';
import { LinesByWord } from '../../evidence/lines/lines-by-word.ts';
import { Referrers } from '../../evidence/lines/referrers.ts';
import type { Rel, Seen } from '../../evidence/model/entry.ts';
import type { ChainState, Evidence, EvidenceLine, FindingDraft } from '../../evidence/state.ts';
import { CheckedLine } from '../../evidence/verify/checked-line.ts';
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
 * All entries of the evidence whose payload could be parsed, looked up in the ways that facts need. It lies in the pages of the lines; an entry
 * is read when a fact asks for it, so that a case costs no more than its own entries, and memory does not grow with all the others.
 */
export interface EntryIndex {
  readonly entry: (digest: string) => EntryView | undefined;
  /** The transactions that lines state, in no order. */
  readonly transactions: () => Iterable<string>;
  /** Digests, sorted. */
  readonly byTxn: (txn: string) => readonly Digest[];
  readonly byType: (type: string) => readonly Digest[];
  /** The entries that refer to an entry so, by digest. */
  readonly referring: (digest: string, rel: Rel) => readonly Digest[];
  /** All lines (copies too) whose payload states the transaction. */
  readonly linesByTxn: (txn: string) => readonly EvidenceLine[];
  /** The lines of a chain whose payload states a place; kept once they were looked for. */
  readonly linesAt: (chain: ChainState, seq: number) => readonly EvidenceLine[];
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
  const { lines, byDigest } = evidence;
  const { book } = lines;
  const [txns, types, referrers] = [new LinesByWord(book, WORD.txn), new LinesByWord(book, WORD.type), new Referrers(book)];
  /** The lines of an entry after the first, by the number of the first. */
  const copies = new Map<number, number[]>();
  for (const number of lines.numbers()) {
    const entry = byDigest.entryOfLine(number);
    if (entry === undefined || !book.has(number, FLAG.readable)) continue;
    txns.add(number);
    types.add(number);
    referrers.add(number);
    if (entry !== number) grow(copies, entry, newList<number>).push(number);
  }
  const lineAt = (number: number): EvidenceLine => new CheckedLine(book, number);
  /** Numbers of entries that a look-up by transaction, type or reference just gave: to find them by digest would cost pages. */
  const given = new Recent<number>();
  const digestsOf = (numbers: readonly number[]): Digest[] =>
    numbers
      .filter((number) => byDigest.isEntry(number))
      .flatMap((number) => {
        const digest = book.digest(number);
        if (digest !== undefined) given.keep(digest, number);
        return digest ?? [];
      })
      .sort(compareUtf16);
  const numberOf = (digest: string): number | undefined => {
    const recent = given.get(digest);
    if (recent !== undefined) return recent;
    const bytes = digestBytes(digest);
    const number = bytes === undefined ? undefined : byDigest.entryOf(bytes);
    return number !== undefined && book.has(number, FLAG.readable) ? number : undefined;
  };
  const sealed = new Set<string>(
    evidence.files.flatMap((file) => (file.role === 'sealed' ? (entryOfSeal(file.path) ?? []) : [])),
  );
  const views = new Recent<EntryView>();
  const entry = (digest: string): EntryView | undefined => {
    const recent = views.get(digest);
    if (recent !== undefined) return recent;
    const number = numberOf(digest);
    if (number === undefined) return undefined;
    const own = [number, ...(copies.get(number) ?? [])].map(lineAt);
    return views.keep(digest, viewOf(digest as Digest, own, codesOf, sealed.has(digest)));
  };
  const found = new Map<string, readonly EvidenceLine[]>();
  const linesAt = (chain: ChainState, seq: number): readonly EvidenceLine[] =>
    grow(found, `${chain.id}#${seq}`, () => [...chain.lines.numbers()].filter((number) => book.seq(number) === seq).map(lineAt));
  return {
    entry,
    transactions: () => txns.texts(),
    byTxn: (txn) => digestsOf(txns.get(txn)),
    byType: (type) => digestsOf(types.get(type)),
    referring(digest, rel) {
      const number = numberOf(digest);
      return number === undefined ? [] : digestsOf(referrers.of(number, rel));
    },
    linesByTxn: (txn) => txns.get(txn).map(lineAt),
    linesAt,
    codesOf,
    chainFindings,
    chainsOfRole,
    artifacts,
  };
}

/** So many are at hand at least, twice as many at most. */
const mostRecent = 1024;

/** What was read of entries lately, by digest. */
class Recent<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  get(digest: string): T | undefined {
    const young = this.#young.get(digest);
    if (young !== undefined) return young;
    const old = this.#old.get(digest);
    return old === undefined ? undefined : this.keep(digest, old);
  }

  keep(digest: string, value: T): T {
    if (this.#young.size >= mostRecent) [this.#old, this.#young] = [this.#young, new Map<string, T>()];
    this.#young.set(digest, value);
    return value;
  }
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
