import { readTimeStamp as read, reportOf, type TimeStampReading } from '../../src-core/chain/cms/time-stamp.ts';
import type { VerifyTimeStamp } from '../../src-core/chain/time-stamp.ts';
import { nodeX509 } from './node-x509.ts';

/** Reads a token and judges who made it; see the core's function of the same name. */
export const readTimeStamp = (bytes: Uint8Array, roots: readonly string[]): TimeStampReading => read(bytes, roots, nodeX509);

/** Verifies a token over a given hash; see `VerifyTimeStamp`. */
export const verifyTimeStamp: VerifyTimeStamp = (bytes, imprint, roots) =>
  Promise.resolve(reportOf(readTimeStamp(bytes, roots), imprint));
