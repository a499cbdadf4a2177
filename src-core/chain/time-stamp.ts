/**
 * What an RFC 3161 token comes to. Times are epoch milliseconds, rounded away from `genTime`, so that the true instant lies
 * between `earliest` and `latest` as far as the authority is right.
 */
export type TimeStampReport =
  | {
      readonly outcome: 'valid';
      /** `genTime`, rounded down to a millisecond. */
      readonly genTime: number;
      /** What the token states, rounded up to a millisecond; 1,000 where it states none. */
      readonly accuracy: number;
      /** `genTime` rounded down, less the accuracy. */
      readonly earliest: number;
      /** `genTime` rounded up, and the accuracy. */
      readonly latest: number;
      /** Lowercase hexadecimal of the serial number that the authority gave the token. */
      readonly serial: string;
    }
  | {
      readonly outcome: 'invalid';
      /**
       * E_TSA_IMPRINT: a token over other bytes. E_TSA_CHAIN: its signature, its certificate or the path to a trusted root fails.
       * `malformed`: no token at all. `unsupported`: signed with an algorithm that is not spoken.
       */
      readonly code: 'E_TSA_IMPRINT' | 'E_TSA_CHAIN' | 'malformed' | 'unsupported';
      readonly message: string;
    };

/**
 * Verifies a time-stamp token. The host implements it, since CMS and X.509 are not for pure code.
 *
 * @param token - DER of a TimeStampToken, or of a TimeStampResp that holds one
 * @param imprint - the hash that the token must be over: SHA-256 of the stamped bytes (32 bytes), or SHA-384 or SHA-512
 * @param roots - PEM certificates that the user trusts; what the token brings along only helps to build the path
 */
export type VerifyTimeStamp = (token: Uint8Array, imprint: Uint8Array, roots: readonly string[]) => Promise<TimeStampReport>;

/** The accuracy in milliseconds of a token that states none. */
export const ASSUMED_ACCURACY = 1000;
