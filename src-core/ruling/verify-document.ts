import { AssizeError } from '../errors.ts';
import type { Setting } from '../arbitration/combine-packs.ts';
import type { Pack } from '../arbitration/pack.ts';
import { digestOf, type Digest } from '../crypto/sha256.ts';
import type { SignatureVerifier } from '../crypto/signature.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import type { Evidence } from '../evidence/state.ts';
import type { KnownHead } from '../evidence/verify/context.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { attempt, fail, open, pass, reportOf, type Answer, type CheckReport } from './answer.ts';
import { checkBasis, checkDerivation, type BasisContext } from './check-basis.ts';
import { headsOf, type DerivedParts, type ManifestRow, type SignedDocument } from './document-form.ts';
import { checkStatement } from './signed-statement.ts';

/** The questions that are asked of every document. */
export type CommonCheck = 'container' | 'signature' | 'evidence' | 'report' | 'pack' | 'policy' | 'core';

/** What a core is derived again from: the document's own terms, and evidence that is at hand. */
export interface Rederivation<Parts extends DerivedParts> {
  readonly evidence: Evidence;
  readonly parts: Parts;
  readonly packs: readonly Pack[];
  /** Every parameter at the value that the core states. */
  readonly settings: readonly Setting[];
}

/** Derives a core again. @throws {AssizeError} where that cannot be done */
export type Derive<Parts extends DerivedParts> = (request: Rederivation<Parts>) => { readonly coreDigest: Digest };

/** A kind of document. */
export interface DerivedKind<Parts extends DerivedParts, Name extends string> {
  /** All questions, in their order; those that are not asked of every document are not asked here. */
  readonly names: readonly (Name | CommonCheck)[];
  readonly parse: (bytes: Uint8Array) => SignedDocument<Parts>;
  /** What its signers sign. */
  readonly buildStatement: (parts: Parts, manifest: readonly ManifestRow[]) => Uint8Array;
  /** What its core names by digest, besides the known heads. */
  readonly termsOf: (parts: Parts) => { readonly [member: string]: JsonValue };
}

/**
 * Checks a document's file: its form, its signatures over all its parts, its packs and, where they are given, the trust policy and the
 * evidence, from which the core is derived again and compared byte for byte. Never throws on a malformed document.
 */
export function verifyDocument<Parts extends DerivedParts, Name extends string>(
  kind: DerivedKind<Parts, Name>,
  bytes: Uint8Array,
  context: BasisContext & { readonly derive: Derive<Parts> },
): CheckReport<Name | CommonCheck> {
  let document: SignedDocument<Parts>;
  try {
    document = kind.parse(bytes);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    const unread = (['signature', 'pack', 'core'] as const).map((name) => [name, open('I_NOT_READ')] as const);
    return reportOf(kind.names, new Map<Name | CommonCheck, Answer>([['container', fail(error.code)], ...unread]));
  }
  const { parts } = document;
  const basis = checkBasis(parts, context);
  const { packs, settings } = basis.read;
  const { answer, derived } = checkDerivation(parts, kind.termsOf(parts), basis, context.evidence, (evidence) =>
    context.derive({ evidence, parts, packs, settings }),
  );
  const answers = new Map<Name | CommonCheck, Answer>([
    ['container', pass],
    ['signature', attempt(() => checkSignature(kind, document, context))],
    ['evidence', basis.evidence],
    ['report', basis.report],
    ['pack', basis.read.answer],
    ['policy', basis.policy],
    ['core', answer],
  ]);
  const coreDigest = digestOf(canonicalizeBytes(parts.core));
  return reportOf(kind.names, answers, { coreDigest, ...(derived === undefined ? {} : { derivedDigest: derived }) });
}

function checkSignature<Parts extends DerivedParts>(
  { buildStatement }: Pick<DerivedKind<Parts, never>, 'buildStatement'>,
  { parts, manifest, envelope, keys }: SignedDocument<Parts>,
  context: BasisContext,
): Answer {
  if (envelope === undefined) return keys.length > 0 ? fail('E_SCHEMA') : open('I_UNSIGNED');
  return checkStatement({ envelope, keys }, buildStatement(parts, manifest), context);
}

/** What a document's file is checked with. */
export interface CheckRequest {
  readonly verifier: SignatureVerifier;
  readonly policy?: TrustPolicy | undefined;
  /** Verifies the evidence that was given, under the known heads that the document itself names; absent where none was given. */
  readonly verifyEvidence?: ((heads: readonly KnownHead[]) => Promise<Evidence>) | undefined;
}

/** What a check came to, and the document where its file can be read. */
export interface CheckedDocument<Parts extends DerivedParts, Name extends string> {
  readonly report: CheckReport<Name | CommonCheck>;
  readonly document?: SignedDocument<Parts>;
}

/**
 * Checks a document's file and, where the evidence is given, derives its core again. A file that is no such document is a failed check, and
 * its evidence is not looked at.
 *
 * @throws {AssizeError} what verifying the evidence may throw
 */
export async function checkDocument<Parts extends DerivedParts, Name extends string>(
  kind: DerivedKind<Parts, Name>,
  bytes: Uint8Array,
  { verifier, derive, ...request }: CheckRequest & { readonly derive: Derive<Parts> },
): Promise<CheckedDocument<Parts, Name>> {
  const document = tryParse(kind, bytes);
  const evidence = document === undefined ? undefined : await request.verifyEvidence?.(headsOf(document));
  const policy = evidence?.policy ?? request.policy;
  const report = verifyDocument(kind, bytes, {
    verifier,
    derive,
    ...(policy === undefined ? {} : { policy }),
    ...(evidence === undefined ? {} : { evidence }),
  });
  return { report, ...(document === undefined ? {} : { document }) };
}

/** The document as far as it can be read; what is wrong with it, `verifyDocument` says. */
function tryParse<Parts extends DerivedParts>(
  { parse }: Pick<DerivedKind<Parts, never>, 'parse'>,
  bytes: Uint8Array,
): SignedDocument<Parts> | undefined {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}
