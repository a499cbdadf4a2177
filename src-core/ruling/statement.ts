import { digestOf } from '../crypto/sha256.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { ManifestRow, RulingParts } from './ruling-document.ts';

/** The DSSE payload type of in-toto Statements. */
export const statementPayloadType = 'application/vnd.in-toto+json';

/** What kind of statement a ruling is. */
const rulingPredicateType = 'urn:assize:ruling:v1';

/**
 * The in-toto Statement v1 that a ruling's signers sign: its subjects are all parts of the ruling, its predicate names the core and the
 * decision. It follows from the parts alone, so that a reader builds it again and compares bytes.
 */
export function buildStatement(parts: RulingParts, manifest: readonly ManifestRow[]): Uint8Array {
  const { core } = parts;
  const statement: JsonObject = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: manifest.map(({ path, sha256 }) => ({ name: path, digest: { sha256: sha256.slice('sha256:'.length) } })),
    predicateType: rulingPredicateType,
    predicate: {
      v: 1,
      coreDigest: digestOf(canonicalizeBytes(core)),
      manifestDigest: digestOf(canonicalizeBytes(manifest as unknown as JsonValue)),
      decision: { kind: 'as-derived', outcome: core['outcome'] ?? '', legalEffect: core['legalEffect'] ?? '' },
      approvals: [],
    },
  };
  return canonicalizeBytes(statement);
}
