import type { Digest } from '../../crypto/sha256.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { parseInstant } from '../../encoding/instant.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { axisOf } from '../finding.ts';
import { ENTRY_TYPES, type EntryTypeName, type RefRule } from '../model/bodies.ts';
import type { Entry, Ref, Rel } from '../model/entry.ts';
import type { Role } from '../model/shared.ts';
import type { ChainState, EvidenceLine, FindingDraft } from '../state.ts';
import type { VerificationContext } from '../verify/context.ts';
import { bodyOf, readText } from './read-body.ts';

/** A line whose entry passed its schema. */
export type EntryLine = EvidenceLine & { readonly entry: Entry; readonly digest: Digest };

/** What a reference points at: `line` is absent where the evidence does not hold it. */
export interface RefTarget {
  readonly digest: Digest;
  /** RFC 6901, of the reference itself. */
  readonly pointer: string;
  readonly line?: EntryLine;
}

/** Failures that concern a part of an entry only, which stays as good as its signature. */
const OF_A_PART: ReadonlySet<string> = new Set(['E_DISCLOSURE', 'E_ARTIFACT', 'E_INCLUSION']);

/**
 * The entries of the evidence as authority is judged on them: each once, in one order that does not depend on files.
 *
 * A line is *judged* if it had no error when this view was made. A line can be *relied on* by others unless its integrity or
 * authenticity failed: what is wrong with its place in a chain, its clock or a file beside it does not change what its author
 * signed.
 */
export class AuthorityView {
  readonly context: VerificationContext;
  /** By the authors' clocks, then chain, seq and digest. */
  readonly lines: readonly EntryLine[];
  /** Those that grants may bind: `under` something, or a user agent's that had to be, and all requested payments. */
  readonly acts: readonly EntryLine[];
  readonly #unread: EvidenceLine[] = [];
  readonly #judged = new Set<EntryLine>();
  readonly #byType = new Map<EntryTypeName, EntryLine[]>();
  readonly #referrers = new Map<Digest, { readonly rel: string; readonly line: EntryLine }[]>();
  #chains: ReadonlyMap<string | undefined, readonly ChainState[]> | undefined;
  #findings: ReadonlyMap<string | undefined, readonly FindingDraft[]> | undefined;
  readonly #sharing = new Map<string, ReadonlyMap<string | undefined, readonly EntryLine[]>>();

  constructor(context: VerificationContext) {
    this.context = context;
    const placed: Placed[] = [];
    for (const line of context.byDigest.values()) {
      if (hasEntry(line)) placed.push(placeOf(line));
      else if (line.root !== undefined) this.#unread.push(line);
    }
    placed.sort(comparePlaces);
    for (const { line, type, refs } of placed) {
      if (line.root === undefined) this.#judged.add(line);
      const ofType = this.#byType.get(type);
      if (ofType === undefined) this.#byType.set(type, [line]);
      else ofType.push(line);
      for (const { rel, digest } of refs) {
        const known = this.#referrers.get(digest);
        if (known === undefined) this.#referrers.set(digest, [{ rel, line }]);
        else known.push({ rel, line });
      }
    }
    this.lines = placed.map(({ line }) => line);
    this.acts = placed.filter(({ isAct }) => isAct).map(({ line }) => line);
  }

