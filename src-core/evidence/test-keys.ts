/**
 * Thumbprints of keys whose secrets everybody can read: those of RFC 8032 section 7.1 and of the samples. Evidence signed with one
 * proves nothing about who signed it.
 */
export const PUBLISHED_TEST_KEYS: ReadonlySet<string> = new Set<string>([
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', // RFC 8032 test 1, and RFC 8037 appendix A
]);
