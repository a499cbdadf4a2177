import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import type { Evidence } from '../../src-core/evidence/state.ts';
import { disclosures, type Disclosed } from '../../src-core/ruling/court/disclosures.ts';
import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import { citedEntries } from '../../src-core/ruling/text/cited-entry.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import { noEntries } from '../../src-core/ruling/text/tell-ruling.ts';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import { custodyBytes } from '../custody/custody-log.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { withPath } from '../files/read-json.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { asReadError, writeDurably } from '../files/write-durably.ts';
import { buildCourtFile } from '../ruling-files/court-file.ts';
import { forms, renderForm, type Form } from '../ruling-files/render-members.ts';
import { readCaseFile } from '../store/case-file.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { outputPath, usageError, userPath } from './options.ts';

export interface RulingExportOptions {
  readonly file: string;
  /** Its ending says the form: `.zip` for the court file, `.pdf`, `.html`, `.csv` or `.txt` for the ruling alone. */
  readonly out: string | undefined;
  readonly evidencePaths: readonly string[];
  /** A case file, or the lines of its custody. */
  readonly custody: string | undefined;
  /** `withheld`, `third-parties`, `evidence`. */
  readonly disclose: readonly string[];
  readonly force: boolean;
  readonly json: boolean;
  readonly evidence: EvidenceOptions;
}

function chosenOf(given: readonly string[]): ReadonlySet<Disclosed> {
  const chosen = new Set<Disclosed>();
  for (const word of given) {
    const known = disclosures.find((one) => one === word);
    if (known === undefined) throw usageError(`--disclose takes ${disclosures.join(', ')}, not ${word}`);
    chosen.add(known);
  }
  return chosen;
}

async function readCustody(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw asReadError(error, path);
  }
  // A line of NDJSON begins with a brace; a case file never does.
  if (bytes[0] === 0x7b) return bytes;
  const database = readCaseFile(path);
  try {
    return custodyBytes(database);
  } finally {
    database.close();
  }
}

/** Evidence as it lies on disk: a file under its name, a folder's files under the folder's. */
async function readReceived(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const received = new Map<string, Uint8Array>();
  const take = async (path: string, name: string): Promise<void> => {
    if ((await stat(path)).isDirectory()) {
      for (const child of (await readdir(path)).sort()) await take(join(path, child), `${name}/${child}`);
      return;
    }
    received.set(name, new Uint8Array(await readFile(path)));
  };
  for (const [index, path] of paths.entries()) {
    const name = basename(path);
    await take(path, received.has(name) ? `${index}-${name}` : name);
  }
  return received;
}

/**
 * Writes a ruling in a form for people, or the whole court file.
 *
 * @throws {AssizeError} E_USAGE, E_NO_FILE, E_EXISTS, and what reading a ruling, evidence and custody may throw
 */
export async function runRulingExport(options: RulingExportOptions, io: CommandIo): Promise<ExitCode> {
  if (options.out === undefined) throw usageError('ruling export needs --out FILE');
  const out = outputPath(io, options.out);
  const ending = extname(out).slice(1).toLowerCase();
  const form = forms.find((one): one is Form => one === ending);
  if (form === undefined && ending !== 'zip')
    throw usageError(`the file’s name ends in .zip, ${forms.map((one) => `.${one}`).join(', ')}, not .${ending}`);
  const chosen = chosenOf(options.disclose);
  if (form !== undefined && (chosen.size > 0 || options.custody !== undefined))
    throw usageError('--disclose and --custody go with a .zip');
  if (chosen.size > 0 && options.evidencePaths.length === 0)
    throw usageError('--disclose needs the evidence: name it with --evidence PATH');
  if (chosen.has('evidence') && options.evidencePaths.includes('-')) throw usageError('--disclose evidence needs files, not -');
  const path = userPath(io, options.file);
  const bytes = await readUserFile(path, io.stdin);
  const ruling = withPath(path, () => parseRuling(bytes));
  const { open: _open, at: _at, ...request } = options.evidence;
  const evidence: Evidence | undefined =
    options.evidencePaths.length === 0 ? undefined : (await loadEvidence(options.evidencePaths, request)).evidence;
  const entries = evidence === undefined ? noEntries : citedEntries(readCore(ruling.parts.core), evidence);
  const custody = options.custody === undefined ? undefined : await readCustody(userPath(io, options.custody));
  const written =
    form !== undefined
      ? await renderForm({ ruling, entries }, form)
      : await buildCourtFile({
          ruling: bytes,
          chosen,
          ...(evidence === undefined ? {} : { evidence }),
          ...(chosen.has('evidence') ? { received: await readReceived(options.evidencePaths) } : {}),
          ...(custody === undefined ? {} : { custody }),
        });
  await writeDurably(out, written, { overwrite: options.force });
  const told = { path: out, bytes: written.length, sha256: digestOf(written), disclosed: [...chosen].sort() };
  await io.stdout(options.json ? `${JSON.stringify(told)}\n` : `${visible(out)}  ${told.bytes}  ${told.sha256}\n`);
  return EXIT.pass;
}
