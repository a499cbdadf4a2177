import { AssizeError } from '../../src-core/errors.ts';
import { mergeAnswers } from '../../src-core/ruling/merge-answers.ts';
import type { RulingReport } from '../../src-core/ruling/verify-ruling.ts';
import { readCourtFile, type KidOfCase } from './read-court-file.ts';
import type { StoredMembers } from '../../src-core/import/zip/stored-archive.ts';

/**
 * Checks a court file: its archive, what was made from the ruling, its custody, and the ruling in it.
 *
 * @param verify - checks the bytes of a ruling's file; of an archive that cannot be read it gets none, which no ruling is
 */
export async function checkArchive(
  bytes: Uint8Array,
  kidOf: KidOfCase,
  verify: (ruling: Uint8Array, held: StoredMembers) => Promise<RulingReport>,
): Promise<RulingReport> {
  let court;
  try {
    court = await readCourtFile(bytes, kidOf);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    const { code } = error;
    const report = await verify(new Uint8Array(), new Map());
    return { ...report, checks: report.checks.map((check) => (check.name === 'container' ? { ...check, code } : check)) };
  }
  return mergeAnswers(await verify(court.ruling, court.evidence), [
    { name: 'container', ...court.container },
    { name: 'renderings', ...court.renderings },
    { name: 'custody', ...court.custody },
  ]);
}
