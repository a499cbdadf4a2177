import type { Digest } from '../../crypto/sha256.ts';
import type { AuthorityView } from './authority-view.ts';

const known = new WeakMap<AuthorityView, ReadonlyMap<Digest, Uint8Array>>();

/** The bytes of the artifacts that the evidence holds, by their true digests. */
export function artifactsOf(view: AuthorityView): ReadonlyMap<Digest, Uint8Array> {
  const present = known.get(view);
  if (present !== undefined) return present;
  const bytes = new Map<Digest, Uint8Array>();
  for (const file of view.context.files)
    if (file.role === 'artifact' && file.bytes !== undefined) bytes.set(file.sha256, file.bytes);
  known.set(view, bytes);
  return bytes;
}
