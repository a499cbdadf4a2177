import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { caseSources, filesOf, storedBytes, type StoredSource } from '../case-import/sources.ts';
import { caseKey } from '../custody/case-key.ts';
import { custodyBytes, CustodyLog } from '../custody/custody-log.ts';
import { fileNameOf } from '../files/file-name.ts';
import { makeFolder } from '../files/make-folder.ts';
import { asWriteError, writeDurably } from '../files/write-durably.ts';
import { openCaseFile, readCaseFile } from '../store/case-file.ts';
import type { ReadDatabase, WriteDatabase } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';
import { readReport } from '../store/stored-report.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';

export interface ExportOptions {
  readonly casePath: string;
  /** A folder for the evidence as it was received. */
  readonly evidence?: string | undefined;
  /** A file for the report, as `verify --json` prints it. */
  readonly report?: string | undefined;
  /** A file for the custody's lines. */
  readonly custody?: string | undefined;
  /** A file for a whole copy of the case. */
  readonly copy?: string | undefined;
  readonly by?: string | undefined;
  readonly force: boolean;
  readonly dataFolder: string;
  readonly json: boolean;
}

interface Written {
  readonly what: 'evidence' | 'report' | 'custody' | 'copy';
  readonly path: string;
  readonly sha256?: string;
}

/** Takes things out of a case. Of a damaged one, what is whole of its evidence still comes out. */
export async function runExport(options: ExportOptions, io: CommandIo): Promise<ExitCode> {
  const written: Written[] = [];
  const lost: { name: string; message: string }[] = [];
  try {
    const file = openCaseFile(options.casePath);
    try {
      const { database } = file;
      await exportAll(database, options, written, lost);
      await recordExport(database, options, written, io);
      // Last, so that the copy tells of itself, too.
      if (options.copy !== undefined) copyCase(database, options.copy, options.force);
    } finally {
      file.close();
    }
  } catch (error) {
    const isRescue =
      error instanceof AssizeError && error.code === 'E_CASE_DAMAGED' && options.evidence !== undefined && written.length === 0;
    if (!isRescue) throw error;
    const database = readCaseFile(options.casePath);
    try {
      await exportEvidence(database, options.evidence ?? '', options.force, written, lost);
    } finally {
      database.close();
    }
    lost.unshift({ name: basename(options.casePath), message: error.message });
  }
  await io.stdout(options.json ? `${JSON.stringify({ written, lost })}\n` : rendered(written, lost, io));
  return lost.length > 0 ? EXIT.fail : EXIT.pass;
}

async function exportAll(
  database: WriteDatabase,
  options: ExportOptions,
  written: Written[],
  lost: { name: string; message: string }[],
): Promise<void> {
  const { evidence, report, custody, copy, force } = options;
  if (evidence !== undefined) await exportEvidence(database, evidence, force, written, lost);
  if (report !== undefined) {
    const stored = readReport(database);
    if (stored === undefined)
      throw new AssizeError('E_NO_REPORT', 'the case was not verified yet', {}, 'Import evidence into it first.');
    await writeFileOut('report', report, encodeUtf8(`${JSON.stringify(stored)}\n`), force, written);
  }
  if (custody !== undefined) await writeFileOut('custody', custody, custodyBytes(database), force, written);
  if (copy === undefined) return;
  if (existsSync(copy) && !force)
    throw new AssizeError('E_EXISTS', `${copy} exists`, { path: copy }, 'Choose another name, or say --force.');
  written.push({ what: 'copy', path: copy });
}

async function writeFileOut(
  what: Written['what'],
  path: string,
  bytes: Uint8Array,
  force: boolean,
  written: Written[],
): Promise<void> {
  await writeDurably(path, bytes, { overwrite: force });
  written.push({ what, path, sha256: `sha256:${createHash('sha256').update(bytes).digest('hex')}` });
}

async function exportEvidence(
  database: ReadDatabase,
  folder: string,
  force: boolean,
  written: Written[],
  lost: { name: string; message: string }[],
): Promise<void> {
  const taken = new Set<string>();
  for (const source of caseSources(database)) {
    const path = join(folder, freeName(source, taken));
    try {
      for (const file of filesOf(database, source.id))
        await writeStored(database, source, file, file.path === '' ? path : join(path, file.path), force);
      written.push({ what: 'evidence', path, sha256: source.sha256 });
    } catch (error) {
      if (!(error instanceof AssizeError && error.code === 'E_CASE_DAMAGED')) throw error;
      lost.push({ name: source.name, message: error.message });
    }
  }
}

/** Beside its place first: what stands under the name is whole and has the digest that the case says. */
async function writeStored(
  database: ReadDatabase,
  source: StoredSource,
  file: Parameters<typeof storedBytes>[1],
  path: string,
  force: boolean,
): Promise<void> {
  const partial = `${path}.part`;
  try {
    if (!force && existsSync(path))
      throw new AssizeError('E_EXISTS', `${path} exists`, { path }, 'Choose another folder, or say --force.');
    await makeFolder(dirname(path));
    const descriptor = openSync(partial, 'w', 0o600);
    try {
      for (const piece of storedBytes(database, file, source.name)) {
        for (let at = 0; at < piece.length;) at += writeSync(descriptor, piece, at, piece.length - at);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw asWriteError(error, path);
  }
}

function freeName({ name, id }: StoredSource, taken: Set<string>): string {
  const safe = fileNameOf(name, 'evidence');
  const free = taken.has(safe.toLowerCase()) ? `${id}-${safe}` : safe;
  taken.add(free.toLowerCase());
  return free;
}

/** A copy without free pages; where files lay on this machine is in no case whose imports are done. */
function copyCase(database: WriteDatabase, path: string, force: boolean): void {
  if (force) rmSync(path, { force: true });
  database.change('VACUUM INTO ?').run(path);
}

async function recordExport(
  database: WriteDatabase,
  { dataFolder, by }: ExportOptions,
  written: readonly Written[],
  io: CommandIo,
): Promise<void> {
  const caseUuid = readMeta(database, 'id') ?? '';
  const key = await caseKey(dataFolder, caseUuid);
  const log = new CustodyLog({ database, dataFolder, caseUuid, key, now: () => io.now() });
  for (const { what, path, sha256 } of written)
    log.append('case.exported', { what, name: basename(path), ...(sha256 === undefined ? {} : { sha256 }) }, by);
}

function rendered(written: readonly Written[], lost: readonly { name: string; message: string }[], io: CommandIo): string {
  const failed = { en: 'lost', 'zh-CN': '已损坏' }[io.lang];
  return [
    ...written.map(({ what, path, sha256 }) => `${what}  ${visible(path)}${sha256 === undefined ? '' : `  ${sha256}`}`),
    ...lost.map(({ name, message }) => `${failed}  ${visible(name)}: ${visible(message)}`),
    '',
  ].join('\n');
}
