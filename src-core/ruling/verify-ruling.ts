import { AssizeError } from '../errors.ts';
import { claimDigest } from '../arbitration/claim.ts';
import type { Arbitration } from '../arbitration/arbitrate.ts';
import { openPack } from '../arbitration/open-pack.ts';
import { runPackTests } from '../arbitration/run-pack-tests.ts';
import type { Setting } from '../arbitration/combine-packs.ts';
import type { Pack } from '../arbitration/pack.ts';
import { verificationDigest } from '../arbitration/verification-digest.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import { compareUtf16 } from '../encoding/compare-utf16.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { Evidence } from '../evidence/state.ts';
import { canonicalize, canonicalizeBytes } from '../json/canonicalize.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { parseRuling, type RulingDocument, type RulingParts } from './ruling-document.ts';
import { checkStatement } from './signed-statement.ts';
import { buildStatement } from './statement.ts';

/** The questions that are asked of a ruling, in this order. */
const rulingChecks = [
  'container',
  'renderings',
  'signature',
  'approvals',
  'evidence',
  'report',
  'pack',
  'policy',
  'core',
  'custody',
] as const;
export type RulingCheckName = (typeof rulingChecks)[number];

export type CheckResult = 'pass' | 'fail' | 'indeterminate' | 'not-applicable';

/** The answer to one question; `code` says why where it is no plain pass. */
export interface RulingCheck {
  readonly name: RulingCheckName;
  readonly result: CheckResult;
  readonly code?: string;
}

/** What is known of a ruling. */
export interface RulingReport {
  /** The worst answer among those that apply. */
  readonly verdict: 'pass' | 'fail' | 'indeterminate';
  readonly checks: readonly RulingCheck[];
  readonly coreDigest?: Digest;
  /** Of the core that was derived again, where the evidence was given. */
  readonly derivedDigest?: Digest;
}

/** What a ruling is checked against, besides itself. */
export interface RulingContext {
  readonly verifier: SignatureVerifier;
  readonly policy?: TrustPolicy;
  /** Where the evidence is at hand, verified under the policy and the known heads of the ruling. */
  readonly evidence?: Evidence;
  /** Derives the ruling again; asked only with evidence. Throws AssizeError where that cannot be done. */
  readonly derive: (request: RederivationRequest) => Arbitration;
}

/** A ruling's own terms, for deriving it again. */
export interface RederivationRequest {
  readonly evidence: Evidence;
  readonly parts: RulingParts;
  readonly packs: readonly Pack[];
  /** Every parameter at the value that the core states. */
  readonly settings: readonly Setting[];
}

type Answer = Omit<RulingCheck, 'name'>;

const pass: Answer = { result: 'pass' };
const notAsked: Answer = { result: 'not-applicable' };
const fail = (code: string): Answer => ({ result: 'fail', code });
const open = (code: string): Answer => ({ result: 'indeterminate', code });

