import type { PublicKey } from '../crypto/public-key.ts';
import { formatInstant } from '../encoding/instant.ts';
import type { FindingCode } from '../evidence/finding.ts';
import type { TrustPolicy } from '../evidence/policy.ts';
import { judgeWindow } from '../evidence/time/key-windows.ts';

/** A key that may have signed another protocol's document, with the window in which it is good (epoch milliseconds). */
export interface CandidateKey {
  readonly key: PublicKey;
  readonly nbf?: number;
  readonly exp?: number;
}

/** A code with its words, before it has a place. */
export interface Said {
  readonly code: FindingCode;
  readonly message: string;
}

const WORDS = {
  early: { code: 'E_KEY_EARLY', words: 'signed before its key was valid' },
  expired: { code: 'E_KEY_EXPIRED', words: 'signed when its key had expired' },
  revoked: { code: 'E_KEY_REVOKED', words: 'signed when its key had been revoked' },
  straddles: { code: 'I_KEY_STRADDLE', words: 'cannot be placed inside or outside the window of its key' },
  undated: { code: 'I_KEY_STRADDLE', words: 'states no instant that could be held to the window of its key' },
} as const;

/**
 * Holds a signature to the window of its key by the instant that its author states, since no anchor is over a foreign document.
 * A key without a window asks nothing.
 */
export function windowFindings({ nbf, exp }: CandidateKey, stated: number | undefined): Said[] {
  if (nbf === undefined && exp === undefined) return [];
  const { outcome, assumed } = judgeWindow({ nbf, exp, at: stated });
  const said: Said[] = [];
  if (assumed.length > 0)
    said.push({ code: 'I_TIME_ASSUMED', message: "no anchor gives its time; the author's clock stands in to judge its key" });
  if (outcome === 'inside') return said;
  const window = [nbf === undefined ? '' : `from ${formatInstant(nbf)}`, exp === undefined ? '' : `to ${formatInstant(exp)}`];
  const { code, words } = WORDS[outcome];
  return [...said, { code, message: `${words} (${window.filter((part) => part !== '').join(', ')})` }];
}

/** False where the policy lists the algorithms that it accepts, and this one is none of them. */
export function isAccepted(policy: TrustPolicy | undefined, alg: string): boolean {
  return policy?.algs?.includes(alg) ?? true;
}
