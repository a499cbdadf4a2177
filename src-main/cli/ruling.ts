import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { parseTrustPolicy } from '../../src-core/evidence/policy.ts';
import { isArchive } from '../../src-core/import/zip/stored-archive.ts';
import { checkRuling } from '../../src-core/ruling/check-ruling.ts';
import type { RulingReport } from '../../src-core/ruling/verify-ruling.ts';
import { dataFolderOf } from '../case/data-folder.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { knownKid } from '../custody/case-key.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { userPath } from './options.ts';
import { spoolMembers } from '../ruling-files/spool-members.ts';

export interface RulingVerifyOptions {
  readonly file: string;
  /** Paths of the evidence that the ruling rests on; none: it is not derived again. */
  readonly evidencePaths: readonly string[];
  readonly json: boolean;
  /** `policy` or `keys`, and how to read the evidence; known heads are the ruling's own. */
  readonly evidence: EvidenceOptions;
}

const WORDS = {
  en: {
    verdicts: { pass: 'The ruling stands', fail: 'THE RULING DOES NOT STAND', indeterminate: 'The ruling is not settled' },
    results: { pass: 'pass', fail: 'FAIL', indeterminate: 'not settled', 'not-applicable': 'not asked' },
  },
  'zh-CN': {
    verdicts: { pass: '裁决书核验通过', fail: '裁决书核验不通过', indeterminate: '裁决书尚无法核定' },
    results: { pass: '通过', fail: '不通过', indeterminate: '未定', 'not-applicable': '不适用' },
  },
} as const;

function renderReport(report: RulingReport, io: CommandIo): string {
  const say = WORDS[io.lang];
  const checks = report.checks.map(
    ({ name, result, code }) => `  ${name.padEnd(12)} ${say.results[result]}${code === undefined ? '' : ` (${code})`}`,
  );
  const digests = [report.coreDigest, report.derivedDigest].filter((digest) => digest !== undefined);
  return `${[say.verdicts[report.verdict], ...checks, ...digests].join('\n')}\n`;
}

/**
 * Checks a ruling's file and, where the evidence is given, derives its core again.
 *
 * @throws {AssizeError} E_NO_FILE, and what reading evidence and policy may throw; a malformed ruling is a failed check
 */
export async function runRulingVerify(options: RulingVerifyOptions, io: CommandIo): Promise<ExitCode> {
  const bytes = await readUserFile(userPath(io, options.file), io.stdin);
  const report = isArchive(bytes) ? await verifyArchive(bytes, options, io) : await verifyDocument(bytes, options, io);
  await io.stdout(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, io));
  return EXIT[report.verdict];
}

/** A court file: the ruling in it by the evidence that is given, else by the evidence that it holds. */
async function verifyArchive(bytes: Uint8Array, options: RulingVerifyOptions, io: CommandIo): Promise<RulingReport> {
  const { checkArchive } = await import('../ruling-files/check-archive.ts');
  const folder = await mkdtemp(join(tmpdir(), 'assize-court-'));
  const kidOf = (caseUuid: string): Promise<string | undefined> => knownKid(dataFolderOf(io.env), caseUuid);
  try {
    return await checkArchive(bytes, kidOf, async (ruling, held) => {
      const evidencePaths = options.evidencePaths.length > 0 ? options.evidencePaths : await spoolMembers(held, folder);
      return verifyDocument(ruling, { ...options, evidencePaths }, io);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function verifyDocument(bytes: Uint8Array, options: RulingVerifyOptions, io: CommandIo): Promise<RulingReport> {
  const { heads: _own, open: _open, at: _instant, ...request } = options.evidence;
  const policyPath = request.policy === undefined ? undefined : userPath(io, request.policy);
  const policyJson = policyPath === undefined ? undefined : await readJsonFile(policyPath, io.stdin);
  const policyOfFile =
    policyPath === undefined || policyJson === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(policyJson));
  const { report } = await checkRuling(bytes, {
    verifier: createSignatureVerifier(request.path ?? 'fast', nodeSignatures),
    policy: policyOfFile,
    verifyEvidence:
      options.evidencePaths.length === 0
        ? undefined
        : async (heads) => {
            const given = { ...request.given, heads, ...(policyOfFile === undefined ? {} : { policy: policyOfFile }) };
            const { evidence } = await loadEvidence(options.evidencePaths, {
              stdin: io.stdin,
              signal: io.signal,
              ...request,
              given,
            });
            return evidence;
          },
  });
  return report;
}
