import { randomBytes, timingSafeEqual } from 'node:crypto';
import { digestOf } from './launch-codes.ts';

/** Browsers open six connections to one host, and each window keeps one of them for events: with four, two are left for calls. */
const MOST_SESSIONS = 4;
/** A page that listens to no events for so long is gone: it was closed or loaded again. */
const IDLE_MS = 30_000;

/** One loaded page, known by the bearer token that it keeps in its memory. */
export interface Session {
  readonly page: string;
}

interface Held extends Session {
  readonly digest: Buffer;
  listening: number;
  quietSince: number;
}

export interface Sessions {
  /** A new session's token, or undefined where too many pages are open. */
  begin(): string | undefined;
  /** The session that an `Authorization` header speaks for. */
  find(authorization: string | undefined): Session | undefined;
  /** The page listens from now until the returned function is called. */
  listening(session: Session): () => void;
}

export function createSessions(onEnd: (page: string) => void, now: () => number = Date.now): Sessions {
  const sessions = new Map<string, Held>();
  const dropIdle = (): void => {
    for (const { page, listening, quietSince } of sessions.values()) {
      if (listening > 0 || quietSince + IDLE_MS > now()) continue;
      sessions.delete(page);
      onEnd(page);
    }
  };
  /** Makes room where a page no longer listens, though not for long: one that was loaded again begins anew at once. */
  const dropQuietest = (): boolean => {
    const [quietest] = [...sessions.values()]
      .filter(({ listening }) => listening === 0)
      .sort((a, b) => a.quietSince - b.quietSince);
    if (quietest === undefined) return false;
    sessions.delete(quietest.page);
    onEnd(quietest.page);
    return true;
  };
  return {
    begin() {
      dropIdle();
      if (sessions.size >= MOST_SESSIONS && !dropQuietest()) return undefined;
      const token = randomBytes(32).toString('base64url');
      const page = `page-${randomBytes(8).toString('hex')}`;
      sessions.set(page, { page, digest: digestOf(token), listening: 0, quietSince: now() });
      return token;
    },
    find(authorization) {
      if (authorization?.startsWith('Bearer ') !== true) return undefined;
      const digest = digestOf(authorization.slice('Bearer '.length));
      let found: Held | undefined;
      for (const held of sessions.values()) if (timingSafeEqual(held.digest, digest)) found = held;
      if (found?.listening === 0) found.quietSince = now();
      return found;
    },
    listening(session) {
      const held = sessions.get(session.page);
      if (held === undefined) return () => undefined;
      held.listening += 1;
      return () => {
        held.listening -= 1;
        held.quietSince = now();
        if (held.listening === 0) setTimeout(dropIdle, IDLE_MS + 100).unref();
      };
    },
  };
}
