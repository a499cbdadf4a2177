import { AssizeError } from '../../src-core/errors.ts';

/** What the file system refuses, in the program's own words. */
export function fileError(error: unknown, path: string): AssizeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AssizeError('E_NO_FILE', 'no such file', { path });
  if (code === '' || error instanceof AssizeError) throw error;
  return new AssizeError('E_READ', `cannot be read (${code})`, { path });
}
