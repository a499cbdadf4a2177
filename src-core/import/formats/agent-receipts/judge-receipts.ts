import { ed25519Key, type PublicKey } from '../../../crypto/public-key.ts';
import { digestOf } from '../../../crypto/sha256.ts';
import type { SignatureVerifier } from '../../../crypto/signature.ts';
import { formatInstant } from '../../../encoding/instant.ts';
import { AssizeError } from '../../../errors.ts';
import type { FindingCode } from '../../../evidence/finding.ts';
import type { JsonValue } from '../../../json/json-value.ts';
import { windowFindings, type CandidateKey } from '../../foreign-keys.ts';
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
  /** The receipts whose proof holds under a key that was given, by index. */
  readonly proven: ReadonlySet<number>;
}

/** The keys that may have signed as a receipt's proof says; none: not checkable. */
export type KeysOf = (receipt: Receipt) => readonly CandidateKey[];

/** What receipts are held to besides their keys. */
export interface ReceiptTerms {
  /** Epoch milliseconds of `--at`. */
  readonly at?: number;
  /** By how much two clocks may differ. */
  readonly skewMs: number;
  /** False where the policy does not accept Ed25519: then no proof is checked. */
  readonly isAccepted: boolean;
}

/** Judges the receipts of one file, in their order: each by itself, and each after the one before it. */
export function judgeReceipts(
  documents: readonly JsonValue[],
  keysOf: KeysOf,
  verifier: SignatureVerifier,
  terms: ReceiptTerms = { skewMs: 0, isAccepted: true },
): ReceiptsJudged {
  const findings: ReceiptFinding[] = [];
  const proven = new Set<number>();
  const idempotency = new Set<string>();
  /** The one key that signs after a rotation. */
  let rotated: CandidateKey | undefined;
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
    const keys = rotated === undefined ? keysOf(receipt) : [rotated];
    const signer = checkProof(receipt, terms.isAccepted ? keys : undefined, verifier, say);
    if (signer !== undefined) proven.add(index);
    checkTimes(last, receipt, signer, terms, say);
    if (receipt.rotation !== undefined) rotated = checkRotation(receipt, signer?.key, say) ?? rotated;
    const key = receipt.action['idempotency_key'];
    if (typeof key === 'string') {
      if (idempotency.has(key)) say('W_IDEMPOTENCY', `idempotency_key ${JSON.stringify(key)} stands twice in the chain`, chainId);
      idempotency.add(key);
    }
    last = receipt;
  });
  if (last !== undefined) {
    const { chainId: chain, terminal } = last as Receipt;
    const index = documents.length - 1;
    findings.push({ code: 'I_TIME_UNANCHORED', message: 'no anchor proves when its receipts were signed', index, chain });
    if (!terminal) findings.push({ code: 'I_OPEN_CHAIN', message: 'no last receipt ends the chain', index, chain });
  }
  return { findings, proven };
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

/** By the clock of the issuer, which nothing anchors: against the receipt before, the window of the key, the instant asked about. */
function checkTimes(
  last: Receipt | undefined,
  { issued, signed, sequence, chainId }: Receipt,
  signer: CandidateKey | undefined,
  { at, skewMs }: ReceiptTerms,
  say: Say,
): void {
  if (last?.issued !== undefined && issued !== undefined && sequence === last.sequence + 1 && issued < last.issued)
    say('E_TIME_REGRESS', 'its issuanceDate is earlier than that of the receipt before it', chainId);
  const stated = signed ?? issued;
  if (at !== undefined && stated !== undefined && stated > at + skewMs)
    say('E_TIME_CLAIM', `is signed at ${formatInstant(stated)}, after the instant asked about`, chainId);
  if (signer !== undefined) for (const { code, message } of windowFindings(signer, stated)) say(code, message, chainId);
}

/** The key under which the proof holds. @param keys - absent: signatures of this kind are not accepted */
function checkProof(
  receipt: Receipt,
  keys: readonly CandidateKey[] | undefined,
  verifier: SignatureVerifier,
  say: Say,
): CandidateKey | undefined {
  const { chainId, proofType, signature } = receipt;
  if (proofType !== 'Ed25519Signature2020') {
    say('E_ENVELOPE', `a proof of type ${JSON.stringify(proofType)} is refused whatever it signs`, chainId);
    return undefined;
  }
  if (signature === undefined) {
    say('E_ENVELOPE', 'proofValue is not multibase u of 64 bytes', chainId);
    return undefined;
  }
  if (keys === undefined) {
    say('I_ALG', 'the trust policy does not accept signatures with Ed25519', chainId);
    return undefined;
  }
  if (keys.length === 0) {
    say('I_KEY_UNKNOWN', `no key is known for ${receipt.verificationMethod}`, chainId);
    return undefined;
  }
  const message = unsignedForm(receipt.document);
  const verdicts = keys.map(({ key }) => verifier.verify('Ed25519', key, message, signature));
  const at = verdicts.indexOf('valid');
  if (at >= 0) return keys[at];
  if (verdicts.every((verdict) => verdict === 'weak-key'))
    say('E_KEY_WEAK', 'under this key a signature proves nothing', chainId);
  else say('E_SIG', 'the proof does not fit the receipt', chainId);
  return undefined;
}

/** The key that signs from the next receipt on, where the event is sound and the key that it retires has signed it. */
function checkRotation({ rotation, chainId }: Receipt, signer: PublicKey | undefined, say: Say): CandidateKey | undefined {
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
    return { key: ed25519Key(raw) };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    say('E_SCHEMA', 'new_public_key is no Ed25519 key', chainId);
    return undefined;
  }
}
