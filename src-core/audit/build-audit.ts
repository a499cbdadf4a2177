import { digestOf } from '../crypto/sha256.ts';
import type { Signer } from '../crypto/signer.ts';
import { canonicalizeBytes } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { ManifestRow } from '../ruling/ruling-document.ts';
import { signStatement } from '../ruling/signed-statement.ts';
import { buildAuditManifest, type AuditDocument, type AuditParts } from './audit-document.ts';

/** What kind of statement an audit's report is. */
const auditPredicateType = 'urn:assize:audit:v1';

/**
 * The in-toto Statement v1 that a report's signers sign: its subjects are all parts of the report, its predicate names the core, the verdict
 * and the population. It follows from the parts alone, so that a reader builds it again and compares bytes.
 */
export function buildAuditStatement({ core }: AuditParts, manifest: readonly ManifestRow[]): Uint8Array {
  const statement: JsonObject = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: manifest.map(({ path, sha256 }) => ({ name: path, digest: { sha256: sha256.slice('sha256:'.length) } })),
    predicateType: auditPredicateType,
    predicate: {
      v: 1,
      coreDigest: digestOf(canonicalizeBytes(core)),
      manifestDigest: digestOf(canonicalizeBytes(manifest as unknown as JsonValue)),
      verdict: core['verdict'] ?? '',
      population: core['population'] ?? {},
    },
  };
  return canonicalizeBytes(statement);
}

/**
 * Puts a report together and has it signed. Deterministic: Ed25519 signs the same bytes the same way, and there is no time in it but that of
 * the request.
 *
 * @param signers - None for a report that nobody answers for.
 */
export function buildAudit(parts: AuditParts, signers: readonly Signer[]): AuditDocument {
  const manifest = buildAuditManifest(parts);
  if (signers.length === 0) return { parts, manifest, keys: [] };
  return { parts, manifest, ...signStatement(buildAuditStatement(parts, manifest), signers) };
}
