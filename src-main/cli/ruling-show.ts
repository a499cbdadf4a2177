import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import { citedEntries } from '../../src-core/ruling/text/cited-entry.ts';
import { renderPlainText } from '../../src-core/ruling/text/plain-text.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import { noEntries, tellRuling } from '../../src-core/ruling/text/tell-ruling.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { withPath } from '../files/read-json.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { userPath } from './options.ts';

export interface RulingShowOptions {
  readonly file: string;
  /** Paths of evidence that tells where the cited entries stand; none: their digests alone are shown. */
  readonly evidencePaths: readonly string[];
  readonly json: boolean;
  readonly evidence: EvidenceOptions;
}

/**
 * Prints a ruling in words. It says what the file says; `ruling verify` says whether the file stands.
 *
 * @throws {AssizeError} E_NO_FILE, and what reading a ruling and evidence may throw
 */
export async function runRulingShow(options: RulingShowOptions, io: CommandIo): Promise<ExitCode> {
  const path = userPath(io, options.file);
  const bytes = await readUserFile(path, io.stdin);
  const { open: _open, at: _at, ...request } = options.evidence;
  const evidence = options.evidencePaths.length === 0 ? undefined : (await loadEvidence(options.evidencePaths, request)).evidence;
  const text = withPath(path, () => {
    const ruling = parseRuling(bytes);
    const entries = evidence === undefined ? noEntries : citedEntries(readCore(ruling.parts.core), evidence);
    return tellRuling(ruling, io.lang, entries);
  });
  await io.stdout(options.json ? `${JSON.stringify(text)}\n` : renderPlainText(text));
  return EXIT.pass;
}
