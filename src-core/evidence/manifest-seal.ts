import { isAlgorithm } from '../crypto/algorithm.ts';
import { pae, parseDsse, type DsseSignature } from '../crypto/dsse.ts';
import { AssizeError } from '../errors.ts';
import { parseJson } from '../json/parse-json.ts';
import type { FindingDraft, KeyRecord } from './state.ts';
import type { VerificationContext } from './verify/context.ts';

const SEAL = /(?:^|!)manifest\.dsse$/;

type Outcome = Pick<FindingDraft, 'code' | 'message'>;

/**
 * Judges who sealed the manifests of containers (`manifest.dsse`): a signature that fails under the key that it names is `E_SIG` (or
 * `E_KEY_WEAK`), whoever vouches for the key; one that only keys of the evidence fit is `I_KEY_UNTRUSTED`; where nothing
 * presents a key that it names, `I_KEY_UNKNOWN`. One good signature of a trusted key is enough beside unknown ones. That the
 * envelope is one, and for this manifest, is checked with the manifest.
 */
export function checkManifestSeals(context: VerificationContext): void {
  for (const file of context.files) {
    if (file.role !== 'other' || !SEAL.test(file.path) || file.bytes === undefined) continue;
    const outcome = judgeSeal(context, file.bytes);
    if (outcome !== undefined) context.add({ ...outcome, step: 'files', path: file.path });
  }
}

function judgeSeal(context: VerificationContext, bytes: Uint8Array): Outcome | undefined {
  const envelope = readSeal(bytes);
  if (envelope === undefined) return undefined;
  const message = pae(envelope.payloadType, envelope.payload);
  const outcomes = envelope.signatures.map((signature) => judgeSignature(context, signature, message));
  const failed = outcomes.find((outcome) => outcome?.code.startsWith('E_') === true);
  if (failed !== undefined || outcomes.includes(undefined)) return failed;
  return outcomes.find((outcome) => outcome?.code === 'I_KEY_UNTRUSTED') ?? outcomes[0];
}

function readSeal(bytes: Uint8Array) {
  try {
    return parseDsse(parseJson(bytes));
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

/** A signature without a keyid is tried under every key; it is that of none where none fits. */
function judgeSignature(context: VerificationContext, signature: DsseSignature, message: Uint8Array): Outcome | undefined {
  const { keyid, sig } = signature;
  const fits = (record: KeyRecord) =>
    isAlgorithm(record.alg) ? context.verifier.verify(record.alg, record.key, message, sig) : 'unsupported';
  const record =
    keyid === undefined ? [...context.keys.values()].find((candidate) => fits(candidate) === 'valid') : context.keys.get(keyid);
  if (record === undefined) return { code: 'I_KEY_UNKNOWN', message: 'nothing presents the key that sealed the manifest' };
  switch (fits(record)) {
    case 'invalid':
      return { code: 'E_SIG', message: 'the signature over the manifest does not fit under the key that keyid names' };
    case 'weak-key':
      return { code: 'E_KEY_WEAK', message: 'the key that sealed the manifest is of small order or not canonical' };
    case 'unsupported':
      return { code: 'I_ALG', message: `signatures with ${record.alg} are not supported` };
    case 'valid':
      return record.trusted
        ? undefined
        : { code: 'I_KEY_UNTRUSTED', message: 'only the evidence itself presents the key that sealed the manifest' };
  }
}
