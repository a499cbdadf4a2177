import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';

/** Both ways to verify, on this host. */
export const verifiers = {
  reference: createSignatureVerifier('reference', nodeSignatures),
  fast: createSignatureVerifier('fast', nodeSignatures),
} as const;
