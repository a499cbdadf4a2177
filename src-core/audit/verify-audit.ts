import { AssizeError } from '../errors.ts';
import { openPack } from '../arbitration/open-pack.ts';
import type { Pack } from '../arbitration/pack.ts';
import { runPackTests } from '../arbitration/run-pack-tests.ts';
import { verificationDigest } from '../arbitration/verification-digest.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import type { CheckResult } from '../ruling/verify-ruling.ts';
import { checkStatement } from '../ruling/signed-statement.ts';
import { parseAudit, type AuditDocument } from './audit-document.ts';
import type { Audit, AuditInput } from './audit-evidence.ts';
import { buildAuditStatement } from './build-audit.ts';

/** The questions that are asked of an audit's report, in this order. */
const auditChecks = ['container', 'signature', 'evidence', 'report', 'pack', 'policy', 'core'] as const;
export type AuditCheckName = (typeof auditChecks)[number];

/** The answer to one question; `code` says why where it is no plain pass. */
export interface AuditCheck {
  readonly name: AuditCheckName;
  readonly result: CheckResult;
  readonly code?: string;
}

/** What is known of an audit's report. */
export interface AuditReport {
  /** The worst answer among those that apply. */
  readonly verdict: 'pass' | 'fail' | 'indeterminate';
  readonly checks: readonly AuditCheck[];
  readonly coreDigest?: Digest;
  /** Of the core that was derived again, where the evidence was given. */
  readonly derivedDigest?: Digest;
}

/** What a report is checked against, besides itself. */
export interface AuditContext {
  readonly verifier: SignatureVerifier;
  readonly policy?: TrustPolicy;
  /** Where the evidence is at hand, verified under the policy and the known heads of the report. */
  readonly evidence?: Evidence;
  /** Makes the audit again; asked only with evidence. Throws AssizeError where that cannot be done. */
  readonly derive: (input: AuditInput) => Audit;
}

type Answer = Omit<AuditCheck, 'name'>;

const pass: Answer = { result: 'pass' };
const notAsked: Answer = { result: 'not-applicable' };
const fail = (code: string): Answer => ({ result: 'fail', code });
const open = (code: string): Answer => ({ result: 'indeterminate', code });

function checkSignature({ parts, manifest, envelope, keys }: AuditDocument, context: AuditContext): Answer {
  if (envelope === undefined) return keys.length > 0 ? fail('E_SCHEMA') : open('I_UNSIGNED');
  return checkStatement({ envelope, keys }, buildAuditStatement(parts, manifest), context);
}

function checkEvidence(core: JsonObject, evidence: Evidence | undefined): Answer {
  if (evidence === undefined) return notAsked;
  const given = [...new Set(evidence.inputs.map((input) => input.sha256))].sort(compareUtf16);
  return canonicalize(given) === canonicalize(core['evidence'] ?? null) ? pass : fail('E_EVIDENCE');
}

function checkReport(core: JsonObject, evidence: Evidence | undefined): Answer {
  if (evidence === undefined) return notAsked;
  return verificationDigest(evidence) === core['verificationDigest'] ? pass : fail('E_REPORT');
}

function checkPolicy(core: JsonObject, { policy, evidence }: AuditContext): Answer {
  const stated = core['policyDigest'];
  if (policy !== undefined) return policy.digest === stated ? pass : fail('E_POLICY');
  return stated === undefined || evidence === undefined ? notAsked : open('I_POLICY_MISSING');
}

/** The packs that travel with the report: those that the core names, each of good standing and passing its tests. */
function readPacks({ parts }: AuditDocument, context: AuditContext): { answer: Answer; packs: readonly Pack[] } {
  const refused = (code: string): { answer: Answer; packs: readonly Pack[] } => ({ answer: fail(code), packs: [] });
  const stated = parts.core['packs'];
  const ids = Object.keys(parts.packs).sort(compareUtf16);
  if (!Array.isArray(stated) || stated.length !== ids.length) return refused('E_PACK');
  const packs: Pack[] = [];
  let answer = pass;
  for (const [index, id] of ids.entries()) {
    const { pack, standing } = openPack(parts.packs[id] as JsonValue, context.policy?.packSigners ?? [], context.verifier);
    const row = stated[index];
    const isStated = isJsonObject(row) && row['id'] === id && row['digest'] === pack.digest && row['version'] === pack.version;
    if (!isStated || pack.id !== id) return refused('E_PACK');
    packs.push(pack);
    if (standing.kind === 'bad-signature') return refused('E_PACK_SIGNER');
    if (standing.kind === 'built-in') continue;
    if (runPackTests(pack).some((test) => !test.passed)) return refused('E_PACK_TEST');
    if (standing.kind !== 'signed') answer = open('I_PACK_UNTRUSTED');
  }
  return { answer, packs };
}

