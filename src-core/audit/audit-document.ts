import {
  parseDocument,
  serializeDocument,
  type DerivedParts,
  type DocumentForm,
  type SignedDocument,
} from '../ruling/document-form.ts';
import { readAuditRequest, type AuditRequest } from './audit-request.ts';

/** What an audit's report is made of. */
export interface AuditParts extends DerivedParts {
  readonly request: AuditRequest;
}

/** An audit's report as one JSON document. */
export type AuditDocument = SignedDocument<AuditParts>;

export const auditForm: DocumentForm<'request'> = {
  head: { v: 1, kind: 'audit' },
  terms: 'request',
  advice: 'docs/audits.md describes the form.',
};

/** The bytes of a report's file. */
export function serializeAudit(report: AuditDocument): Uint8Array {
  return serializeDocument(auditForm, report);
}

/** Reads an audit's report. @throws {AssizeError} as `parseDocument`, and `E_AUDIT`, `E_SAMPLE`, `E_REVIEW` */
export function parseAudit(bytes: Uint8Array): AuditDocument {
  return parseDocument(auditForm, bytes, readAuditRequest);
}
