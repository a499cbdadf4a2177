import { parseSignedNote, verifyNote } from '../../../src-core/chain/signed-note.ts';
import { parseVerifierKey } from '../../../src-core/chain/verifier-key.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { caseError, stringField } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { verifiers } from './verifiers.ts';

/**
 * A C2SP signed note under verifier keys: valid where a known key signed and every signature of a known key verifies. A valid answer adds
 * `signers`, the names whose signatures verified.
 */
export const noteKind: CheckKind = {
  kind: 'note',
  answer(fields) {
    const note = parseSignedNote(encodeUtf8(stringField(fields, 'text')));
    const lines = verifyNote(note, keysField(fields).map(parseVerifierKey), verifiers.fast);
    const bad = lines.find(({ state }) => state === 'invalid' || state === 'weak-key');
    if (bad !== undefined) {
      const code = bad.state === 'weak-key' ? 'E_KEY_WEAK' : 'E_SIG';
      return { verdict: 'invalid', code, message: `the signature of ${bad.name} does not verify` };
    }
    const signers = lines.filter(({ state }) => state === 'valid').map(({ name }) => name);
    if (signers.length > 0) return { verdict: 'valid', signers };
    if (lines.some(({ state }) => state === 'unsupported'))
      return { verdict: 'unsupported', code: 'I_ALG', message: 'the known keys are of types that are not spoken' };
    return { verdict: 'not-checkable', code: 'I_KEY_UNKNOWN', message: 'none of the keys given signed the note' };
  },
};

/** A list of verifier keys, or one. */
function keysField(fields: JsonObject): string[] {
  const value = fields['keys'];
  const keys = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) throw caseError('keys is an array of verifier keys');
  return keys;
}
