import { AssizeError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';

/** The head of a log's tree, as a log states it in the text of a signed note. */
export interface Checkpoint {
  /** Which log: of a chain's log the chain's urn, of a platform's log its name. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  /** The tree's root. */
  readonly root: Uint8Array;
  /** Further lines, opaque. */
  readonly extensions: readonly string[];
}

/** Which reading of a checkpoint's text: the specification's, or the lenient one of transparency-dev/formats, which others' tools use. */
export type CheckpointReading = 'c2sp' | 'lenient';

const largestUint64 = 2n ** 64n - 1n;

/**
 * Reads the text of a checkpoint (C2SP tlog-checkpoint, "Note text"): origin, size, root, extension lines, each ended by a newline.
 * Throws `AssizeError` E_CHECKPOINT with the line at fault.
 *
 * The `c2sp` reading demands a root of 32 bytes, a size without leading zeros and no empty extension line; the `lenient` one does
 * not. Sizes past 2^53-1 are refused in both: no chain is so long, and a number could not hold them exactly.
 */
export function parseCheckpoint(text: string, reading: CheckpointReading = 'c2sp'): Checkpoint {
  const lines = text.split('\n');
  if (lines.length < 4 || (reading === 'c2sp' && lines.at(-1) !== '')) {
    throw badCheckpoint('a checkpoint has at least three lines, each ended by a newline', lines.length);
  }
  const [origin = '', sizeText = '', rootText = ''] = lines;
  if (origin === '') throw badCheckpoint('the origin is empty', 1);
  if (!/^0*[0-9]{1,20}$/.test(sizeText) || BigInt(sizeText) > largestUint64) {
    throw badCheckpoint('the size is no decimal number of 64 bits', 2);
  }
  if (reading === 'c2sp' && /^0./.test(sizeText)) throw badCheckpoint('the size has leading zeros', 2);
  const size = Number(sizeText);
  if (!Number.isSafeInteger(size)) throw badCheckpoint('the size is past 2^53-1', 2);
  const root = decodeBase64(rootText);
  if (root === undefined) throw badCheckpoint('the root is not base64', 3);
  if (reading === 'c2sp' && root.length !== 32) throw badCheckpoint(`the root has ${root.length} bytes instead of 32`, 3);
  const extensions = lines.slice(3, lines.at(-1) === '' ? -1 : undefined);
  const empty = extensions.indexOf('');
  if (reading === 'c2sp' && empty >= 0) throw badCheckpoint('an extension line is empty', 4 + empty);
  return { origin, size, root, extensions };
}

/** The text of a checkpoint, ready to be signed; refuses what `parseCheckpoint` would refuse. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  const text = [origin, String(size), encodeBase64(root), ...extensions].map((line) => `${line}\n`).join('');
  parseCheckpoint(text);
  return text;
}

function badCheckpoint(message: string, line: number): AssizeError {
  return new AssizeError('E_CHECKPOINT', message, { line });
}
