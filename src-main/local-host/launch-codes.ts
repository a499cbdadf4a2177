import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A code is good for one exchange within this time. */
export const CODE_LIFE_MS = 30_000;
/** More wrong codes than this within a minute, and no code counts until the minute is over. */
const MOST_WRONG = 10;
const WRONG_SPAN_MS = 60_000;

/** The codes that a window begins with. */
export interface LaunchCodes {
  /** A new code, good once and for half a minute. */
  mint(): string;
  spend(code: string): 'good' | 'bad' | 'too-many';
}

export function createLaunchCodes(now: () => number = Date.now): LaunchCodes {
  const codes = new Map<string, { readonly digest: Buffer; readonly until: number }>();
  let wrong: number[] = [];
  const dropOld = (): void => {
    for (const [key, { until }] of codes) if (until <= now()) codes.delete(key);
    wrong = wrong.filter((at) => at > now() - WRONG_SPAN_MS);
  };
  return {
    mint() {
      dropOld();
      const code = randomBytes(32).toString('base64url');
      const digest = digestOf(code);
      codes.set(digest.toString('hex'), { digest, until: now() + CODE_LIFE_MS });
      return code;
    },
    spend(code) {
      dropOld();
      if (wrong.length >= MOST_WRONG) return 'too-many';
      const digest = digestOf(code);
      // Every code is compared, and in constant time: how long an answer takes says nothing of which came close.
      let found: string | undefined;
      for (const [key, held] of codes) if (timingSafeEqual(held.digest, digest)) found = key;
      if (found === undefined) {
        wrong.push(now());
        return 'bad';
      }
      codes.delete(found);
      return 'good';
    },
  };
}

/** Secrets are held and compared as digests, so that their lengths cannot differ. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
