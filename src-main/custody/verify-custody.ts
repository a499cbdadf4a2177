import type { PublicKey } from '../../src-core/crypto/jwk.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { AssizeError } from '../../src-core/errors.ts';
import type { CustodyReport } from '../../src-core/host/groups/custody.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { presentedKey, readCustodyLine, type CustodyLine } from './custody-entry.ts';
import type { Remembered } from './custody-log.ts';

export interface CustodyContext {
  /** `urn:uuid:…` of the case that the chain must speak of; undefined: whatever it says. */
  readonly caseUrn?: string;
  /** Kids that this machine holds for the case. */
  readonly knownKids: readonly string[];
  readonly remembered: Remembered;
}

export interface VerifiedCustody {
  readonly report: CustodyReport;
  /** What could be read, in the order of the lines. */
  readonly lines: readonly CustodyLine[];
}

/**
 * Verifies lines of custody: form, keys, signatures, places and links. Every chain begins with the key that it is signed with; a later chain
 * must name the last entry before it. `indeterminate` where all holds under keys that this machine does not know.
 *
 * @param bytes - NDJSON, every line with its LF
 */
export function verifyCustody(bytes: Uint8Array, context: CustodyContext): VerifiedCustody {
  const verifier = createSignatureVerifier('fast', nodeSignatures);
  const problems: { code: string; seq?: number; message: string }[] = [];
  const lines: CustodyLine[] = [];
  let key: PublicKey | undefined;
  let last: CustodyLine | undefined;
  let hasUnknown = false;
  for (const [index, raw] of splitLines(bytes).entries()) {
    let line: CustodyLine;
    try {
      line = readCustodyLine(raw);
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      problems.push({ code: error.code, message: `line ${index + 1}: ${error.message}` });
      last = undefined;
      continue;
    }
    const { entry } = line;
    const problem = (code: string, message: string): void =>
      void problems.push({ code, seq: entry.seq, message: `line ${index + 1}: ${message}` });
    if (context.caseUrn !== undefined && entry.case !== context.caseUrn)
      problem('E_CHAIN_MIX', `the entry is of another case, ${entry.case}`);
    if (entry.seq === 0) {
      key = presentedKey(entry);
      if (key === undefined) problem('E_KEY_BINDING', 'the first entry does not present the key that it names');
      if (!context.knownKids.includes(entry.actor.kid)) hasUnknown = true;
      const follows = entry.act === 'custody.continued' ? entry.details['digest'] : undefined;
      if (index > 0 && follows !== last?.digest) problem('E_PREV', 'the chain does not follow the last entry before it');
    } else {
      if (last === undefined || last.entry.chain !== entry.chain) problem('E_SEQ_GAP', 'the entries before it are missing');
      else if (entry.seq !== last.entry.seq + 1) problem('E_SEQ_GAP', `entry ${last.entry.seq + 1} is missing before it`);
      else if (entry.prev !== last.digest) problem('E_PREV', 'prev is not the digest of the entry before it');
      if (last !== undefined && entry.at < last.entry.at) problem('E_TIME_REGRESS', 'it is earlier than the entry before it');
    }
    if (key !== undefined && key.thumbprint !== entry.actor.kid) problem('E_KEY_BINDING', 'the chain is signed with another key');
    if (key !== undefined && verifier.verify('Ed25519', key, line.message, line.signature) !== 'valid')
      problem('E_SIG', 'the signature does not hold');
    lines.push(line);
    last = line;
  }
  if (lines.length === 0 && problems.length === 0) problems.push({ code: 'E_SEQ_GAP', message: 'there is no entry at all' });
  if (context.remembered === 'older')
    problems.push({ code: 'E_ROLLBACK', message: 'this machine remembers a later entry: an older copy of the case came back' });
  if (context.remembered === 'other')
    problems.push({
      code: 'E_FORK',
      message: 'this machine remembers another entry at the same place: the case was continued elsewhere',
    });
  const report: CustodyReport = {
    verdict: problems.length > 0 ? 'fail' : hasUnknown ? 'indeterminate' : 'pass',
    entries: lines.length,
    head: lines.at(-1)?.digest ?? '',
    kid: lines.at(-1)?.entry.actor.kid ?? '',
    remembered: context.remembered,
    problems,
  };
  return { report, lines };
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  if (start < bytes.length) lines.push(bytes.subarray(start));
  return lines;
}
