import type { Digest } from '../../crypto/sha256.ts';
import type { Signer } from '../../crypto/signer.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { AssizeError } from '../../errors.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { ArtifactRef, Entry, Ref, Seen, Terminal } from '../model/entry.ts';
import { entrySchema, MAX_LINE_BYTES } from '../model/entry.ts';
import type { Role } from '../model/shared.ts';
import { sumProblems } from '../model/sums.ts';
import { schemaProblems } from '../schema/schema.ts';
import { signLine } from './sign-line.ts';

/** What an author states of an entry; the rest is completed from its chain. */
export interface EntryDraft {
  readonly txn: string;
  readonly type: string;
  /** The author's clock, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  readonly at: string;
  readonly body: JsonObject;
  readonly refs?: readonly Ref[];
  readonly seen?: readonly Seen[];
  readonly terminal?: Terminal;
  readonly artifacts?: readonly ArtifactRef[];
  readonly closes?: 'complete' | 'interrupted';
  readonly ext?: JsonObject;
}

/** Where a chain stands: who writes it and what its next entry follows. */
export interface ChainHead {
  /** `urn:uuid:…` */
  readonly chain: string;
  readonly actor: { readonly id: string; readonly role: Role };
  /** The `seq` of the next entry. */
  readonly next: number;
  /** Digest of the last entry; `null` where there is none. */
  readonly prev: Digest | null;
  /** The key that must sign next: the last entry's, or the one that it rotated to. Absent before the first. */
  readonly kid?: string;
  /** `at` of the last entry. */
  readonly at?: string;
  /** True after an entry with `closes`. */
  readonly closed?: boolean;
}

export interface WrittenEntry {
  /** With its LF. */
  readonly line: Uint8Array;
  readonly digest: Digest;
  readonly entry: Entry;
  /** Where the chain stands after it. */
  readonly head: ChainHead;
}

/** The head of a chain that has no entry yet. */
export function newChain(chain: string, actor: { readonly id: string; readonly role: Role }): ChainHead {
  return { chain, actor, next: 0, prev: null };
}

/**
 * Completes a draft with `v`, `chain`, `seq`, `prev` and `actor`, and signs it as the next line of its chain. References, artifacts
 * and checkpoints seen are put in order; nothing else of the draft is changed.
 *
 * It refuses what a reader would refuse: a breach of the schema (`E_SCHEMA`), sums that do not add up (`E_SUM`), another key than the
 * chain's (`E_KEY_BINDING`), an entry behind a closing one (`E_AFTER_CLOSE`), a clock that runs backwards (`E_TIME_REGRESS`), text
 * that has no UTF-8 form (`E_PARSE`), a line that is too long or too deep (`E_LIMIT`). What only other chains can show (whether a
 * reference fits its target, a mandate's limits) it cannot know.
 *
 * @throws {AssizeError} with the pointer into the payload
 */
export function writeEntry(draft: EntryDraft, head: ChainHead, signer: Signer): WrittenEntry {
  if (head.closed === true)
    throw refusal('E_AFTER_CLOSE', 'the chain is closed: nothing follows its closing entry', '', 'Start a new chain.');
  if (head.kid !== undefined && head.kid !== signer.kid) {
    throw refusal(
      'E_KEY_BINDING',
      `the chain is signed with ${head.kid}, not with ${signer.kid}`,
      '/actor/kid',
      'Rotate the key with key.rotated first.',
    );
  }
  const payload = completePayload(draft, head, signer.kid);
  assertWellFormed(payload, '');
  const bytes = canonicalizeBytes(payload);
  const entry = checkedEntry(bytes);
  if (head.at !== undefined && (parseInstant(entry.at) as number) < (parseInstant(head.at) as number)) {
    throw refusal(
      'E_TIME_REGRESS',
      `earlier than the entry before it (${head.at})`,
      '/at',
      'Set the clock, or wait until it has passed that time.',
    );
  }
  const { line, digest } = signLine(bytes, signer);
  if (line.length - 1 > MAX_LINE_BYTES) {
    throw refusal(
      'E_LIMIT',
      `a line of ${line.length - 1} bytes; the limit is ${MAX_LINE_BYTES}`,
      '',
      'Attach what is large as an artifact.',
    );
  }
  return { line, digest, entry, head: headAfter(head, entry, digest) };
}

/** The payload of a draft at its place in the chain, unchecked; `undefined` members are absent. */
export function completePayload(draft: EntryDraft, head: ChainHead, kid: string): JsonObject {
  const payload: Record<string, unknown> = {
    v: 1,
    chain: head.chain,
    seq: head.next,
    prev: head.prev,
    txn: draft.txn,
    type: draft.type,
    actor: { id: head.actor.id, role: head.actor.role, kid },
    at: draft.at,
    refs: sortBy(draft.refs ?? [], (ref) => `${ref.rel}\0${ref.digest}`),
    seen: draft.seen && [...draft.seen].sort((a, b) => compareUtf16(a.origin, b.origin) || a.size - b.size),
    terminal: draft.terminal,
    artifacts: draft.artifacts && sortBy(draft.artifacts, (artifact) => artifact.name),
    closes: draft.closes,
    ext: draft.ext,
    body: draft.body,
  };
  return payload as JsonObject;
}

/** Where a chain stands after an entry. */
export function headAfter(head: ChainHead, entry: Entry, digest: Digest): ChainHead {
  const rotated = entry.type === 'key.rotated' ? (entry.body['newKid'] as string) : undefined;
  return {
    chain: head.chain,
    actor: head.actor,
    next: entry.seq + 1,
    prev: digest,
    kid: rotated ?? entry.actor.kid,
    at: entry.at,
    closed: entry.closes !== undefined,
  };
}

function checkedEntry(bytes: Uint8Array): Entry {
  const payload = parseJson(bytes);
  const [problem] = schemaProblems(entrySchema, payload);
  if (problem !== undefined) throw refusal('E_SCHEMA', `${problem.pointer} ${problem.message}`, problem.pointer);
  const entry = payload as unknown as Entry;
  const [sum] = sumProblems(entry.body);
  if (sum !== undefined) throw refusal('E_SUM', `${sum.pointer} ${sum.message}`, sum.pointer);
  return entry;
}

/** Refuses what canonical JSON of a payload cannot say: lone surrogates, fractions, integers that are not exact. */
function assertWellFormed(value: JsonValue | undefined, pointer: string): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw refusal('E_PARSE', `${pointer} has a lone surrogate`, pointer);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw refusal(
      'E_CANON',
      `${pointer} is no exact integer`,
      pointer,
      'Amounts are whole minor units; other decimals are written as text.',
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw refusal('E_PARSE', `a member name in ${pointer} has a lone surrogate`, pointer);
    assertWellFormed(member, pointer + joinPointer(Array.isArray(value) ? Number(name) : name));
  }
}

function sortBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareUtf16(key(a), key(b)));
}

function refusal(code: string, message: string, pointer: string, advice?: string): AssizeError {
  return new AssizeError(code, message, { pointer }, advice);
}
