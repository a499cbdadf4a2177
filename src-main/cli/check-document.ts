import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { parseTrustPolicy } from '../../src-core/evidence/policy.ts';
import type { CheckReport } from '../../src-core/ruling/answer.ts';
import type { CheckRequest } from '../../src-core/ruling/verify-document.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import type { CommandIo } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';

/** What every command that checks a derived document takes. */
export interface DocumentOptions {
  readonly file: string;
  /** Paths of the evidence that it rests on; none: its core is not derived again. */
  readonly evidencePaths: readonly string[];
  readonly json: boolean;
  /** `policy` or `keys`, and how to read the evidence; known heads are the document's own. */
  readonly evidence: EvidenceOptions;
}

/** Reads what a document is to be checked with. @throws {AssizeError} E_NO_FILE, and what reading a policy may throw */
export async function checkRequestOf(options: Omit<DocumentOptions, 'file'>, io: CommandIo): Promise<CheckRequest> {
  const { heads: _own, open: _open, at: _instant, ...request } = options.evidence;
  const { policy: policyPath } = request;
  const policyJson = policyPath === undefined ? undefined : await readJsonFile(policyPath, io.stdin);
  const policy =
    policyPath === undefined || policyJson === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(policyJson));
  const verifier = createSignatureVerifier(request.path ?? 'fast', nodeSignatures);
  if (options.evidencePaths.length === 0) return { verifier, policy };
  return {
    verifier,
    policy,
    verifyEvidence: async (heads) => {
      const given = { ...request.given, heads, ...(policy === undefined ? {} : { policy }) };
      const { evidence } = await loadEvidence(options.evidencePaths, { stdin: io.stdin, signal: io.signal, ...request, given });
      return evidence;
    },
  };
}

const RESULTS = {
  en: { pass: 'pass', fail: 'FAIL', indeterminate: 'not settled', 'not-applicable': 'not asked' },
  'zh-CN': { pass: '通过', fail: '不通过', indeterminate: '未定', 'not-applicable': '不适用' },
} as const;

/** The sentence for each verdict on a kind of document, by language. */
export type VerdictWords = Readonly<Record<CommandIo['lang'], Readonly<Record<CheckReport<string>['verdict'], string>>>>;

/** A report as one JSON document, or the verdict and every answer in words. */
export function renderChecks(report: CheckReport<string>, words: VerdictWords, json: boolean, { lang }: CommandIo): string {
  if (json) return `${JSON.stringify(report)}\n`;
  const checks = report.checks.map(
    ({ name, result, code }) => `  ${name.padEnd(12)} ${RESULTS[lang][result]}${code === undefined ? '' : ` (${code})`}`,
  );
  const digests = [report.coreDigest, report.derivedDigest].filter((digest) => digest !== undefined);
  return `${[words[lang][report.verdict], ...checks, ...digests].join('\n')}\n`;
}
