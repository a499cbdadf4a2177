import type { Digest } from '../../crypto/sha256.ts';
import type { VerificationContext } from '../verify/context.ts';

/** The bytes of the artifacts that the evidence holds, by their true digests. */
export function artifactBytes(context: VerificationContext): ReadonlyMap<Digest, Uint8Array> {
  const bytes = new Map<Digest, Uint8Array>();
  for (const file of context.files) if (file.role === 'artifact' && file.bytes !== undefined) bytes.set(file.sha256, file.bytes);
  return bytes;
}