function checkCore(
  { parts }: AuditDocument,
  read: { readonly answer: Answer; readonly packs: readonly Pack[] },
  policy: Answer,
  context: AuditContext,
): { answer: Answer; derived?: Digest } {
  const { core, heads, request } = parts;
  const headsDigest = heads === undefined ? undefined : digestOf(canonicalizeBytes(heads));
  const requestDigest = digestOf(canonicalizeBytes(request as unknown as JsonValue));
  if (core['request'] !== requestDigest || core['knownHeads'] !== headsDigest) return { answer: fail('E_CORE') };
  const { evidence } = context;
  if (evidence === undefined) return { answer: notAsked };
  if (policy.result === 'indeterminate') return { answer: open('I_POLICY_MISSING') };
  if (read.answer.result === 'fail') return { answer: open('I_NOT_DERIVED') };
  try {
    const knownHeads = heads === undefined ? {} : { knownHeads: heads };
    const { coreDigest } = context.derive({ evidence, request, packs: read.packs, ...knownHeads });
    const isSame = coreDigest === digestOf(canonicalizeBytes(core));
    return { answer: isSame ? pass : fail('E_CORE'), derived: coreDigest };
  } catch (error) {
    if (error instanceof AssizeError) return { answer: fail(error.code) };
    throw error;
  }
}

/** Runs a check whose input may be malformed in ways that only it can see. */
function attempt<T>(check: () => T, onError: (answer: Answer) => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AssizeError) return onError(fail(error.code));
    throw error;
  }
}

function reportOf(
  answers: ReadonlyMap<AuditCheckName, Answer>,
  digests: Pick<AuditReport, 'coreDigest' | 'derivedDigest'>,
): AuditReport {
  const checks = auditChecks.map((name) => ({ name, ...(answers.get(name) ?? notAsked) }));
  const results = new Set(checks.map((check) => check.result));
  const verdict = results.has('fail') ? 'fail' : results.has('indeterminate') ? 'indeterminate' : 'pass';
  return { verdict, checks, ...digests };
}

/**
 * Checks an audit's report: its form, its signatures over all its parts, its packs and, where they are given, the trust policy and the
 * evidence, from which the audit is made again and compared byte for byte. Never throws on a malformed report.
 */
export function verifyAudit(bytes: Uint8Array, context: AuditContext): AuditReport {
  let document: AuditDocument;
  try {
    document = parseAudit(bytes);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    const unread = (['signature', 'pack', 'core'] as const).map((name) => [name, open('I_NOT_READ')] as const);
    return reportOf(new Map<AuditCheckName, Answer>([['container', fail(error.code)], ...unread]), {});
  }
  const { core } = document.parts;
  const packs = attempt(
    () => readPacks(document, context),
    (answer) => ({ answer, packs: [] }),
  );
  const policy = checkPolicy(core, context);
  const { answer, derived } = checkCore(document, packs, policy, context);
  const answers = new Map<AuditCheckName, Answer>([
    ['container', pass],
    [
      'signature',
      attempt(
        () => checkSignature(document, context),
        (failed) => failed,
      ),
    ],
    ['evidence', checkEvidence(core, context.evidence)],
    ['report', checkReport(core, context.evidence)],
    ['pack', packs.answer],
    ['policy', policy],
    ['core', answer],
  ]);
  return reportOf(answers, {
    coreDigest: digestOf(canonicalizeBytes(core)),
    ...(derived === undefined ? {} : { derivedDigest: derived }),
  });
}
