import type { Signer } from '../crypto/signer.ts';
import { buildManifest, type ManifestRow } from '../ruling/document-form.ts';
import { signStatement } from '../ruling/signed-statement.ts';
import { statementOf } from '../ruling/statement.ts';
import { auditForm, type AuditDocument, type AuditParts } from './audit-document.ts';

/** What kind of statement an audit's report is. */
const auditPredicateType = 'urn:assize:audit:v1';

/** What a report's signers sign: the in-toto Statement that names its parts, its core, the verdict and the population. */
export function buildAuditStatement(parts: AuditParts, manifest: readonly ManifestRow[]): Uint8Array {
  const { verdict = '', population = {} } = parts.core;
  return statementOf(auditPredicateType, parts, manifest, { verdict, population });
}

/**
 * Puts a report together and has it signed. Deterministic: Ed25519 signs the same bytes the same way, and there is no time in it but that of
 * the request.
 *
 * @param signers - None for a report that nobody answers for.
 */
export function buildAudit(parts: AuditParts, signers: readonly Signer[]): AuditDocument {
  const manifest = buildManifest(auditForm, parts);
  if (signers.length === 0) return { parts, manifest, keys: [] };
  return { parts, manifest, ...signStatement(buildAuditStatement(parts, manifest), signers) };
}
