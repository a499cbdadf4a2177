import { AssizeError } from '../../src-core/errors.ts';
import type { Intake, ReceivedFile } from '../../src-core/ruling/court/tell-receipt.ts';
import { readCustodyLine, type CustodyLine } from '../custody/custody-entry.ts';

function linesOf(bytes: Uint8Array): CustodyLine[] {
  const lines: CustodyLine[] = [];
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(0x0a, from);
    const to = at < 0 ? bytes.length : at;
    lines.push(readCustodyLine(bytes.subarray(from, to)));
    from = to + 1;
  }
  return lines;
}

/**
 * What the custody of a case says of the evidence that was handed in. Whether it holds, `verifyCustody` says.
 *
 * @returns undefined for custody without an act
 * @throws {AssizeError} of a line that is none
 */
export function readIntake(custody: Uint8Array): Intake | undefined {
  const lines = linesOf(custody);
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  let reference = '';
  const files: ReceivedFile[] = [];
  for (const { entry } of lines) {
    const { act, details, at, actor } = entry;
    if (act === 'case.created' || act === 'case.renamed') {
      reference = [details['reference'], details['title']].filter((part) => typeof part === 'string' && part !== '').join(', ');
    }
    if (act !== 'evidence.imported') continue;
    const { name, sha256, bytes } = details;
    if (typeof name !== 'string' || typeof sha256 !== 'string' || typeof bytes !== 'number')
      throw new AssizeError('E_SCHEMA', 'an import of evidence without name, digest or size');
    files.push({ name, sha256, bytes, at, by: actor.id });
  }
  const { entry } = last;
  return {
    reference,
    caseUrn: entry.case,
    chain: entry.chain,
    entries: lines.length,
    head: last.digest,
    kid: entry.actor.kid,
    program: entry.program,
    files,
  };
}
