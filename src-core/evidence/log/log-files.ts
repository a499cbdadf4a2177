import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { BundleFile } from '../state.ts';

/** Which part of a log's evidence a file is, by the folder that it lies in. */
export type LogFolder = 'checkpoints' | 'proofs' | 'consistency';

const folder = /(?:^|[/!])log\/(checkpoints|proofs|consistency)\/(?:.*\/)?([^/]+)$/;

/** A file of a log's evidence with its bytes. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The file's name without its last extension. */
  readonly stem: string;
}

/**
 * The files below `log/checkpoints` (only those named `*.note`), `log/proofs` or `log/consistency`, by path, so that nothing depends
 * on the order in which a bundle gave them.
 */
export function logFiles(files: readonly BundleFile[], wanted: LogFolder): LogFile[] {
  const found: LogFile[] = [];
  for (const file of files) {
    const [, where, name = ''] = folder.exec(file.path) ?? [];
    if (where !== wanted || file.bytes === undefined) continue;
    if (wanted === 'checkpoints' && !name.endsWith('.note')) continue;
    found.push({ path: file.path, bytes: file.bytes, stem: stemOf(name) });
  }
  return found.sort((a, b) => compareUtf16(a.path, b.path));
}

/** The last part of a path without its extension. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
