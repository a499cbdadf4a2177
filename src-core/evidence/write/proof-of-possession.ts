import { pae } from '../../crypto/dsse.ts';
import type { Digest } from '../../crypto/sha256.ts';
import type { Signer } from '../../crypto/signer.ts';
import { encodeBase64 } from '../../encoding/base64.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { POP_PAYLOAD_TYPE } from '../model/entry.ts';

/** Where a key changes hands: the place of the `key.rotated` entry, and both keys. */
export interface Rotation {
  readonly chain: string;
  readonly newKid: string;
  readonly oldKid: string;
  /** As the rotating entry states it. */
  readonly prev: Digest | null;
  readonly seq: number;
}

/** What the new key signs to show that its holder has it. */
export function possessionMessage(rotation: Rotation): Uint8Array {
  return pae(POP_PAYLOAD_TYPE, canonicalizeBytes({ ...rotation }));
}

/** The `pop` of `key.rotated`: the new key's signature over the place where it takes over, base64. */
export function proofOfPossession(rotation: Rotation, newKey: Signer): string {
  return encodeBase64(newKey.sign(possessionMessage(rotation)));
}
