import { checkAudit } from '../../src-core/audit/verify-audit.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { runToEnd } from './audit.ts';
import { checkRequestOf, renderChecks, type DocumentOptions, type VerdictWords } from './check-document.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import { userPath } from './options.ts';

const WORDS: VerdictWords = {
  en: {
    pass: 'The audit report stands',
    fail: 'THE AUDIT REPORT DOES NOT STAND',
    indeterminate: 'The audit report is not settled',
  },
  'zh-CN': { pass: '审计报告核验通过', fail: '审计报告核验不通过', indeterminate: '审计报告尚无法核定' },
};

/**
 * Checks an audit's report and, where the evidence is given, makes the audit again.
 *
 * @throws {AssizeError} E_NO_FILE, and what reading evidence and policy may throw; a malformed report is a failed check
 */
export async function runAuditVerify(options: DocumentOptions, io: CommandIo): Promise<ExitCode> {
  const bytes = await readUserFile(userPath(io, options.file), io.stdin);
  const { report } = await checkAudit(bytes, {
    ...(await checkRequestOf(options, io)),
    derive: (input) => runToEnd(input, io),
  });
  await io.stdout(renderChecks(report, WORDS, options.json, io));
  return EXIT[report.verdict];
}
