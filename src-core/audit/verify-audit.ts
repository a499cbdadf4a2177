import type { JsonValue } from '../json/json-value.ts';
import type { CheckReport } from '../ruling/answer.ts';
import type { BasisContext } from '../ruling/check-basis.ts';
import {
  checkDocument,
  verifyDocument,
  type CheckedDocument,
  type CheckRequest,
  type CommonCheck,
  type DerivedKind,
  type Rederivation,
} from '../ruling/verify-document.ts';
import { parseAudit, type AuditParts } from './audit-document.ts';
import type { Audit, AuditInput } from './audit-evidence.ts';
import { buildAuditStatement } from './build-audit.ts';

/** What is known of an audit's report. */
export type AuditReport = CheckReport<CommonCheck>;

/** How an audit is made again; asked only with evidence. */
interface AuditDerivation {
  readonly derive: (input: AuditInput) => Audit;
}

const audit: DerivedKind<AuditParts, CommonCheck> = {
  names: ['container', 'signature', 'evidence', 'report', 'pack', 'policy', 'core'],
  parse: parseAudit,
  buildStatement: buildAuditStatement,
  termsOf: ({ request }) => ({ request: request as unknown as JsonValue }),
};

/** What an audit is made again from: the request's own settings, since parameters that it left alone stand in the packs. */
const inputOf = ({ evidence, parts: { request, heads }, packs }: Rederivation<AuditParts>): AuditInput => ({
  evidence,
  request,
  packs,
  ...(heads === undefined ? {} : { knownHeads: heads }),
});

/** Checks an audit's report against what is at hand. Never throws on a malformed report. */
export function verifyAudit(bytes: Uint8Array, { derive, ...context }: BasisContext & AuditDerivation): AuditReport {
  return verifyDocument(audit, bytes, { ...context, derive: (request) => derive(inputOf(request)) });
}

/** Checks an audit's report, its evidence verified for it. @throws {AssizeError} what verifying the evidence may throw */
export function checkAudit(
  bytes: Uint8Array,
  { derive, ...request }: CheckRequest & AuditDerivation,
): Promise<CheckedDocument<AuditParts, CommonCheck>> {
  return checkDocument(audit, bytes, { ...request, derive: (again) => derive(inputOf(again)) });
}
