import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { parseTrustPolicy } from '../../../src-core/evidence/policy.ts';
import { isArchive } from '../../../src-core/import/zip/stored-archive.ts';
import {
  checkRuling as checkBytes,
  type RulingAnswer,
  type RulingCheckRequest as Held,
} from '../../../src-core/ruling/check-ruling.ts';
import type { RulingDocument } from '../../../src-core/ruling/ruling-document.ts';
import type { RulingReport } from '../../../src-core/ruling/verify-ruling.ts';
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

type HeldAgainst = Pick<Held, 'policy' | 'verifyEvidence'>;

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

async function checkDocument(bytes: Uint8Array, against: RulingCheckRequest['against'], folder: string): Promise<RulingAnswer> {
  const held = against.kind === 'case' ? heldByCase(against.path, folder) : await heldInFiles(against);
  return checkBytes(bytes, { verifier: createSignatureVerifier('fast', nodeSignatures), ...held });
}

/** A court file, held against what is given; where no evidence is, against the evidence in it. */
async function checkCourtFile(bytes: Uint8Array, { against, dataFolder, folder }: RulingCheckRequest): Promise<RulingAnswer> {
  const kidOf = (caseUuid: string) => (dataFolder === undefined ? Promise.resolve(undefined) : knownKid(dataFolder, caseUuid));
  let ruling: RulingDocument | undefined;
  const report = await checkArchive(bytes, kidOf, async (document, members) => {
    const isGiven = against.kind === 'case' || against.evidence.length > 0;
    const held = isGiven ? against : { ...against, evidence: await spoolMembers(members, await mkdtemp(join(folder, 'court-'))) };
    const answer = await checkDocument(document, held, folder);
    ruling = answer.ruling;
    return answer.report;
  });
  return { report, ...(ruling === undefined ? {} : { ruling }) };
}

/**
 * Checks a ruling's file, or a court file, from its bytes alone, in whichever thread it is called.
 *
 * @throws {AssizeError} what reading the files may throw; a malformed ruling is a failed check
 */
export async function checkRuling(request: RulingCheckRequest): Promise<RulingCheckResult> {
  const bytes = await readFile(request.ruling);
  const { report, ruling } = isArchive(bytes)
    ? await checkCourtFile(bytes, request)
    : await checkDocument(bytes, request.against, request.folder);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    report,
    ...(ruling === undefined ? {} : { told: toldRuling(ruling) }),
  };
}
