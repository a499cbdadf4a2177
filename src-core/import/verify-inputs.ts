import type { X509Host } from '../chain/cms/x509-host.ts';
import { digestOf } from '../crypto/sha256.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { joinBytes } from '../encoding/bytes.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { AssizeError } from '../errors.ts';
import type { PageStore } from '../evidence/lines/page-memory.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { Evidence, InputInfo } from '../evidence/state.ts';
import type { KnownHead, OpenedSeal } from '../evidence/verify/context.ts';
import { openVerification } from '../evidence/verify/open-verification.ts';
import type { ForeignDocument, ForeignFormat, ForeignStatement } from './detect-format.ts';
import { EvidenceFeed, type FeedHost, type InputFile } from './evidence-feed.ts';
import { checkTimeTokens } from './time-tokens.ts';

/** What evidence is verified with, and by. */
export interface InputsRequest {
  readonly policy: TrustPolicy | undefined;
  readonly policySource: Evidence['policySource'];
  readonly heads: readonly KnownHead[];
  readonly verifier: SignatureVerifier;
  readonly x509: X509Host;
  readonly host: FeedHost;
  /** Where what is known of lines goes beyond a bound; without it all stays in memory. */
  readonly pages?: PageStore;
  /** Epoch milliseconds of `--at`. */
  readonly at?: number | undefined;
  /** Opens seals with the user's key, where there is one. */
  readonly openSeals?: ((sealed: readonly { path: string; bytes: Uint8Array }[]) => Promise<OpenedSeal[]>) | undefined;
}

export interface LoadedEvidence {
  readonly evidence: Evidence;
  readonly inputs: readonly InputInfo[];
  /** Decoded statements of other protocols, for `inspect`. */
  readonly statements: readonly ForeignStatement[];
}

/**
 * Verifies inputs whose formats are known, in any order, with the same result; every host does it by this one function. Lines stream:
 * memory does not grow with them where there is a page store.
 *
 * @throws {AssizeError} `E_FORMAT` where an input is no evidence at all, `E_KEY` where a root of the policy is no certificate
 */
export async function verifyInputs(files: readonly InputFile[], request: InputsRequest): Promise<LoadedEvidence> {
  const { policy, verifier, host } = request;
  const verification = openVerification({
    policy,
    policySource: request.policySource,
    verifier,
    heads: request.heads,
    ...(request.pages === undefined ? {} : { pages: request.pages }),
  });
  const feed = new EvidenceFeed(verification, policy, host);
  const inputs: InputInfo[] = [];
  const foreign = new Map<ForeignFormat, ForeignDocument[]>();
  for (const file of files) {
    const { format } = file;
    if (typeof format === 'string') inputs.push(await feed.take(file));
    else {
      const bytes = await readAll(file);
      foreign.set(format, [...(foreign.get(format) ?? []), { path: file.path, bytes }]);
      inputs.push({ path: file.path, sha256: digestOf(bytes), bytes: bytes.length, format: format.name });
    }
  }
  const statements: ForeignStatement[] = [];
  for (const [format, documents] of foreign) {
    const report = await format.judge(
      [...documents].sort((a, b) => compareUtf16(digestOf(a.bytes), digestOf(b.bytes))),
      { policy, verifier, ...(request.at === undefined ? {} : { at: request.at }) },
    );
    verification.pushForeign(report);
    statements.push(...report.statements);
  }
  const opened = (await request.openSeals?.(feed.filesOf('sealed'))) ?? [];
  const timeTokens = checkTimeTokens(feed.filesOf('anchor'), policy?.tsaRoots ?? [], request.x509, feed.filesOf('log'));
  host.throwIfStopped();
  const evidence = verification.close({ inputs, opened, timeTokens });
  feed.refuseFolderAlone(evidence.counts.entries === 0);
  return { evidence, inputs: evidence.inputs, statements };
}

const MOST_FOREIGN_BYTES = 256 * 1024 * 1024;

async function readAll(file: InputFile): Promise<Uint8Array> {
  if (file.size > MOST_FOREIGN_BYTES)
    throw noEvidence(file.path, `documents of this format are read up to ${MOST_FOREIGN_BYTES} bytes`);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.read()) pieces.push(piece);
  return joinBytes(pieces);
}

/** The failure of an input that is no evidence. */
export function noEvidence(path: string, why: string): AssizeError {
  return new AssizeError(
    'E_FORMAT',
    `cannot be read as evidence: ${why}`,
    { path },
    'Give a bundle (.atb), a folder of one, a chain file, or a signed token.',
  );
}
