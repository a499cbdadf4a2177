import type { SignatureVerifier } from '../../crypto/signature.ts';
import type { TrustPolicy } from '../policy.ts';
import type { CheckedLine } from './checked-line.ts';
import type { Fault } from './fault.ts';
import type { KeyClaim } from './key-claim.ts';
import type { HeldKey, KeyRing } from './key-ring.ts';

/** What a round of judging lines goes by. */
export interface Round {
  readonly ring: KeyRing;
  readonly verifier: SignatureVerifier;
  readonly policy: TrustPolicy | undefined;
  /** By the numbers of their lines. */
  readonly claims: ReadonlyMap<number, KeyClaim>;
}

/**
 * The steps from `key-found` to `sums` on one line. An error becomes its `fault`; what only informs, one of its `notes`, and the steps
 * go on.
 */
export function judgeLine(line: CheckedLine, round: Round): void {
  line.fault = line.early ?? keyFaults(line, round) ?? line.schema ?? line.sums;
}

function keyFaults(line: CheckedLine, round: Round): Fault | undefined {
  const kid = line.keyid as string;
  const held = round.ring.find(kid, line.actorId, line.actorRole, line.statedChain);
  if (held === undefined) {
    line.inform(unsupportedKey(kid, round) ?? unknownKey(kid, round));
    return claimFault(line, round);
  }
  const { record } = held;
  line.key = record;
  if (!record.trusted) {
    line.inform({
      code: 'I_KEY_UNTRUSTED',
      step: 'key-found',
      pointer: '/actor/kid',
      message: 'only the evidence itself presents this key; the trust policy vouches for no registry or list that holds it',
      because: round.ring.refused(kid),
    });
  }
  const accepted = round.policy?.algs;
  if (accepted !== undefined && !accepted.includes(record.alg)) {
    line.inform({ code: 'I_ALG', step: 'signature', message: `the trust policy does not accept signatures with ${record.alg}` });
    return bindingFault(line, held, round) ?? claimFault(line, round);
  }
  const verdict = line.verdictUnder(record, round.verifier);
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
      line.inform({ code: 'I_ALG', step: 'signature', message: `signatures with ${record.alg} are not supported` });
      break;
    case 'valid':
      break;
  }
  return bindingFault(line, held, round) ?? claimFault(line, round);
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
  const message = 'nothing presents a key of this kid, so the signature cannot be checked';
  return { code: 'I_KEY_UNKNOWN', step: 'key-found', pointer: '/actor/kid', message, because: round.ring.refused(kid) };
}

/** A key is registered for somebody; members that are of no JSON type to compare are left to the schema. */
function bindingFault(line: CheckedLine, { record, onlyChain }: HeldKey, round: Round): Fault | undefined {
  const { actorId, actorRole, statedChain } = line;
  const because = round.ring.refused(record.kid);
  const fault = (pointer: string, message: string): Fault => ({
    code: 'E_KEY_BINDING',
    step: 'key-binding',
    pointer,
    message,
    because,
  });
  if (record.sub !== undefined && actorId !== undefined && record.sub !== actorId) {
    return fault('/actor/id', 'the key is registered for another subject than this actor');
  }
  if (record.role !== undefined && actorRole !== undefined && record.role !== actorRole) {
    return fault('/actor/role', `the key is registered for the role ${record.role}`);
  }
  if (onlyChain !== undefined && statedChain !== undefined && statedChain !== onlyChain) {
    return fault('/chain', "a registry's key signs that registry's chain and no other");
  }
  if (record.usages !== undefined && !record.usages.includes('sign')) {
    return fault('/actor/kid', `the key is registered for ${record.usages.join(', ') || 'nothing'}, not to sign entries`);
  }
  return undefined;
}

function claimFault(line: CheckedLine, round: Round): Fault | undefined {
  return round.claims.get(line.number)?.fault ?? revokerFault(line, round);
}

/** `key.revoked` is written by a registry, or with the key that the record names as revoker. */
function revokerFault(line: CheckedLine, round: Round): Fault | undefined {
  if (line.type !== 'key.revoked' || line.actorRole === 'registry') return undefined;
  const body = line.payload?.['body'];
  const kid = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['kid'] : undefined;
  const records = typeof kid === 'string' ? round.ring.records(kid) : [];
  if (records.length === 0 || records.some((record) => record.revokerKid === line.kid)) return undefined;
  return {
    code: 'E_KEY_BINDING',
    step: 'key-binding',
    pointer: '/actor/kid',
    message: 'neither a registry nor the key that may revoke this one',
    because: typeof kid === 'string' ? round.ring.refused(kid) : undefined,
  };
}
