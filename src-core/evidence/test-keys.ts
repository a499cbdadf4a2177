/**
 * Thumbprints of keys whose secrets everybody can read: those of RFC 8032 section 7.1 and of the samples. Evidence signed with one
 * proves nothing about who signed it.
 */
export const PUBLISHED_TEST_KEYS: ReadonlySet<string> = new Set<string>([
  // RFC 8032 section 7.1: TEST 1 (also RFC 8037 appendix A), TEST 2, TEST 3, TEST 1024, TEST SHA(abc).
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  'FtIu-VbGrfe_KB6CH7GNwODB72MNxj_ml11dEvO-7kk',
  'FVV5umTuau890q59V-4Ga_R6qWb7ON_ivJc4EjvCwTM',
  'lZI1vM7tnlYapaF5-cy86ptx0tT_8Av721hhiNB5ti4',
  'iiDHHfFVNG6ICMUTsicgrWf1igtFYZEK73xlobt1ah4',
]);
