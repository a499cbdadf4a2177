import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isArchive } from '../../src-core/import/zip/stored-archive.ts';
import { checkRuling, type RulingReport } from '../../src-core/ruling/verify-ruling.ts';
import { dataFolderOf } from '../case/data-folder.ts';
import { knownKid } from '../custody/case-key.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { spoolMembers } from '../ruling-files/spool-members.ts';
import { checkRequestOf, renderChecks, type DocumentOptions, type VerdictWords } from './check-document.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import { userPath } from './options.ts';

const WORDS: VerdictWords = {
  en: { pass: 'The ruling stands', fail: 'THE RULING DOES NOT STAND', indeterminate: 'The ruling is not settled' },
  'zh-CN': { pass: '裁决书核验通过', fail: '裁决书核验不通过', indeterminate: '裁决书尚无法核定' },
};

/**
 * Checks a ruling's file, or a court file, and, where the evidence is given or in it, derives the ruling's core again.
 *
 * @throws {AssizeError} E_NO_FILE, and what reading evidence and policy may throw; a malformed ruling is a failed check
 */
export async function runRulingVerify(options: DocumentOptions, io: CommandIo): Promise<ExitCode> {
  const bytes = await readUserFile(userPath(io, options.file), io.stdin);
  const report = isArchive(bytes) ? await checkCourtFile(bytes, options, io) : await checkFile(bytes, options, io);
  await io.stdout(renderChecks(report, WORDS, options.json, io));
  return EXIT[report.verdict];
}

/** A court file: the ruling in it by the evidence that is given, else by the evidence that it holds. */
async function checkCourtFile(bytes: Uint8Array, options: DocumentOptions, io: CommandIo): Promise<RulingReport> {
  const { checkArchive } = await import('../ruling-files/check-archive.ts');
  const folder = await mkdtemp(join(tmpdir(), 'assize-court-'));
  const kidOf = (caseUuid: string): Promise<string | undefined> => knownKid(dataFolderOf(io.env), caseUuid);
  try {
    return await checkArchive(bytes, kidOf, async (ruling, held) => {
      const evidencePaths = options.evidencePaths.length > 0 ? options.evidencePaths : await spoolMembers(held, folder);
      return checkFile(ruling, { ...options, evidencePaths }, io);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkFile(bytes: Uint8Array, options: DocumentOptions, io: CommandIo): Promise<RulingReport> {
  const { report } = await checkRuling(bytes, await checkRequestOf(options, io));
  return report;
}
