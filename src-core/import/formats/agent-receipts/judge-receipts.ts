import { ed25519Key, type PublicKey } from '../../../crypto/public-key.ts';
import { digestOf } from '../../../crypto/sha256.ts';
import type { SignatureVerifier } from '../../../crypto/signature.ts';
import { AssizeError } from '../../../errors.ts';
import type { FindingCode } from '../../../evidence/finding.ts';
import type { JsonValue } from '../../../json/json-value.ts';
import { multibase, readReceipt, type Receipt } from './read-receipts.ts';
import { receiptHash, unsignedForm } from './unsigned-form.ts';

/** What one receipt of a file shows; `index` counts from 0. */
export interface ReceiptFinding {
  readonly code: FindingCode;
  readonly message: string;
  readonly index: number;
  readonly chain?: string;
}

export interface ReceiptsJudged {
  readonly findings: readonly ReceiptFinding[];
  /** What is odd but no fault, as an idempotency key that stands twice. */
  readonly warnings: readonly string[];
}

/** The keys that may have signed as a receipt's proof says; none: not checkable. */
export type KeysOf = (receipt: Receipt) => readonly PublicKey[];

/** Judges the receipts of one file, in their order: each by itself, and each after the one before it. */
export function judgeReceipts(documents: readonly JsonValue[], keysOf: KeysOf, verifier: SignatureVerifier): ReceiptsJudged {
  const findings: ReceiptFinding[] = [];
  const warnings: string[] = [];
  const idempotency = new Set<string>();
  /** The one key that signs after a rotation. */
  let rotated: PublicKey | undefined;
  let last: Receipt | undefined;
  documents.forEach((document, index) => {
    const say = (code: FindingCode, message: string, chain?: string): void => void findings.push({ code, message, index, chain });
    let receipt: Receipt;
    try {
      receipt = readReceipt(document);
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      last = undefined;
      return say(error.code as FindingCode, error.message);
    }
    const { chainId } = receipt;
    if (last === undefined && index > 0) say('E_PREV', 'the receipt before it cannot be read', chainId);
    else if (last === undefined) checkFirst(receipt, say);
    else checkNext(last, receipt, say);
    const signer = checkProof(receipt, rotated === undefined ? keysOf(receipt) : [rotated], verifier, say);
    if (receipt.rotation !== undefined) rotated = checkRotation(receipt, signer, say) ?? rotated;
    const key = receipt.action['idempotency_key'];
    if (typeof key === 'string') {
      if (idempotency.has(key)) warnings.push(`idempotency_key ${JSON.stringify(key)} stands twice in the chain`);
      idempotency.add(key);
    }
    last = receipt;
  });
  if (last !== undefined && !(last as Receipt).terminal) {
    const { chainId } = last as Receipt;
    findings.push({
      code: 'I_OPEN_CHAIN',
      message: 'no last receipt ends the chain',
      index: documents.length - 1,
      chain: chainId,
    });
  }
  return { findings, warnings };
}

type Say = (code: FindingCode, message: string, chain?: string) => void;

function checkFirst({ sequence, previous, chainId }: Receipt, say: Say): void {
  if ((sequence === 1) !== (previous === null))
    say('E_PREV', 'the first receipt of a chain, and no other, has nothing before it', chainId);
  else if (sequence > 1) say('I_REF_MISSING', `the receipts before number ${sequence} are not here`, chainId);
}

function checkNext(last: Receipt, { sequence, previous, chainId }: Receipt, say: Say): void {
  if (last.terminal) return say('E_AFTER_CLOSE', 'the receipt before it was the last of its chain', chainId);
  if (chainId !== last.chainId) return say('E_CHAIN_MIX', `it follows a receipt of chain ${last.chainId}`, chainId);
  if (sequence > last.sequence + 1) return say('E_SEQ_GAP', `number ${sequence} follows number ${last.sequence}`, chainId);
  if (sequence <= last.sequence) return say('E_LINE_ORDER', `number ${sequence} follows number ${last.sequence}`, chainId);
  if (previous !== receiptHash(last.document))
    say('E_PREV', 'previous_receipt_hash is not the hash of the receipt before it', chainId);
}

/** The key under which the proof holds. */
function checkProof(receipt: Receipt, keys: readonly PublicKey[], verifier: SignatureVerifier, say: Say): PublicKey | undefined {
  const { chainId, proofType, signature } = receipt;
  if (proofType !== 'Ed25519Signature2020') {
    say('E_ENVELOPE', `a proof of type ${JSON.stringify(proofType)} is refused whatever it signs`, chainId);
    return undefined;
  }
  if (signature === undefined) {
    say('E_ENVELOPE', 'proofValue is not multibase u of 64 bytes', chainId);
    return undefined;
  }
  if (keys.length === 0) {
    say('I_KEY_UNKNOWN', `no key is known for ${receipt.verificationMethod}`, chainId);
    return undefined;
  }
  const message = unsignedForm(receipt.document);
  const verdicts = keys.map((key) => verifier.verify('Ed25519', key, message, signature));
  const at = verdicts.indexOf('valid');
  if (at >= 0) return keys[at];
  if (verdicts.every((verdict) => verdict === 'weak-key'))
    say('E_KEY_WEAK', 'under this key a signature proves nothing', chainId);
  else say('E_SIG', 'the proof does not fit the receipt', chainId);
  return undefined;
}

/** The key that signs from the next receipt on, where the event is sound and the key that it retires has signed it. */
function checkRotation({ rotation, chainId }: Receipt, signer: PublicKey | undefined, say: Say): PublicKey | undefined {
  const { event_type, new_algorithm, new_public_key, new_key_fingerprint, old_key_fingerprint, signed_with } = rotation ?? {};
  const raw = typeof new_public_key === 'string' ? multibase(new_public_key, 32) : undefined;
  if (event_type !== 'key_rotated' || new_algorithm !== 'ed25519' || signed_with !== 'old' || raw === undefined) {
    say('E_SCHEMA', 'the event of a key rotation does not have its form', chainId);
    return undefined;
  }
  if (new_key_fingerprint !== digestOf(raw)) {
    say('E_KEYID', 'new_key_fingerprint is not that of new_public_key', chainId);
    return undefined;
  }
  if (signer === undefined) return undefined;
  if (old_key_fingerprint !== digestOf(signer.raw)) {
    say('E_KEYID', 'old_key_fingerprint is not that of the key that signed the rotation', chainId);
    return undefined;
  }
  try {
    return ed25519Key(raw);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    say('E_SCHEMA', 'new_public_key is no Ed25519 key', chainId);
    return undefined;
  }
}