  /** The judged lines of a type, in order. */
  judged(type: EntryTypeName): readonly EntryLine[] {
    return (this.#byType.get(type) ?? []).filter((line) => this.#judged.has(line));
  }

  isJudged(line: EntryLine): boolean {
    return this.#judged.has(line);
  }

  /** The lines of a type that can be relied on, in order. */
  sound(type: EntryTypeName): readonly EntryLine[] {
    return this.all(type).filter(isSound);
  }

  /** All lines of a type whose schema passed, whatever else failed. */
  all(type: EntryTypeName): readonly EntryLine[] {
    return this.#byType.get(type) ?? [];
  }

  /** What the references of one `rel` point at; lines that no entry could be read from count as absent. */
  targets(line: EntryLine, rel: Rel): RefTarget[] {
    return line.entry.refs.flatMap((ref, index): RefTarget[] =>
      ref.rel === rel ? [{ digest: ref.digest, pointer: `/refs/${index}`, line: this.find(ref.digest) }] : [],
    );
  }

  /** The lines that refer to an entry by `rel`, in order; they may have failed. */
  referrers(digest: Digest, rel: Rel): EntryLine[] {
    return (this.#referrers.get(digest) ?? []).filter((referrer) => referrer.rel === rel).map(({ line }) => line);
  }

  /** Why the target of a reference is no entry here: the line that failed before its schema, or that it is missing. */
  reasonOfAbsence(from: EntryLine, target: RefTarget): EvidenceLine | FindingDraft | undefined {
    const isThis = (draft: FindingDraft) => draft.code === 'I_REF_MISSING' && draft.pointer === target.pointer;
    return this.context.byDigest.get(target.digest) ?? from.drafts.find(isThis);
  }

  /** A line that failed before its schema, and yet states a type and a reference to one of these entries. */
  failedReferrer(digests: readonly Digest[], rel: Rel, type: EntryTypeName): EvidenceLine | undefined {
    return this.#unread.find(({ payload }) => {
      const refs = payload?.['refs'];
      const isMeant = (ref: JsonValue) => isJsonObject(ref) && ref['rel'] === rel && digests.includes(ref['digest'] as Digest);
      return payload?.['type'] === type && Array.isArray(refs) && refs.some(isMeant);
    });
  }

  /** The chains of an actor, whatever its role. */
  chainsOf(actor: string): readonly ChainState[] {
    this.#chains ??= Map.groupBy(this.context.chains.values(), (chain) => chain.actor?.id);
    return this.#chains.get(actor) ?? [];
  }

  /** The findings on a chain and its lines that were there before authority was judged. */
  findingsOf(chain: string): readonly FindingDraft[] {
    this.#findings ??= Map.groupBy(this.context.drafts, (draft) => draft.chain ?? draft.line?.chain);
    return this.#findings.get(chain) ?? [];
  }

  /** The lines of a type that can be relied on and whose body has this text as a member, in order. */
  sharing(type: EntryTypeName, member: string, text: string | undefined): readonly EntryLine[] {
    const name = `${type} ${member}`;
    let index = this.#sharing.get(name);
    if (index === undefined) {
      index = Map.groupBy(this.sound(type), (line) => readText(bodyOf(line), member));
      this.#sharing.set(name, index);
    }
    return text === undefined ? [] : (index.get(text) ?? []);
  }

  find(digest: Digest): EntryLine | undefined {
    const line = this.context.byDigest.get(digest);
    return line !== undefined && hasEntry(line) ? line : undefined;
  }
}

/** False where the integrity or the authenticity of the line failed, but for failures that concern a part only. */
export function isSound(line: EvidenceLine): boolean {
  const { root } = line;
  if (root === undefined || OF_A_PART.has(root.code)) return true;
  const axis = axisOf(root.code);
  return axis !== 'integrity' && axis !== 'authenticity';
}

/** The author's clock in epoch milliseconds; the schema has checked its spelling. */
export function clockOf(line: EntryLine): number {
  return parseInstant(line.entry.at) as number;
}

function hasEntry(line: EvidenceLine): line is EntryLine {
  return line.entry !== undefined && line.digest !== undefined;
}

/** What a line is sorted and found by, read once: its entry may be read anew from its bytes each time that it is asked for. */
interface Placed {
  readonly line: EntryLine;
  readonly type: EntryTypeName;
  readonly at: number;
  readonly chain: string;
  readonly seq: number;
  readonly refs: readonly Ref[];
  readonly isAct: boolean;
}

function placeOf(line: EntryLine): Placed {
  const { type, at, chain, seq, refs, actor } = line.entry;
  const isAct = type === 'payment.requested' || needsMandate(type, actor.role) || refs.some(({ rel }) => rel === 'under');
  return { line, type, at: parseInstant(at) as number, chain, seq, refs, isAct };
}

/** True for acts that a user agent may not do but under a mandate. */
export function needsMandate(type: EntryTypeName, role: Role): boolean {
  const rules: readonly RefRule[] = ENTRY_TYPES[type].refs;
  return role === 'user_agent' && rules.some(({ need }) => need === 'agent');
}

/** Within a chain this is the order of `seq`, since a clock that runs back is an error of its own. */
function comparePlaces(a: Placed, b: Placed): number {
  return a.at - b.at || compareUtf16(a.chain, b.chain) || a.seq - b.seq || compareUtf16(a.line.digest, b.line.digest);
}
