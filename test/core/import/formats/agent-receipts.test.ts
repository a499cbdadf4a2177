import { readFileSync } from 'node:fs';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentReceipts, receiptHash, unsignedForm } from '../../../../src-core/import/formats/agent-receipts/index.ts';
import { canonicalize } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { receiptKind } from '../../../../src-main/cli/check/receipt.ts';
import { hasVectors, vectorRoot } from '../../../vectors/vector-root.ts';

type Receipt = JsonObject & { proof: JsonObject & { proofValue: string }; credentialSubject: JsonObject & { chain: JsonObject } };
interface Signed {
  receipt: Receipt;
  expectedReceiptHash: string;
}

const load = <T>(name: string): T => JSON.parse(readFileSync(`${vectorRoot}/agent-receipts/${name}.json`, 'utf8')) as T;

async function says(document: JsonValue, keys?: JsonValue): Promise<string> {
  try {
    const { verdict, code } = await receiptKind.answer({ document, ...(keys === undefined ? {} : { keys }) });
    return code === undefined ? verdict : `${verdict} ${code}`;
  } catch (error) {
    return `throws ${(error as { code?: string }).code}`;
  }
}

const present = hasVectors('agent-receipts');

describe('agent receipts', () => {
  it('other documents are not taken for receipts', async () => {
    expect(agentReceipts.recognises(Buffer.from('{"payload":""}'))).toBe(false);
    expect(await says({ type: ['VerifiableCredential'] })).toBe('unsupported E_FORMAT');
  });

  if (present) published();
});

