import { AssizeError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.ts';

/** The shape that proof files have in common: head lines, hashes a line, a blank line, then a checkpoint's note verbatim. */
export interface ProofLines {
  readonly head: readonly string[];
  readonly hashes: readonly Uint8Array[];
  readonly note: Uint8Array;
}

const maximumBytes = 1 << 21;
/** No path in a tree of 2^53-1 leaves is longer, nor is a consistency proof. */
const maximumHashes = 64;

/** Splits a proof file; `headLength` says how many head lines there are, given the first two. Throws `AssizeError` E_PROOF. */
export function splitProof(bytes: Uint8Array, headLength: (first: string, second: string) => number): ProofLines {
  if (bytes.length > maximumBytes) throw badProof('a proof is at most 2 MiB');
  const end = blankLine(bytes);
  if (end < 0) throw badProof('the proof has no blank line before its checkpoint');
  const before = decodeUtf8(bytes.subarray(0, end));
  if (before === undefined) throw badProof('the proof is not well-formed UTF-8');
  const lines = before.slice(0, -1).split('\n');
  const count = headLength(lines[0] as string, lines[1] ?? '');
  if (lines.length < count) throw badProof('the proof ends before its index or size', lines.length);
  const hashLines = lines.slice(count);
  if (hashLines.length > maximumHashes) throw badProof(`a proof has at most ${maximumHashes} hashes`, count + maximumHashes + 1);
  const hashes = hashLines.map((line, index) => readHash(line, count + index + 1));
  const note = bytes.subarray(end + 1);
  if (note.length === 0) throw badProof('the proof has no checkpoint', lines.length + 2);
  return { head: lines.slice(0, count), hashes, note };
}

/** Where the first blank line starts. */
function blankLine(bytes: Uint8Array): number {
  for (let i = bytes.indexOf(0x0a); i >= 0; i = bytes.indexOf(0x0a, i + 1)) if (bytes[i + 1] === 0x0a) return i + 1;
  return -1;
}

function readHash(line: string, at: number): Uint8Array {
  const hash = decodeBase64(line);
  if (hash?.length !== 32) throw badProof('a hash of a proof is base64 of 32 bytes', at);
  return hash;
}

/** A number without leading zeros, at most 2^53-1, `undefined` for anything else. */
export function readCount(text: string): number | undefined {
  const count = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : undefined;
  return count !== undefined && Number.isSafeInteger(count) ? count : undefined;
}

/** Writes a proof file. */
export function joinProof(parts: ProofLines): Uint8Array {
  const lines = [...parts.head, ...parts.hashes.map((hash) => encodeBase64(hash)), ''];
  return concatBytes(encodeUtf8(lines.map((line) => `${line}\n`).join('')), parts.note);
}

/** A proof file that is none. */
export function badProof(message: string, line?: number): AssizeError {
  return new AssizeError('E_PROOF', message, line === undefined ? {} : { line });
}
