import { z } from 'zod';
import { applicationCall } from '../call.ts';
import { fileHandle, text } from '../shapes.ts';

/** A file that the user chose, as the page may know it. */
export interface ChosenFile {
  readonly handle: string;
  readonly name: string;
  readonly bytes: number;
  /** Known where the host took the bytes in itself. */
  readonly sha256?: string;
}

export const filePurpose = z.enum(['evidence', 'policy', 'claim', 'ruling', 'key', 'pack', 'case']);

export const fileCalls = {
  /** Shows the host's dialog; empty where the user cancelled. `E_NO_DIALOG` where the host has none. */
  'files.choose': applicationCall<readonly ChosenFile[]>()(z.strictObject({ purpose: filePurpose, multiple: z.boolean() })),
  /** Saves what the host holds under a handle to where the user says; false where the user cancelled. */
  'files.save': applicationCall<{ readonly saved: boolean }>()(z.strictObject({ handle: fileHandle, suggestedName: text(200) })),
  /** Lets go of a file that is no longer needed. */
  'files.release': applicationCall<Record<string, never>>()(z.strictObject({ handle: fileHandle })),
} as const;
