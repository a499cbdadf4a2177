import { decodeLatin1 } from '../encoding/ascii.ts';
import type { Axis } from '../evidence/finding.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { InputFinding } from '../evidence/verify/open-verification.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { agentReceipts } from './formats/agent-receipts/index.ts';
import { ap2 } from './formats/ap2/index.ts';

/** How much of a file is looked at to find its format, in bytes. */
export const HEAD_BYTES = 64 * 1024;

/** A document of another protocol, and what it is judged by. */
export interface ForeignDocument {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ForeignRequest {
  readonly policy: TrustPolicy | undefined;
  readonly verifier: SignatureVerifier;
  /** Epoch milliseconds of `--at`; absent: times are recorded, not judged. */
  readonly at?: number;
}

/** What another protocol's documents show, on the same axes as chains. */
export interface ForeignReport {
  readonly findings: readonly InputFinding[];
  /** The axes that these documents ask something of. */
  readonly asked: readonly Axis[];
  /** Counted as entries: signed statements found. */
  readonly entries: number;
  readonly transactions: readonly string[];
  /** Decoded content for `inspect`, one item a signed statement. */
  readonly statements: readonly ForeignStatement[];
}

export interface ForeignStatement {
  readonly path: string;
  /** Its place in its file, as findings on it begin; absent where it is the file. */
  readonly pointer?: string;
  readonly type: string;
  /** `sha256:…` of the statement's own bytes. */
  readonly digest: string;
  readonly decoded: unknown;
  readonly raw: string;
}

/** One door to a protocol's evidence; found by content, never by a file's name. */
export interface ForeignFormat {
  /** As reports name it: `ap2`, `agent-receipts`, … */
  readonly name: string;
  /** @param head - the file's first bytes; all of it where it is shorter than `HEAD_BYTES` */
  recognises(head: Uint8Array): boolean;
  /** Judges all documents of this format that were given together, since they may refer to each other. */
  judge(documents: readonly ForeignDocument[], request: ForeignRequest): ForeignReport | Promise<ForeignReport>;
}

/** The formats of other protocols that are read, in the order in which they are asked. */
export const FOREIGN_FORMATS: ForeignFormat[] = [agentReceipts, ap2];

/** Signs of a chain file: any of them is enough, so that a damaged chain is still known for what it is. */
const CHAIN_MARKS = [
  '{"payload":"',
  'application/vnd.assize.entry.v',
  '","payloadType":"',
  '"signatures":[{"keyid":"',
  '"payloadType"',
];

/**
 * The format of a file by its first bytes: `atb` for a ZIP (whether it is a whole container is judged later), `ndjson` for a chain
 * file, a door of another protocol, or undefined: no evidence that is known.
 */
export function detectFormat(
  head: Uint8Array,
  formats: readonly ForeignFormat[] = FOREIGN_FORMATS,
): 'atb' | 'ndjson' | ForeignFormat | undefined {
  if (isZip(head)) return 'atb';
  const foreign = formats.find((format) => format.recognises(head));
  if (foreign !== undefined) return foreign;
  const text = decodeLatin1(head);
  return CHAIN_MARKS.some((mark) => text.includes(mark)) ? 'ndjson' : undefined;
}

/** A local file header, an empty archive's end, or the mimetype that stands first in a container whose header is damaged. */
function isZip(head: Uint8Array): boolean {
  if (head[0] === 0x50 && head[1] === 0x4b) return true;
  return decodeLatin1(head.subarray(0, 128)).includes('application/vnd.assize.atb+zip');
}
