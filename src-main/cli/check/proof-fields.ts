import { decodeBase64 } from '../../../src-core/encoding/base64.ts';
import type { ProofOutcome } from '../../../src-core/chain/merkle.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { caseError } from './case-fields.ts';
import type { Answer } from './check-kind.ts';

/** A field that is a number; whether it can be a size or an index is for the proof to say. */
export function numberField(fields: JsonObject, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw caseError(`${name} is a number`);
  return value;
}

/** The hashes of a proof, base64 each; `null` and an absent field are an empty proof. */
export function proofField(fields: JsonObject): Uint8Array[] {
  const value = fields['proof'] ?? [];
  if (!Array.isArray(value)) throw caseError('proof is an array of base64');
  return value.map((hash) => {
    const bytes = typeof hash === 'string' ? decodeBase64(hash) : undefined;
    if (bytes === undefined) throw caseError('proof is an array of base64');
    return bytes;
  });
}

/** The answer that a proof's outcome is. */
export function proofAnswer(outcome: ProofOutcome, code: 'E_INCLUSION' | 'E_CONSISTENCY'): Answer {
  const messages = {
    'out-of-range': 'the sizes or the index cannot be',
    'wrong-length': 'the proof or a hash of it has the wrong length',
    'root-differs': 'the proof leads to another root',
  };
  return outcome === 'proves' ? { verdict: 'valid' } : { verdict: 'invalid', code, message: messages[outcome] };
}
