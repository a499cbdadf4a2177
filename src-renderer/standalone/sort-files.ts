import { decodeLatin1 } from '../../src-core/encoding/ascii.ts';
import { detectFormat, HEAD_BYTES } from '../../src-core/import/detect-format.ts';

/** What a file can be to a check. */
export type FileRole = 'ruling' | 'policy' | 'evidence';

/**
 * What a dropped file most likely is, by how it begins. A guess for convenience: whoever looks at it can say otherwise, and a file in the
 * wrong place makes a check fail, never pass.
 */
export async function roleOf(file: File): Promise<FileRole> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const text = decodeLatin1(head);
  if (text.startsWith('PK')) return text.slice(0, 128).includes('application/vnd.assize.atb+zip') ? 'evidence' : 'ruling';
  if (/^\{"(?:envelope|keys|manifest|parts)":/.test(text)) return 'ruling';
  if (/"registries"\s*:|application\/vnd\.assize\.trust-policy/.test(text)) return 'policy';
  return detectFormat(head) === undefined ? 'ruling' : 'evidence';
}
