import type { SdJwt } from '../../../crypto/jose/sd-jwt.ts';
import { AssizeError } from '../../../errors.ts';
import { FINDING_CODES, type FindingCode } from '../../../evidence/finding.ts';
import { ap2Parts, ap2Text, openAp2Part, statementOf, type Ap2Statement } from '../../../evidence/authority/ap2-tokens.ts';
import type { JsonObject } from '../../../json/json-value.ts';
import type { ForeignDocument } from '../../detect-format.ts';
import type { Said } from '../../foreign-keys.ts';

/** One signed part of a token that was given, opened as far as it can be; nothing of it is judged yet. */
export interface OpenedPart {
  readonly path: string;
  /** In its token, from 0. */
  readonly index: number;
  /** How many parts its token has. */
  readonly of: number;
  readonly presentation: string;
  readonly token?: SdJwt;
  readonly statement?: Ap2Statement;
  /** Why it could not be opened, or what it says not be read. */
  readonly fault?: Said;
  /** The part that it follows: the one before it in its token, else the one given that its `sd_hash` names. */
  previous?: OpenedPart;
}

/** Opens the tokens of files. Parts that stand in files of their own are joined by `sd_hash`. */
export function openTokens(documents: readonly ForeignDocument[]): OpenedPart[] {
  const parts = documents.flatMap(openToken);
  const byHash = new Map(parts.flatMap((part) => (part.statement?.hashes ?? []).map((hash) => [hash, part] as const)));
  for (const part of parts) {
    if (part.previous !== undefined) continue;
    const follows = part.token?.payload['sd_hash'];
    const named = typeof follows === 'string' ? byHash.get(follows) : undefined;
    if (named !== undefined && named !== part) part.previous = named;
  }
  return parts;
}

function openToken({ path, bytes }: ForeignDocument): OpenedPart[] {
  const text = ap2Text(bytes);
  if (text === undefined) return [unreadable(path, { code: 'E_PARSE', message: 'the token is no UTF-8' })];
  const parts = ap2Parts(text);
  const opened: OpenedPart[] = [];
  for (const [index, part] of parts.entries()) {
    const place = { path, index, of: parts.length, presentation: part.presentation, previous: opened[index - 1] };
    const token = attempt(() => openAp2Part(part));
    if ('fault' in token) {
      opened.push({ ...place, fault: token.fault });
      continue;
    }
    const statement = attempt(() => statementOf(part, token.value));
    opened.push({
      ...place,
      token: token.value,
      ...('fault' in statement ? { fault: statement.fault } : { statement: statement.value }),
    });
  }
  return opened;
}

function unreadable(path: string, fault: Said): OpenedPart {
  return { path, index: 0, of: 1, presentation: '', fault };
}

function attempt<T>(read: () => T): { readonly value: T } | { readonly fault: Said } {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    return { fault: saidOf(error) };
  }
}

/** The codes of tokens that findings do not have, by the finding that says the same. */
const SAME: Readonly<Record<string, FindingCode>> = {
  E_SD_CLAIMS: 'E_DISCLOSURE',
  E_CRIT: 'E_ENVELOPE',
  E_KEY: 'E_KEY_BINDING',
};

/** A refusal of a token as a finding. */
export function saidOf({ code, message }: AssizeError): Said {
  const known = FINDING_CODES.find((name) => name === code) ?? SAME[code];
  if (known === undefined) throw new Error(`no finding for ${code}: ${message}`);
  return { code: known, message };
}

/** The signed header of a part. */
export function headerOf({ token }: OpenedPart): JsonObject {
  return token?.jws.signatures[0]?.protected ?? (Object.create(null) as JsonObject);
}

/** The parts before one, nearest first. */
export function ancestorsOf(part: OpenedPart): OpenedPart[] {
  const before: OpenedPart[] = [];
  for (let at = part.previous; at !== undefined && !before.includes(at); at = at.previous) before.push(at);
  return before;
}