function published(): void {
  const v4 = load<{
    keys: { publicKey: string };
    idempotencyKeyReceipt: Signed;
    duplicateIdempotencyChain: { receipts: Receipt[]; expectedWarningCount: number };
  }>('v040_vectors');
  const v5 = load<Record<'runtimeReceipt' | 'extendedRuntimeReceipt' | 'rootAgentReceipt', Signed>>('v050_vectors');
  const pem = v4.keys.publicKey;
  const signed = [v4.idempotencyKeyReceipt, v5.runtimeReceipt, v5.extendedRuntimeReceipt, v5.rootAgentReceipt];
  const good = v4.idempotencyKeyReceipt.receipt;
  const changed = (change: (receipt: Receipt) => void, from: Receipt = good): Receipt => {
    const copy = structuredClone(from);
    change(copy);
    return copy;
  };

  it('signed receipts verify and have their hash: 4 of 4', async () => {
    for (const { receipt, expectedReceiptHash } of signed) {
      expect(receiptHash(receipt)).toBe(expectedReceiptHash);
      expect(await says(receipt, pem)).toBe('valid');
      expect(await says(JSON.stringify(receipt), [pem])).toBe('valid');
      expect(await says(receipt, { 'key-1': pem })).toBe('valid');
      expect(await says(receipt, { 'did:agent:other#key-9': pem })).toBe('not-checkable I_KEY_UNKNOWN');
      expect(await says(receipt)).toBe('not-checkable I_KEY_UNKNOWN');
    }
  });

  it('hashes and canonical forms are those published', () => {
    const { canonicalization_vectors: forms, receipt_hash_vectors: hashes } = load<{
      canonicalization_vectors: { name: string; input: JsonValue; canonical?: string }[];
      receipt_hash_vectors: { receipt?: JsonObject; expectedHash?: string }[];
    }>('canonicalization_vectors');
    const base = hashes[0]?.expectedHash;
    const own = hashes.filter(({ receipt }) => receipt !== undefined);
    for (const { receipt, expectedHash } of own) {
      expect(receiptHash(receipt as JsonObject)).toBe(expectedHash?.startsWith('sha256:') === true ? expectedHash : base);
    }
    const stated = forms.filter(({ canonical }) => canonical !== undefined);
    for (const { input, canonical } of stated) expect(canonicalize(input)).toBe(canonical);
    console.log(`agent-receipts: hashes ${own.length}/${hashes.length}, forms ${stated.length}/${forms.length}`);
  });

  it('a chain verifies, with a warning for the idempotency key that stands twice', async () => {
    const { receipts, expectedWarningCount } = v4.duplicateIdempotencyChain;
    const answer = await receiptKind.answer({ document: receipts, keys: [pem] });
    expect(answer.verdict).toBe('valid');
    expect(answer['warnings']).toHaveLength(expectedWarningCount);
    expect(await says(receipts.map((it) => JSON.stringify(it)).join('\n'), pem)).toBe('valid');
    const [first, second] = receipts as [Receipt, Receipt];
    expect(await says([second, first], pem)).toBe('invalid E_LINE_ORDER');
    expect(await says([first, first], pem)).toBe('invalid E_LINE_ORDER');
    expect(await says([first, changed((it) => (it.credentialSubject.chain['sequence'] = 3), second)], pem)).toBe(
      'invalid E_SEQ_GAP',
    );
    expect(await says([first, changed((it) => (it.credentialSubject.chain['chain_id'] = 'x'), second)], pem)).toBe(
      'invalid E_CHAIN_MIX',
    );
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await says([first, changed((it) => (it.credentialSubject.chain['previous_receipt_hash'] = other), second)], pem)).toBe(
      'invalid E_PREV',
    );
  });

  it('a rotation has the fingerprint of its key', async () => {
    const event = load<Receipt>('rotation-event');
    expect(await says(event)).toBe('not-checkable I_KEY_UNKNOWN');
    expect(await says(event, pem)).toMatch(/^(valid|invalid E_SIG)$/);
    const forged = changed((it) => {
      (it.credentialSubject['keyRotation'] as JsonObject)['new_key_fingerprint'] = `sha256:${'0'.repeat(64)}`;
    }, event);
    expect(await says(forged)).toBe('invalid E_KEYID');
  });

  it('after a rotation only the new key signs; nothing follows the last receipt', async () => {
    const [old, next] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const raw = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x as string, 'base64url');
    const print = (key: KeyObject): string => `sha256:${createHash('sha256').update(raw(key)).digest('hex')}`;
    const signedBy = (key: KeyObject, receipt: Receipt): Receipt => ({
      ...receipt,
      proof: { ...receipt.proof, proofValue: `u${sign(null, unsignedForm(receipt), key).toString('base64url')}` },
    });
    const event = signedBy(
      old.privateKey,
      changed((it) => {
        Object.assign(it.credentialSubject['keyRotation'] as JsonObject, {
          old_key_fingerprint: print(old.publicKey),
          new_key_fingerprint: print(next.publicKey),
          new_public_key: `u${raw(next.publicKey).toString('base64url')}`,
        });
      }, load<Receipt>('rotation-event')),
    );
    const chain = (sequence: number, before: Receipt): JsonObject => ({
      ...event.credentialSubject.chain,
      sequence,
      previous_receipt_hash: receiptHash(before),
      terminal: true,
    });
    const follow = (sequence: number, before: Receipt): Receipt =>
      changed((it) => (it.credentialSubject.chain = chain(sequence, before)));
    const pem = old.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const second = signedBy(next.privateKey, follow(2, event));
    expect(await says([event, second], pem)).toBe('valid');
    expect(await says([event, signedBy(old.privateKey, follow(2, event))], pem)).toBe('invalid E_SIG');
    expect(await says([event, second, signedBy(next.privateKey, follow(3, second))], pem)).toBe('invalid E_AFTER_CLOSE');
  });

  it('disclosure envelopes are judged by their form', async () => {
    const { vectors } = load<{ vectors: { envelope_object: JsonObject }[] }>('disclosure-envelope');
    for (const { envelope_object: envelope } of vectors) {
      const sealed = (it: JsonObject): Receipt =>
        changed((copy) => ((copy.credentialSubject['action'] as JsonObject)['parameters_disclosure'] = it));
      expect(await says(sealed(envelope))).toBe('not-checkable I_KEY_UNKNOWN');
      expect(await says(sealed({ ...envelope, ct: '!' }))).toBe('invalid E_DISCLOSURE');
      expect(await says(sealed({ ...envelope, v: 1 }))).toBe('invalid E_DISCLOSURE');
      expect(await says(sealed({ ...envelope, recipients: [] }))).toBe('invalid E_DISCLOSURE');
    }
  });

  it('refuses what was changed', async () => {
    expect(
      await says(
        changed((it) => (it.proof['type'] = 'Ed25519Signature2018')),
        pem,
      ),
    ).toBe('invalid E_ENVELOPE');
    expect(
      await says(
        changed((it) => (it.proof.proofValue = `z${it.proof.proofValue.slice(1)}`)),
        pem,
      ),
    ).toBe('invalid E_ENVELOPE');
    expect(
      await says(
        changed((it) => (it['id'] = 'urn:receipt:x')),
        pem,
      ),
    ).toBe('invalid E_SIG');
    expect(
      await says(
        changed((it) => (it['note'] = 'added')),
        pem,
      ),
    ).toBe('invalid E_SIG');
    expect(
      await says(
        changed((it) => (it['note'] = null)),
        pem,
      ),
    ).toBe('invalid E_SCHEMA');
    expect(
      await says(
        changed((it) => (it['version'] = '0.9.0')),
        pem,
      ),
    ).toBe('invalid E_SCHEMA');
    expect(await says({ type: ['VerifiableCredential'] }, pem)).toBe('unsupported E_FORMAT');
    expect(await says('eyJhbGciOiJFUzI1NiJ9.e30.AA', pem)).toBe('unsupported E_FORMAT');
  });

  it('no flipped bit of the signature is valid', async () => {
    const bytes = Buffer.from(good.proof.proofValue.slice(1), 'base64url');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 511 }), async (bit) => {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        const proofValue = `u${Buffer.from(flipped).toString('base64url')}`;
        expect(
          await says(
            changed((it) => (it.proof.proofValue = proofValue)),
            pem,
          ),
        ).toBe('invalid E_SIG');
      }),
      { numRuns: 60 },
    );
  });

  it('a file is found by its content', () => {
    for (const { receipt } of signed) expect(agentReceipts.recognises(Buffer.from(JSON.stringify(receipt, null, 2)))).toBe(true);
    expect(agentReceipts.recognises(Buffer.from('{"payload":""}'))).toBe(false);
  });
}
