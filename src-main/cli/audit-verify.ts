import { parseAudit, type AuditDocument } from '../../src-core/audit/audit-document.ts';
import { verifyAudit, type AuditReport } from '../../src-core/audit/verify-audit.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { parseKnownHeads } from '../../src-core/evidence/known-heads.ts';
import { parseTrustPolicy } from '../../src-core/evidence/policy.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { runToEnd } from './audit.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';

export interface AuditVerifyOptions {
  readonly file: string;
  /** Paths of the evidence that the audit was made over; none: it is not made again. */
  readonly evidencePaths: readonly string[];
  readonly json: boolean;
  /** `policy` or `keys`, and how to read the evidence; known heads are the report's own. */
  readonly evidence: EvidenceOptions;
}

const WORDS = {
  en: {
    verdicts: {
      pass: 'The audit report stands',
      fail: 'THE AUDIT REPORT DOES NOT STAND',
      indeterminate: 'The audit report is not settled',
    },
    results: { pass: 'pass', fail: 'FAIL', indeterminate: 'not settled', 'not-applicable': 'not asked' },
  },
  'zh-CN': {
    verdicts: { pass: '审计报告核验通过', fail: '审计报告核验不通过', indeterminate: '审计报告尚无法核定' },
    results: { pass: '通过', fail: '不通过', indeterminate: '未定', 'not-applicable': '不适用' },
  },
} as const;

function renderReport(report: AuditReport, io: CommandIo): string {
  const say = WORDS[io.lang];
  const checks = report.checks.map(
    ({ name, result, code }) => `  ${name.padEnd(10)} ${say.results[result]}${code === undefined ? '' : ` (${code})`}`,
  );
  const digests = [report.coreDigest, report.derivedDigest].filter((digest) => digest !== undefined);
  return `${[say.verdicts[report.verdict], ...checks, ...digests].join('\n')}\n`;
}

/** The report as far as it can be read; what is wrong with it, `verifyAudit` says. */
function tryParse(bytes: Uint8Array): AuditDocument | undefined {
  try {
    return parseAudit(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

/**
 * Checks an audit's report and, where the evidence is given, makes the audit again.
 *
 * @throws {AssizeError} E_NO_FILE, and what reading evidence and policy may throw; a malformed report is a failed check
 */
export async function runAuditVerify(options: AuditVerifyOptions, io: CommandIo): Promise<ExitCode> {
  const bytes = await readUserFile(options.file, io.stdin);
  const document = tryParse(bytes);
  const { heads: _own, open: _open, at: _instant, ...request } = options.evidence;
  const { policy: policyPath } = request;
  const policyJson = policyPath === undefined ? undefined : await readJsonFile(policyPath, io.stdin);
  const policyOfFile =
    policyPath === undefined || policyJson === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(policyJson));
  const stated = document?.parts.heads;
  const heads = stated === undefined ? [] : parseKnownHeads(canonicalizeBytes(stated));
  const loaded =
    options.evidencePaths.length === 0 || document === undefined
      ? undefined
      : await loadEvidence(options.evidencePaths, {
          stdin: io.stdin,
          signal: io.signal,
          ...request,
          given: { ...request.given, heads, ...(policyOfFile === undefined ? {} : { policy: policyOfFile }) },
        });
  const evidence = loaded?.evidence;
  const policy = evidence?.policy ?? policyOfFile;
  const report = verifyAudit(bytes, {
    verifier: createSignatureVerifier(request.path ?? 'fast', nodeSignatures),
    ...(policy === undefined ? {} : { policy }),
    ...(evidence === undefined ? {} : { evidence }),
    derive: (input) => runToEnd(input, io),
  });
  await io.stdout(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, io));
  return EXIT[report.verdict];
}
