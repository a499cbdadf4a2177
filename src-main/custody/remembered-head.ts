import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { custodyFolder } from './case-key.ts';
import { isSystemError } from '../files/write-durably.ts';

/** The last act on a case that this machine knows of. */
export interface CustodyHead {
  readonly chain: string;
  readonly seq: number;
  readonly digest: string;
}

const pathOf = (dataFolder: string, caseUuid: string): string => join(custodyFolder(dataFolder), `${caseUuid}.head.json`);

/** What was remembered; undefined also where the note of it cannot be read, since it is only ever a reason to warn. */
export function rememberedHead(dataFolder: string, caseUuid: string): CustodyHead | undefined {
  try {
    const { chain, seq, digest } = JSON.parse(readFileSync(pathOf(dataFolder, caseUuid), 'utf8')) as Partial<CustodyHead>;
    return typeof chain === 'string' && typeof seq === 'number' && typeof digest === 'string'
      ? { chain, seq, digest }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error)) return undefined;
    throw error;
  }
}

export function rememberHead(dataFolder: string, caseUuid: string, { chain, seq, digest }: CustodyHead): void {
  const path = pathOf(dataFolder, caseUuid);
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ chain, seq, digest })}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
