import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { parseTrustPolicy } from '../../../src-core/evidence/policy.ts';
import { isArchive } from '../../../src-core/import/zip/stored-archive.ts';
import type { CheckRequest } from '../../../src-core/ruling/verify-document.ts';
import { checkRuling as checkBytes, type CheckedRuling, type RulingReport } from '../../../src-core/ruling/verify-ruling.ts';
import type { ToldRuling } from '../../../src-core/host/groups/rulings.ts';
import { policyInEffect, readPolicy } from '../../case-import/policies.ts';
import { caseSources, spoolSources } from '../../case-import/sources.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import { knownKid } from '../../custody/case-key.ts';
import { loadEvidence } from '../../files/load-evidence.ts';
import { withPath } from '../../files/read-json.ts';
import { readUserFile } from '../../files/read-user-file.ts';
import { checkArchive } from '../../ruling-files/check-archive.ts';
import { spoolMembers } from '../../ruling-files/spool-members.ts';
import { connect } from '../../store/database.ts';
import { toldRuling } from './told-ruling.ts';

/** A ruling's file, and what it is held against: a case's own evidence and policy, or files. Paths of this machine. */
export interface RulingCheckRequest {
  /** A ruling's file, or a court file. */
  readonly ruling: string;
  /** Empty, the caller's own, for evidence while the engine reads it. */
  readonly folder: string;
  /** Where this machine keeps the custody keys of its cases; absent: it knows none. */
  readonly dataFolder?: string;
  readonly against:
    | { readonly kind: 'case'; readonly path: string }
    | { readonly kind: 'files'; readonly policy?: string; readonly evidence: readonly string[] };
}

export interface RulingCheckResult {
  readonly sha256: string;
  readonly bytes: number;
  readonly report: RulingReport;
  readonly told?: ToldRuling;
}

type HeldAgainst = Pick<CheckRequest, 'policy' | 'verifyEvidence'>;

function heldByCase(path: string, folder: string): HeldAgainst {
  const database = connect(path, 'read');
  try {
    const policy = readPolicy(database, policyInEffect(database))?.policy;
    const { paths } = spoolSources(database, folder, caseSources(database));
    return { policy, verifyEvidence: (heads) => evidenceOf(paths, { heads, ...(policy === undefined ? {} : { policy }) }) };
  } finally {
    database.close();
  }
}

async function heldInFiles({
  policy: policyPath,
  evidence: paths,
}: Extract<RulingCheckRequest['against'], { kind: 'files' }>): Promise<HeldAgainst> {
  const document = policyPath === undefined ? undefined : await readUserFile(policyPath);
  const policy =
    policyPath === undefined || document === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(document));
  if (paths.length === 0) return { policy };
  return { policy, verifyEvidence: (heads) => evidenceOf(paths, { heads, ...(policy === undefined ? {} : { policy }) }) };
}

const evidenceOf = async (paths: readonly string[], given: NonNullable<Parameters<typeof loadEvidence>[1]>['given']) =>
  (await loadEvidence(paths, { given })).evidence;

async function checkDocument(bytes: Uint8Array, against: RulingCheckRequest['against'], folder: string): Promise<CheckedRuling> {
  const held = against.kind === 'case' ? heldByCase(against.path, folder) : await heldInFiles(against);
  return checkBytes(bytes, { verifier: createSignatureVerifier('fast', nodeSignatures), ...held });
}

/** A court file, held against what is given; where no evidence is, against the evidence in it. */
async function checkCourtFile(bytes: Uint8Array, { against, dataFolder, folder }: RulingCheckRequest): Promise<CheckedRuling> {
  const kidOf = (caseUuid: string) => (dataFolder === undefined ? Promise.resolve(undefined) : knownKid(dataFolder, caseUuid));
  let document: CheckedRuling['document'];
  const report = await checkArchive(bytes, kidOf, async (ruling, members) => {
    const isGiven = against.kind === 'case' || against.evidence.length > 0;
    const held = isGiven ? against : { ...against, evidence: await spoolMembers(members, await mkdtemp(join(folder, 'court-'))) };
    const answer = await checkDocument(ruling, held, folder);
    document = answer.document;
    return answer.report;
  });
  return { report, ...(document === undefined ? {} : { document }) };
}

/**
 * Checks a ruling's file, or a court file, from its bytes alone, in whichever thread it is called.
 *
 * @throws {AssizeError} what reading the files may throw; a malformed ruling is a failed check
 */
export async function checkRuling(request: RulingCheckRequest): Promise<RulingCheckResult> {
  const bytes = await readFile(request.ruling);
  const { report, document } = isArchive(bytes)
    ? await checkCourtFile(bytes, request)
    : await checkDocument(bytes, request.against, request.folder);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    report,
    ...(document === undefined ? {} : { told: toldRuling(document) }),
  };
}
