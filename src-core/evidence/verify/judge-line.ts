import type { Algorithm, SignatureVerifier } from '../../crypto/signature.ts';
import type { TrustPolicy } from '../policy.ts';
import type { CheckedLine } from './checked-line.ts';
import type { Fault } from './fault.ts';
import type { KeyClaim } from './key-claim.ts';
import type { KeyRing } from './key-ring.ts';
import { verdictUnder } from './line-reading.ts';

/** What a round of judging lines goes by. */
export interface Round {
  readonly ring: KeyRing;
  readonly verifier: SignatureVerifier;
  readonly policy: TrustPolicy | undefined;
  readonly claims: ReadonlyMap<CheckedLine, KeyClaim>;
  /** The first failure on a chain of a registry: why a key may be missing that no record names. */
  registryFailure?: CheckedLine;
}

/**
 * The steps from `key-found` to `sums` on one line. An error becomes its `fault`; what only informs, one of its `notes`, and the steps
 * go on.
 */
export function judgeLine(line: CheckedLine, round: Round): void {
  const { reading } = line;
  line.fault = reading.early ?? keyFaults(line, round) ?? reading.schema ?? reading.sums;
}

function inform(line: CheckedLine, note: Fault): void {
  (line.notes ??= []).push(note);
}

function keyFaults(line: CheckedLine, round: Round): Fault | undefined {
  const { reading } = line;
  const kid = reading.keyid as string;
  const held = round.ring.find(kid, reading.actorId, reading.actorRole, reading.chain);
  if (held === undefined) {
    inform(line, unsupportedKey(kid, round) ?? unknownKey(kid, round));
    return claimFault(line, round);
  }
  const { record } = held;
  line.key = record;
  if (!record.trusted) {
    inform(line, {
      code: 'I_KEY_UNTRUSTED',
      step: 'key-found',
      pointer: '/actor/kid',
      message: 'only the evidence itself presents this key; the trust policy vouches for no registry or list that holds it',
    });
  }
  const accepted = round.policy?.algs;
  if (accepted !== undefined && !accepted.includes(record.alg)) {
    inform(line, { code: 'I_ALG', step: 'signature', message: `the trust policy does not accept signatures with ${record.alg}` });
    return bindingFault(line, held) ?? claimFault(line, round);
  }
  const verdict = verdictUnder(reading, record.key, record.alg as Algorithm, round.verifier);
  switch (verdict) {
    case 'invalid':
      return { code: 'E_SIG', step: 'signature', message: 'the signature does not fit these bytes under the key that kid names' };
    case 'weak-key':
      return {
        code: 'E_KEY_WEAK',
        step: 'signature',
        pointer: '/actor/kid',
        message: 'the key is of small order or not canonical: anybody can sign with it',
      };
    case 'unsupported':
      inform(line, { code: 'I_ALG', step: 'signature', message: `signatures with ${record.alg} are not supported` });
      break;
    case 'valid':
      break;
  }
  return bindingFault(line, held) ?? claimFault(line, round);
}

function unsupportedKey(kid: string, round: Round): Fault | undefined {
  const unsupported = round.ring.unsupported.get(kid);
  if (unsupported === undefined) return undefined;
  return {
    code: 'I_ALG',
    step: 'signature',
    pointer: '/actor/kid',
    message: `signatures with ${unsupported.alg} are not supported, so this one is not checked`,
  };
}

function unknownKey(kid: string, round: Round): Fault {
  const because = round.ring.failed.get(kid) ?? round.registryFailure;
  const message = 'nothing presents a key of this kid, so the signature cannot be checked';
  return { code: 'I_KEY_UNKNOWN', step: 'key-found', pointer: '/actor/kid', message, because };
}

/** A key is registered for somebody; members that are of no JSON type to compare are left to the schema. */
function bindingFault(line: CheckedLine, { record, onlyChain }: NonNullable<ReturnType<KeyRing['find']>>): Fault | undefined {
  const { reading } = line;
  const fault = (pointer: string, message: string): Fault => ({ code: 'E_KEY_BINDING', step: 'key-binding', pointer, message });
  if (record.sub !== undefined && reading.actorId !== undefined && record.sub !== reading.actorId) {
    return fault('/actor/id', 'the key is registered for another subject than this actor');
  }
  if (record.role !== undefined && reading.actorRole !== undefined && record.role !== reading.actorRole) {
    return fault('/actor/role', `the key is registered for the role ${record.role}`);
  }
  if (onlyChain !== undefined && reading.chain !== undefined && reading.chain !== onlyChain) {
    return fault('/chain', "a registry's key signs that registry's chain and no other");
  }
  if (record.usages !== undefined && !record.usages.includes('sign')) {
    return fault('/actor/kid', `the key is registered for ${record.usages.join(', ') || 'nothing'}, not to sign entries`);
  }
  return undefined;
}

function claimFault(line: CheckedLine, round: Round): Fault | undefined {
  return round.claims.get(line)?.fault ?? revokerFault(line, round);
}

/** `key.revoked` is written by a registry, or with the key that the record names as revoker. */
function revokerFault(line: CheckedLine, round: Round): Fault | undefined {
  const { reading } = line;
  if (reading.type !== 'key.revoked' || reading.actorRole === 'registry') return undefined;
  const body = line.payload?.['body'];
  const kid = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['kid'] : undefined;
  const records = typeof kid === 'string' ? round.ring.records(kid) : [];
  if (records.length === 0 || records.some((record) => record.revokerKid === reading.kid)) return undefined;
  return {
    code: 'E_KEY_BINDING',
    step: 'key-binding',
    pointer: '/actor/kid',
    message: 'neither a registry nor the key that may revoke this one',
  };
}
