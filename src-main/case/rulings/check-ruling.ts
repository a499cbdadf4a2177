import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arbitrateEvidence } from '../../../src-core/arbitration/arbitrate-evidence.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { parseKnownHeads } from '../../../src-core/evidence/known-heads.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../../src-core/evidence/policy.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { parseRuling, type RulingDocument } from '../../../src-core/ruling/ruling-document.ts';
import { verifyRuling, type RederivationRequest, type RulingReport } from '../../../src-core/ruling/verify-ruling.ts';
import type { ToldRuling } from '../../../src-core/host/groups/rulings.ts';
import { policyInEffect, readPolicy } from '../../case-import/policies.ts';
import { caseSources, spoolSources } from '../../case-import/sources.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import { knownKid } from '../../custody/case-key.ts';
import { loadEvidence } from '../../files/load-evidence.ts';
import { withPath } from '../../files/read-json.ts';
import { readUserFile } from '../../files/read-user-file.ts';
import { checkArchive } from '../../ruling-files/check-archive.ts';
import { isArchive } from '../../ruling-files/is-archive.ts';
import { spoolMembers } from '../../ruling-files/spool-members.ts';
import { connect } from '../../store/database.ts';
import { toldRuling } from './told-ruling.ts';

/** A ruling's file, and what it is held against: a case's own evidence and policy, or files. Paths of this machine. */
export interface RulingCheckRequest {
  /** A ruling's file, or a court file. */
  readonly ruling: string;
  /** Where this machine keeps the custody keys of its cases; absent: it knows none. */
  readonly dataFolder?: string;
  /** Empty, the caller's own, for evidence of a case or a court file while the engine reads it. */
  readonly folder: string;
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

/** Derives the core of a ruling again, from its own terms and evidence that is at hand. */
export const deriveAgain = ({ evidence, parts, packs, settings }: RederivationRequest) =>
  arbitrateEvidence({
    evidence,
    claim: parts.claim,
    packs,
    settings,
    ...(parts.heads === undefined ? {} : { knownHeads: parts.heads }),
  });

interface Held {
  readonly policy?: TrustPolicy;
  readonly evidence?: Evidence;
}

async function readCase(path: string, folder: string, ruling: RulingDocument | undefined): Promise<Held> {
  const database = connect(path, 'read');
  try {
    const policy = readPolicy(database, policyInEffect(database))?.policy;
    const given = { heads: headsOf(ruling), ...(policy === undefined ? {} : { policy }) };
    const { paths } = spoolSources(database, folder, caseSources(database));
    const { evidence } = await loadEvidence(paths, { given });
    return { evidence, ...(policy === undefined ? {} : { policy }) };
  } finally {
    database.close();
  }
}

async function readFiles(
  { policy: policyPath, evidence: paths }: Extract<RulingCheckRequest['against'], { kind: 'files' }>,
  ruling: RulingDocument | undefined,
): Promise<Held> {
  const document = policyPath === undefined ? undefined : await readUserFile(policyPath);
  const policy =
    policyPath === undefined || document === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(document));
  const own = policy === undefined ? {} : { policy };
  if (paths.length === 0 || ruling === undefined) return own;
  const { evidence } = await loadEvidence(paths, { given: { heads: headsOf(ruling), ...own } });
  return { ...own, evidence };
}

const headsOf = (ruling: RulingDocument | undefined): ReturnType<typeof parseKnownHeads> =>
  ruling?.parts.heads === undefined ? [] : parseKnownHeads(canonicalizeBytes(ruling.parts.heads));

/** The ruling as far as it can be read; what is wrong with it, `verifyRuling` says. */
function tryParse(bytes: Uint8Array): RulingDocument | undefined {
  try {
    return parseRuling(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

async function verifyDocument(bytes: Uint8Array, against: RulingCheckRequest['against'], folder: string): Promise<RulingReport> {
  const ruling = tryParse(bytes);
  const held = against.kind === 'case' ? await readCase(against.path, folder, ruling) : await readFiles(against, ruling);
  return verifyRuling(bytes, {
    verifier: createSignatureVerifier('fast', nodeSignatures),
    ...held,
    derive: deriveAgain,
  });
}

/** A court file, held against what is given; where no evidence is, against the evidence in it. */
function verifyArchive(
  bytes: Uint8Array,
  { against, dataFolder, folder }: RulingCheckRequest,
  note: (ruling: RulingDocument | undefined) => void,
): Promise<RulingReport> {
  const kidOf = (caseUuid: string): Promise<string | undefined> =>
    dataFolder === undefined ? Promise.resolve(undefined) : knownKid(dataFolder, caseUuid);
  return checkArchive(bytes, kidOf, async (ruling, held) => {
    note(tryParse(ruling));
    if (against.kind === 'case' || against.evidence.length > 0) return verifyDocument(ruling, against, folder);
    return verifyDocument(ruling, { ...against, evidence: await spoolMembers(held, folder) }, folder);
  });
}

/**
 * Checks a ruling's file, or a court file, from its bytes alone, in whichever thread it is called.
 *
 * @throws {AssizeError} what reading the files may throw; a malformed ruling is a failed check
 */
export async function checkRuling(request: RulingCheckRequest): Promise<RulingCheckResult> {
  const bytes = await readFile(request.ruling);
  let ruling: RulingDocument | undefined;
  let report: RulingReport;
  if (isArchive(bytes)) report = await verifyArchive(bytes, request, (found) => (ruling = found));
  else {
    ruling = tryParse(bytes);
    report = await verifyDocument(bytes, request.against, request.folder);
  }
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    report,
    ...(ruling === undefined ? {} : { told: toldRuling(ruling) }),
  };
}
