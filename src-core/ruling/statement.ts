import { digestOf } from '../crypto/sha256.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { DerivedParts, ManifestRow } from './document-form.ts';
import type { RulingParts } from './ruling-document.ts';

/** The DSSE payload type of in-toto Statements. */
export const statementPayloadType = 'application/vnd.in-toto+json';

/**
 * The in-toto Statement v1 about a document: its subjects are all parts of it, its predicate names the core and what else is given. It follows
 * from the parts alone, so that a reader builds it again and compares bytes.
 */
export function statementOf(
  predicateType: string,
  { core }: DerivedParts,
  manifest: readonly ManifestRow[],
  predicate: JsonObject,
): Uint8Array {
  return canonicalizeBytes({
    _type: 'https://in-toto.io/Statement/v1',
    subject: manifest.map(({ path, sha256 }) => ({ name: path, digest: { sha256: sha256.slice('sha256:'.length) } })),
    predicateType,
    predicate: {
      v: 1,
      coreDigest: digestOf(canonicalizeBytes(core)),
      manifestDigest: digestOf(canonicalizeBytes(manifest as unknown as JsonValue)),
      ...predicate,
    },
  });
}

/** What kind of statement a ruling is. */
const rulingPredicateType = 'urn:assize:ruling:v1';

/** What a ruling's signers sign. */
export function buildStatement(parts: RulingParts, manifest: readonly ManifestRow[]): Uint8Array {
  const { outcome = '', legalEffect = '' } = parts.core;
  return statementOf(rulingPredicateType, parts, manifest, {
    decision: { kind: 'as-derived', outcome, legalEffect },
    approvals: [],
  });
}
