import { ASSUMED_ACCURACY } from '../../src-core/chain/time-stamp.ts';
import { encodeHex } from '../../src-core/encoding/hex.ts';
import type { TimeToken } from '../../src-core/evidence/verify/context.ts';
import { readTimeStamp } from '../crypto/time-stamp.ts';

/** Files below `anchors/` that claim to be time-stamp tokens; others there are nobody's business. */
const tokenName = /\.tsr$/;

/**
 * Reads the RFC 3161 tokens of a bundle and judges who made them. Which checkpoint each is over is for the core to find. Whole answers
 * of an authority (TimeStampResp) are read too.
 *
 * @param roots - PEM certificates of the policy; without any no token is trusted
 * @throws {AssizeError} E_KEY where a root is no certificate in PEM
 */
export function checkTimeTokens(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  roots: readonly string[],
): Promise<TimeToken[]> {
  return Promise.resolve(
    files.filter(({ path }) => tokenName.test(path)).map(({ path, bytes }) => timeTokenOf(path, bytes, roots)),
  );
}

function timeTokenOf(path: string, bytes: Uint8Array, roots: readonly string[]): TimeToken {
  const { status, message, token, imprint } = readTimeStamp(bytes, roots);
  return {
    path,
    status,
    ...(message === undefined ? {} : { message }),
    ...(imprint === undefined ? {} : { imprint: encodeHex(imprint) }),
    // The time is known to the millisecond at best, so what was cut off of it makes the token less accurate.
    ...(token === undefined
      ? {}
      : { genTime: token.genTime, accuracyMs: (token.accuracy ?? ASSUMED_ACCURACY) + (token.isRounded ? 1 : 0) }),
  };
}
