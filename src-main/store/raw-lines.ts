import type { ReadDatabase } from './database.ts';

const LINES_OF_A_FILE = 2 ** 32;

/** The id of a line's bytes. @param line - from 1 */
export const rawLineId = (chainFile: number, line: number): number => chainFile * LINES_OF_A_FILE + line;

export interface RawLine {
  /** Offset of its first byte in its chain file. */
  readonly byte: number;
  /** Bytes, LF included. */
  readonly length: number;
  /** As received, LF included; null for a line beyond the limit of the format. */
  readonly raw: Uint8Array | null;
}

export function readRawLine(database: ReadDatabase, chainFile: number, line: number): RawLine | undefined {
  return database.query<RawLine>('SELECT byte, length, raw FROM raw_line WHERE id = ?').get(rawLineId(chainFile, line));
}
