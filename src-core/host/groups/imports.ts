import { z } from 'zod';
import { applicationCall } from '../call.ts';
import { caseId, fileHandle, jobId } from '../shapes.ts';
import type { HostError } from '../answer.ts';

export const IMPORT_PHASES = ['copy', 'verify', 'store', 'index'] as const;
export type ImportPhase = (typeof IMPORT_PHASES)[number];

/** An import as it stands. `done` and `total` are in the unit of the phase: bytes while copying, else entries. */
export interface ImportJob {
  readonly jobId: string;
  readonly caseId: string;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  readonly phase: ImportPhase;
  readonly unit: 'bytes' | 'entries';
  readonly done: number;
  readonly total?: number;
  /** Units a second, over the last seconds. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  readonly entries: number;
  readonly findings: number;
  readonly sha256?: string;
  readonly error?: HostError;
  readonly startedAt: string;
  readonly endedAt?: string;
}

export const importCalls = {
  /** Takes files into a case and verifies the whole case again, under the case's policy or the one given with them. */
  'imports.start': applicationCall<ImportJob>()(
    z.strictObject({ caseId, files: z.array(fileHandle).min(1).max(100), policy: fileHandle.optional() }),
  ),
  'imports.list': applicationCall<readonly ImportJob[]>()(z.strictObject({ caseId })),
  'imports.pause': applicationCall<ImportJob>()(z.strictObject({ jobId })),
  'imports.resume': applicationCall<ImportJob>()(z.strictObject({ jobId })),
  /** Stops within a fifth of a second and stays stopped; what was copied is kept for a later resume. */
  'imports.cancel': applicationCall<ImportJob>()(z.strictObject({ jobId })),
} as const;