function checkSignature({ envelope, keys, parts, manifest }: RulingDocument, context: RulingContext): Answer {
  if (envelope === undefined) return keys.length > 0 ? fail('E_SCHEMA') : open('I_UNSIGNED');
  return checkStatement({ envelope, keys }, buildStatement(parts, manifest), context);
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

function checkPolicy(core: JsonObject, context: RulingContext): Answer {
  const stated = core['policyDigest'];
  if (context.policy !== undefined) return context.policy.digest === stated ? pass : fail('E_POLICY');
  if (stated === undefined || context.evidence === undefined) return notAsked;
  return open('I_POLICY_MISSING');
}

interface ReadPacks {
  readonly answer: Answer;
  readonly packs: readonly Pack[];
  readonly settings: readonly Setting[];
}

function readPacks({ parts }: RulingDocument, context: RulingContext): ReadPacks {
  const stated = parts.core['packs'];
  const refused = (code: string): ReadPacks => ({ answer: fail(code), packs: [], settings: [] });
  const ids = Object.keys(parts.packs).sort(compareUtf16);
  if (!Array.isArray(stated) || stated.length !== ids.length) return refused('E_PACK');
  const packs: Pack[] = [];
  const settings: Setting[] = [];
  let answer = pass;
  for (const [index, id] of ids.entries()) {
    const { pack, standing } = openPack(parts.packs[id] as JsonValue, context.policy?.packSigners ?? [], context.verifier);
    const row = stated[index];
    if (
      !isJsonObject(row) ||
      pack.id !== id ||
      row['id'] !== id ||
      row['digest'] !== pack.digest ||
      row['version'] !== pack.version
    )
      return refused('E_PACK');
    const params = row['params'];
    if (
      !isJsonObject(params) ||
      canonicalize(Object.keys(params).sort()) !== canonicalize(pack.params.map((param) => param.id).sort())
    )
      return refused('E_PACK');
    for (const param of Object.keys(params)) settings.push({ pack: id, param, value: params[param] as JsonValue });
    packs.push(pack);
    if (standing.kind === 'bad-signature') return refused('E_PACK_SIGNER');
    if (standing.kind === 'built-in') continue;
    if (runPackTests(pack).some((test) => !test.passed)) return refused('E_PACK_TEST');
    if (standing.kind !== 'signed') answer = open('I_PACK_UNTRUSTED');
  }
  return { answer, packs, settings };
}

function checkCore(
  ruling: RulingDocument,
  read: ReadPacks,
  policy: Answer,
  context: RulingContext,
): { answer: Answer; derived?: Digest } {
  const { parts } = ruling;
  const { core, heads } = parts;
  const headsDigest = heads === undefined ? undefined : digestOf(canonicalizeBytes(heads));
  if (core['claim'] !== claimDigest(parts.claim) || core['knownHeads'] !== headsDigest) return { answer: fail('E_CORE') };
  const { evidence } = context;
  if (evidence === undefined) return { answer: notAsked };
  if (policy.result === 'indeterminate') return { answer: open('I_POLICY_MISSING') };
  if (read.answer.result === 'fail') return { answer: open('I_NOT_DERIVED') };
  try {
    const { coreDigest } = context.derive({ evidence, parts, packs: read.packs, settings: read.settings });
    const same = coreDigest === digestOf(canonicalizeBytes(core));
    return { answer: same ? pass : fail('E_CORE'), derived: coreDigest };
  } catch (error) {
    if (error instanceof AssizeError) return { answer: fail(error.code) };
    throw error;
  }
}

/** Runs a check whose input may be malformed in ways that only it can see. */
function attempt(check: () => Answer): Answer {
  try {
    return check();
  } catch (error) {
    if (error instanceof AssizeError) return fail(error.code);
    throw error;
  }
}

function report(
  answers: ReadonlyMap<RulingCheckName, Answer>,
  digests: Pick<RulingReport, 'coreDigest' | 'derivedDigest'>,
): RulingReport {
  const checks = rulingChecks.map((name) => ({ name, ...(answers.get(name) ?? notAsked) }));
  const results = new Set(checks.map((check) => check.result));
  const verdict = results.has('fail') ? 'fail' : results.has('indeterminate') ? 'indeterminate' : 'pass';
  return { verdict, checks, ...digests };
}

/**
 * Checks a ruling's file: its form, its signatures over all its parts, its packs and, where they are given, the trust policy and the
 * evidence, from which the core is derived again and compared byte for byte. Renderings, approvals and custody logs are no part of this
 * form of a ruling. Never throws on a malformed ruling.
 */
export function verifyRuling(bytes: Uint8Array, context: RulingContext): RulingReport {
  const answers = new Map<RulingCheckName, Answer>();
  let ruling: RulingDocument;
  try {
    ruling = parseRuling(bytes);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    answers.set('container', fail(error.code));
    for (const name of ['signature', 'pack', 'core'] as const) answers.set(name, open('I_NOT_READ'));
    return report(answers, {});
  }
  const { core } = ruling.parts;
  answers.set('container', pass);
  answers.set(
    'signature',
    attempt(() => checkSignature(ruling, context)),
  );
  answers.set('evidence', checkEvidence(core, context.evidence));
  answers.set('report', checkReport(core, context.evidence));
  let read: ReadPacks = { answer: fail('E_PACK'), packs: [], settings: [] };
  answers.set(
    'pack',
    attempt(() => {
      read = readPacks(ruling, context);
      return read.answer;
    }),
  );
  const policy = checkPolicy(core, context);
  answers.set('policy', policy);
  const { answer, derived } = checkCore(ruling, read, policy, context);
  answers.set('core', answer);
  return report(answers, {
    coreDigest: digestOf(canonicalizeBytes(core)),
    ...(derived === undefined ? {} : { derivedDigest: derived }),
  });
}
