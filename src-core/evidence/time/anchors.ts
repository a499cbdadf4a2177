import { ASSUMED_ACCURACY } from '../../chain/time-stamp.ts';
import { decodeHex } from '../../encoding/hex.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { digestText, type Digest } from '../../crypto/sha256.ts';
import type { AssessedNote } from '../log/assessed-note.ts';
import { stemOf } from '../log/log-files.ts';
import type { CheckpointState, FindingDraft } from '../state.ts';
import type { TimeToken, VerificationContext } from '../verify/context.ts';

/** An instant that outsiders vouch for, between two bounds in epoch milliseconds. */
export type Anchor = CheckpointState['anchors'][number];

/** What stands in time about the checkpoints of a bundle. */
export interface NoteAnchors {
  /** Cosignatures and trusted tokens of notes that may be believed. */
  readonly anchors: ReadonlyMap<AssessedNote, readonly Anchor[]>;
  /** The finding on a token over a note that is not trusted. */
  readonly untrusted: ReadonlyMap<AssessedNote, FindingDraft>;
  /** The first finding on a token that belongs to no note, if there is one: what it should have anchored is not known. */
  readonly stray: FindingDraft | undefined;
}

/**
 * Matches the time-stamp tokens of a bundle with its notes (RFC 3161; a token is over SHA-256 of a note's bytes). E_TSA_IMPRINT: a
 * token over other bytes. E_TSA_CHAIN: one that cannot be read, or that no root of the policy vouches for; a policy without roots
 * trusts no token and blames none. I_ALG: signed in a way, or over a hash, that is not spoken.
 *
 * A token over a note that may not be believed anchors nothing. Where bytes of a note were altered, its token fits nothing any more:
 * the finding then follows from the one on the note.
 */
export function anchorNotes(context: VerificationContext): NoteAnchors {
  const notes = context.logs?.notes ?? [];
  const byDigest = new Map<Digest, AssessedNote>(notes.map((note) => [note.note, note]));
  const anchors = new Map<AssessedNote, Anchor[]>();
  for (const note of notes)
    anchors.set(
      note,
      note.cosignatures.map(({ name, at }) => ({ from: at, to: at + 1000, by: name })),
    );
  const untrusted = new Map<AssessedNote, FindingDraft>();
  let stray: FindingDraft | undefined;
  const badNotes = badNotesByStem(context);
  const tokens = [...context.timeTokens].sort((a, b) => compareUtf16(a.path, b.path));
  for (const token of tokens) {
    const note = byDigest.get(imprintOf(token) ?? ('' as Digest));
    const finding = judgeToken(context, token, note, badNotes);
    if (finding !== undefined) {
      if (note === undefined) stray ??= finding;
      else untrusted.set(note, finding);
    } else if (note !== undefined && note.failure === undefined && token.status === 'trusted' && token.genTime !== undefined) {
      const accuracy = token.accuracyMs ?? ASSUMED_ACCURACY;
      anchors.get(note)?.push({ from: token.genTime - accuracy, to: token.genTime + accuracy, by: token.path });
    }
  }
  stateAnchors(context, byDigest, anchors);
  return { anchors, untrusted, stray };
}

function judgeToken(
  context: VerificationContext,
  token: TimeToken,
  note: AssessedNote | undefined,
  badNotes: ReadonlyMap<string, FindingDraft>,
): FindingDraft | undefined {
  const place = { step: 'files' as const, path: token.path, chain: note?.chain };
  if (token.status === 'malformed') {
    return context.add({
      code: 'E_TSA_CHAIN',
      ...place,
      message: `not a time-stamp token: ${token.message ?? 'it cannot be read'}`,
    });
  }
  if (token.imprint === undefined) {
    const message = `time-stamp token not checkable: ${token.message ?? 'its imprint is made with a hash that is not supported'}`;
    return context.add({ code: 'I_ALG', ...place, message });
  }
  if (note === undefined) {
    const message = 'the time-stamp token is over none of the checkpoints here';
    return context.add({
      code: 'E_TSA_IMPRINT',
      ...place,
      message,
      because: badNotes.get(stemOf(token.path)) ?? badNotes.values().next().value,
    });
  }
  if (token.status === 'unsupported') {
    return context.add({
      code: 'I_ALG',
      ...place,
      message: `time-stamp token not checkable: ${token.message ?? 'unknown algorithm'}`,
    });
  }
  if (token.status === 'untrusted' && (context.policy?.tsaRoots.length ?? 0) > 0) {
    return context.add({
      code: 'E_TSA_CHAIN',
      ...place,
      message: `time-stamp token not trusted: ${token.message ?? 'no path to a root of the policy'}`,
    });
  }
  return undefined;
}

/** The findings on notes that may not be believed, by the names of their files: a token is likely named for its note. */
function badNotesByStem(context: VerificationContext): Map<string, FindingDraft> {
  const byStem = new Map<string, FindingDraft>();
  for (const draft of context.drafts) {
    const stem = draft.code === 'E_CKPT_SIG' && draft.path !== undefined ? stemOf(draft.path) : undefined;
    if (stem !== undefined && !byStem.has(stem)) byStem.set(stem, draft);
  }
  return byStem;
}

function imprintOf(token: TimeToken): Digest | undefined {
  const bytes = token.imprint === undefined ? undefined : decodeHex(token.imprint);
  return bytes?.length === 32 ? digestText(bytes) : undefined;
}

/** Adds the tokens to what the evidence says of its checkpoints. */
function stateAnchors(
  context: VerificationContext,
  byDigest: ReadonlyMap<Digest, AssessedNote>,
  anchors: ReadonlyMap<AssessedNote, readonly Anchor[]>,
): void {
  for (const [index, state] of context.checkpoints.entries()) {
    const note = byDigest.get(state.note);
    const known = note === undefined ? undefined : anchors.get(note);
    if (known !== undefined) context.checkpoints[index] = { ...state, anchors: known };
  }
}
