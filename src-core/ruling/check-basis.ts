import { AssizeError } from '../errors.ts';
import type { Setting } from '../arbitration/combine-packs.ts';
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
import { attempt, fail, notAsked, open, pass, type Answer } from './answer.ts';
import type { DerivedParts } from './document-form.ts';

/** What a document is checked against, besides itself. */
export interface BasisContext {
  readonly verifier: SignatureVerifier;
  readonly policy?: TrustPolicy;
  /** Where the evidence is at hand, verified under the policy and the known heads of the document. */
  readonly evidence?: Evidence;
}

/** The packs that travel with a document. */
export interface ReadPacks {
  readonly answer: Answer;
  readonly packs: readonly Pack[];
  /** Every parameter at the value that the core states. */
  readonly settings: readonly Setting[];
}

/** Of what the document rests on, all that is no derivation. */
export interface BasisAnswers {
  readonly evidence: Answer;
  readonly report: Answer;
  readonly policy: Answer;
  readonly read: ReadPacks;
}

const refused = (code: string): ReadPacks => ({ answer: fail(code), packs: [], settings: [] });

/** Holds a document's evidence, verification, policy and packs against what is at hand. Never throws on a malformed document. */
export function checkBasis(parts: DerivedParts, context: BasisContext): BasisAnswers {
  const { core } = parts;
  let read = refused('E_PACK');
  const answer = attempt(() => (read = readPacks(parts, context)).answer);
  return {
    evidence: checkEvidence(core, context.evidence),
    report: checkReport(core, context.evidence),
    policy: checkPolicy(core, context),
    read: { ...read, answer },
  };
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

function checkPolicy(core: JsonObject, { policy, evidence }: BasisContext): Answer {
  const stated = core['policyDigest'];
  if (policy !== undefined) return policy.digest === stated ? pass : fail('E_POLICY');
  return stated === undefined || evidence === undefined ? notAsked : open('I_POLICY_MISSING');
}

/** They are those that the core names, each of good standing and passing its tests. */
function readPacks({ core, packs: sources }: DerivedParts, context: BasisContext): ReadPacks {
  const stated = core['packs'];
  const ids = Object.keys(sources).sort(compareUtf16);
  if (!Array.isArray(stated) || stated.length !== ids.length) return refused('E_PACK');
  const packs: Pack[] = [];
  const settings: Setting[] = [];
  let answer = pass;
  for (const [index, id] of ids.entries()) {
    const { pack, standing } = openPack(sources[id] as JsonValue, context.policy?.packSigners ?? [], context.verifier);
    const params = pack.id === id ? statedParams(stated[index], pack) : undefined;
    if (params === undefined) return refused('E_PACK');
    for (const param of Object.keys(params)) settings.push({ pack: id, param, value: params[param] as JsonValue });
    packs.push(pack);
    if (standing.kind === 'bad-signature') return refused('E_PACK_SIGNER');
    if (standing.kind === 'built-in') continue;
    if (runPackTests(pack).some((test) => !test.passed)) return refused('E_PACK_TEST');
    if (standing.kind !== 'signed') answer = open('I_PACK_UNTRUSTED');
  }
  return { answer, packs, settings };
}

/** The parameters that a core's row states for a pack; undefined where the row is of another pack, or has not just its parameters. */
function statedParams(row: JsonValue | undefined, pack: Pack): JsonObject | undefined {
  if (!isJsonObject(row)) return undefined;
  if (row['id'] !== pack.id || row['digest'] !== pack.digest || row['version'] !== pack.version) return undefined;
  const { params } = row;
  if (!isJsonObject(params)) return undefined;
  const isSame = canonicalize(Object.keys(params).sort()) === canonicalize(pack.params.map((param) => param.id).sort());
  return isSame ? params : undefined;
}

/**
 * Derives a core again and compares it byte for byte.
 *
 * @param terms - what the core has to name by digest: member and value; of an absent value the member has to be absent, too
 * @param derive - derives it from the evidence; an AssizeError is the answer
 */
export function checkDerivation(
  parts: DerivedParts,
  terms: { readonly [member: string]: JsonValue | undefined },
  { policy, read }: BasisAnswers,
  evidence: Evidence | undefined,
  derive: (evidence: Evidence) => { readonly coreDigest: Digest },
): { readonly answer: Answer; readonly derived?: Digest } {
  const { core } = parts;
  const named = { ...terms, knownHeads: parts.heads };
  for (const [member, value] of Object.entries(named)) {
    const digest = value === undefined ? undefined : digestOf(canonicalizeBytes(value));
    if (core[member] !== digest) return { answer: fail('E_CORE') };
  }
  if (evidence === undefined) return { answer: notAsked };
  if (policy.result === 'indeterminate') return { answer: open('I_POLICY_MISSING') };
  if (read.answer.result === 'fail') return { answer: open('I_NOT_DERIVED') };
  try {
    const { coreDigest } = derive(evidence);
    return { answer: coreDigest === digestOf(canonicalizeBytes(core)) ? pass : fail('E_CORE'), derived: coreDigest };
  } catch (error) {
    if (error instanceof AssizeError) return { answer: fail(error.code) };
    throw error;
  }
}
