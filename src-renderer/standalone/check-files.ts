import { pureX509 } from '../../src-core/chain/cms/pure-x509.ts';
import { pureSignatures } from '../../src-core/crypto/pure-signatures.ts';
import { createSha256, digestOf } from '../../src-core/crypto/sha256.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { AssizeError, type Place } from '../../src-core/errors.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../src-core/evidence/policy.ts';
import { verifyInputs } from '../../src-core/import/verify-inputs.ts';
import { isArchive } from '../../src-core/import/zip/stored-archive.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { mergeAnswers } from '../../src-core/ruling/merge-answers.ts';
import { checkRuling, type CheckedRuling, type RulingReport } from '../../src-core/ruling/verify-ruling.ts';
import { inputOf } from './browser-files.ts';
import { readCourtFile, type CourtFile } from './read-court-file.ts';

/** The files of one check. */
export interface GivenFiles {
  /** The ruling's own file, or the archive that it came in. */
  readonly ruling: File;
  readonly policy?: File;
  readonly evidence: readonly File[];
}

/** What a check came to: a report, or why there is none; codes and report are those of the command line. */
export type CheckAnswer =
  | { readonly kind: 'report'; readonly report: RulingReport; readonly rulingDigest: string; readonly core?: JsonObject }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly place: Place };

/** How far the reading of evidence has come, in bytes. */
export interface CheckProgress {
  readonly bytes: number;
  readonly total: number;
}

/** Checks a ruling by the code of the command line, with everything that a host adds computed here. */
export async function checkFiles(given: GivenFiles, onProgress: (progress: CheckProgress) => void): Promise<CheckAnswer> {
  try {
    const bytes = new Uint8Array(await given.ruling.arrayBuffer());
    const policy = given.policy === undefined ? undefined : await readPolicy(given.policy);
    const { report, document } = isArchive(bytes)
      ? await checkArchive(bytes, given.evidence, policy, onProgress)
      : await checkDocument(bytes, given.evidence, policy, onProgress);
    return {
      kind: 'report',
      report,
      rulingDigest: digestOf(bytes),
      ...(document === undefined ? {} : { core: document.parts.core }),
    };
  } catch (error) {
    if (error instanceof AssizeError) return { kind: 'refused', code: error.code, message: error.message, place: error.place };
    throw error;
  }
}

type OnProgress = (progress: CheckProgress) => void;

/** The ruling in an archive, by the evidence that is given, else by the evidence in it. */
async function checkArchive(
  bytes: Uint8Array,
  evidence: readonly File[],
  policy: TrustPolicy | undefined,
  onProgress: OnProgress,
): Promise<CheckedRuling> {
  const court = tryReadCourtFile(bytes);
  if (court instanceof AssizeError) {
    const { report } = await checkDocument(new Uint8Array(), [], policy, onProgress);
    const checks = report.checks.map((check) => (check.name === 'container' ? { ...check, code: court.code } : check));
    return { report: { ...report, checks } };
  }
  const answer = await checkDocument(court.ruling, evidence.length > 0 ? evidence : court.evidence, policy, onProgress);
  return { ...answer, report: mergeAnswers(answer.report, court.answers) };
}

function tryReadCourtFile(bytes: Uint8Array): CourtFile | AssizeError {
  try {
    return readCourtFile(bytes);
  } catch (error) {
    // What cannot be judged here is no fault of the archive.
    if (error instanceof AssizeError && error.code !== 'I_ALG') return error;
    throw error;
  }
}

async function checkDocument(
  bytes: Uint8Array,
  evidence: readonly File[],
  policy: TrustPolicy | undefined,
  onProgress: OnProgress,
): Promise<CheckedRuling> {
  const verifier = createSignatureVerifier('reference', pureSignatures);
  return checkRuling(bytes, {
    verifier,
    policy,
    verifyEvidence:
      evidence.length === 0
        ? undefined
        : async (heads) => {
            const files = [];
            for (const file of evidence) files.push(await inputOf(file));
            const loaded = await verifyInputs(files, {
              policy,
              policySource: policy === undefined ? 'none' : 'file',
              heads,
              verifier,
              x509: pureX509,
              host: { createSha256, onBytes: progressOf(evidence, onProgress), throwIfStopped: () => {} },
            });
            return loaded.evidence;
          },
  });
}

async function readPolicy(file: File): Promise<TrustPolicy> {
  try {
    return parseTrustPolicy(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    throw new AssizeError(error.code, error.message, { ...error.place, path: file.name }, error.advice);
  }
}

function progressOf(files: readonly File[], tell: OnProgress): (path: string, bytes: number) => void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let bytes = 0;
  return (_path, more) => {
    bytes += more;
    // Members inflate to more than their file has.
    tell({ bytes: Math.min(bytes, total), total });
  };
}
