import { digestOf } from '../../../crypto/sha256.ts';
import { isKeyFor } from '../../../crypto/signature.ts';
import type { PublicKey } from '../../../crypto/jwk.ts';
import type { SignatureVerifier } from '../../../crypto/signature.ts';
import { decodeLatin1 } from '../../../encoding/ascii.ts';
import { decodeBase64Url } from '../../../encoding/base64url.ts';
import { encodeUtf8 } from '../../../encoding/utf8.ts';
import { looksRendered, renderPart } from '../../../evidence/authority/ap2-rendering.ts';
import type { TrustedKey, TrustPolicy } from '../../../evidence/policy.ts';
import type { JsonObject } from '../../../json/json-value.ts';
import { AssizeError } from '../../../errors.ts';
import type { ForeignFormat, ForeignStatement } from '../../detect-format.ts';
import { isAccepted } from '../../foreign-keys.ts';
import type { Ap2Trust } from './judge-part.ts';
import { judgeAp2 } from './judge-tokens.ts';
import type { OpenedPart } from './open-token.ts';

export { judgeAp2 } from './judge-tokens.ts';

const DEFAULT_SKEW_MS = 5000;

/** What only these tokens say, in some piece of theirs: one that is damaged leaves the others. */
const MARK = /"delegate_payload"|"vct"\s*:\s*"mandate\.(?:checkout|payment)\./;

/** Verifiable Intent states AP2's mandates in tokens of its own rules, which are not read. */
const OTHER_PROTOCOL = /"typ"\s*:\s*"kb-sd-jwt/;

/** Payment and checkout mandates of AP2 v0.2 (delegate SD-JWT), alone or chained, and readable copies beside them. */
export const ap2: ForeignFormat = {
  name: 'ap2',
  recognises(head) {
    const text = decodeLatin1(head);
    if (looksRendered(text)) return true;
    if (/^\s*[[{]/.test(text)) return false;
    const pieces = text.split(/[.~\s]+/).flatMap((piece) => (piece.length < 16 ? [] : (decodeBase64Url(piece) ?? [])));
    const decoded = pieces.map((bytes) => decodeLatin1(bytes));
    return decoded.some((piece) => MARK.test(piece)) && !decoded.some((piece) => OTHER_PROTOCOL.test(piece));
  },
  judge(documents, { policy, verifier, at }) {
    const times = { at, skewMs: policy?.clockSkewMs ?? DEFAULT_SKEW_MS };
    const { findings, parts, asked } = judgeAp2(documents, ap2Trust(policy?.keys ?? [], verifier, policy), times);
    return {
      findings,
      asked,
      entries: parts.length,
      transactions: [...new Set(parts.flatMap(transactionsOf))],
      statements: parts.map(statementIn),
    };
  },
};

/**
 * The keys of a policy (or given to `check`) as AP2 asks for them. A token names its key by `kid`, which is whatever the issuer
 * calls it; keys of nobody in particular are all that somebody has, so that one of them must be meant.
 */
export function ap2Trust(given: readonly TrustedKey[], verifier: SignatureVerifier, policy?: TrustPolicy): Ap2Trust {
  return {
    verifier,
    accepts: (alg) => isAccepted(policy, alg),
    trusts: ({ thumbprint }: PublicKey) => given.some(({ key }) => key.thumbprint === thumbprint),
    keysFor({ kid }: JsonObject) {
      const named = given.filter(({ key }) => kid !== undefined && (key.kid === kid || key.thumbprint === kid));
      if (named.length > 0) return { keys: named, isMeant: true };
      const nameless = given.filter(({ key }) => (kid === undefined || key.kid === undefined) && isKeyFor(key, 'ES256'));
      return { keys: nameless, isMeant: nameless.length > 0 && nameless.every(({ sub }) => sub === undefined) };
    },
  };
}

function transactionsOf({ statement }: OpenedPart): string[] {
  return (statement?.mandates ?? []).flatMap(({ claims }) => {
    const id = claims['transaction_id'] ?? claims['checkout_hash'];
    return typeof id === 'string' ? [id] : [];
  });
}

function statementIn({ path, index, presentation, token, statement }: OpenedPart): ForeignStatement {
  const kinds = statement?.mandates.map(({ kind }) => kind) ?? [];
  return {
    path,
    pointer: `/parts/${index}`,
    type: kinds.length === 0 ? 'ap2' : kinds.join('+'),
    digest: digestOf(encodeUtf8(presentation)),
    decoded: token === undefined ? undefined : { ...decodedOf(token), claims: statement?.claims },
    raw: presentation,
  };
}

/** As published renderings show a part, read from the signed bytes. */
function decodedOf(token: NonNullable<OpenedPart['token']>): JsonObject {
  try {
    return renderPart(token);
  } catch (error) {
    if (error instanceof AssizeError) return { issuer_signed_jwt: { payload: token.payload } };
    throw error;
  }
}
