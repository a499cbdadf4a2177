import { sha384, sha512 } from '@noble/hashes/sha2.js';
import { readTimeStamp, type TimeStampReading } from '../chain/cms/time-stamp.ts';
import type { X509Host } from '../chain/cms/x509-host.ts';
import { ASSUMED_ACCURACY } from '../chain/time-stamp.ts';
import { sha256 } from '../crypto/sha256.ts';
import { encodeHex } from '../encoding/hex.ts';
import type { TimeToken } from '../evidence/verify/context.ts';

type Named = { readonly path: string; readonly bytes: Uint8Array };

/** Files below `anchors/` that claim to be time-stamp tokens; others there are nobody's business. */
const tokenName = /\.tsr$/;

/**
 * Reads the RFC 3161 tokens of a bundle and judges who made them. Which checkpoint each is over is for the core to find, by SHA-256: a
 * token that stamps another hash of SHA-2 is told by the SHA-256 of the note that has that hash. Whole answers of an authority
 * (TimeStampResp) are read too.
 *
 * @param roots - PEM certificates of the policy; without any no token is trusted
 * @param logs - files below `log/`: notes, and proofs that carry one
 * @throws {AssizeError} E_KEY where a root is no certificate in PEM
 */
export function checkTimeTokens(
  files: readonly Named[],
  roots: readonly string[],
  x509: X509Host,
  logs: readonly Named[] = [],
): TimeToken[] {
  const notes = new Notes(logs);
  return files
    .filter(({ path }) => tokenName.test(path))
    .map(({ path, bytes }) => timeTokenOf(path, readTimeStamp(bytes, roots, x509), notes));
}

const SHA256_BYTES = 32;
const HASHES_BY_LENGTH: ReadonlyMap<number, (bytes: Uint8Array) => Uint8Array> = new Map([
  [48, sha384],
  [64, sha512],
]);

/** The notes of a bundle by hashes other than SHA-256; nothing is computed until a token asks. */
class Notes {
  readonly #logs: readonly Named[];
  readonly #byLength = new Map<number, ReadonlyMap<string, Uint8Array>>();

  constructor(logs: readonly Named[]) {
    this.#logs = logs;
  }

  /** SHA-256 of the note that has this hash; the hash itself where it is SHA-256, or no note has it. */
  inSha256(imprint: Uint8Array): Uint8Array {
    const hash = HASHES_BY_LENGTH.get(imprint.length);
    if (imprint.length === SHA256_BYTES || hash === undefined) return imprint;
    let notes = this.#byLength.get(imprint.length);
    if (notes === undefined) {
      notes = new Map(this.#logs.flatMap(({ bytes }) => notesIn(bytes)).map((note) => [encodeHex(hash(note)), sha256(note)]));
      this.#byLength.set(imprint.length, notes);
    }
    return notes.get(encodeHex(imprint)) ?? imprint;
  }
}

const LF = 0x0a;

/** A file of a log as a note, and what follows its first empty line: where a proof carries its checkpoint. */
function notesIn(bytes: Uint8Array): Uint8Array[] {
  const empty = bytes.findIndex((byte, at) => byte === LF && bytes[at + 1] === LF);
  return empty < 0 ? [bytes] : [bytes, bytes.subarray(empty + 2)];
}

function timeTokenOf(path: string, { status, message, token, imprint }: TimeStampReading, notes: Notes): TimeToken {
  return {
    path,
    status,
    ...(message === undefined ? {} : { message }),
    ...(imprint === undefined ? {} : { imprint: encodeHex(notes.inSha256(imprint)) }),
    // The time is known to the millisecond at best, so what was cut off of it makes the token less accurate.
    ...(token === undefined
      ? {}
      : { genTime: token.genTime, accuracyMs: (token.accuracy ?? ASSUMED_ACCURACY) + (token.isRounded ? 1 : 0) }),
  };
}
