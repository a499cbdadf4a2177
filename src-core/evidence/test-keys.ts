/**
 * Thumbprints of keys whose secrets everybody can read: those of RFC 8032 section 7.1 and those that sign the entries of samples/, which
 * follow from names in the samples' builder. Evidence signed with one proves nothing about who signed it (W_TEST_KEY).
 */
export const PUBLISHED_TEST_KEYS: ReadonlySet<string> = new Set<string>([
  // RFC 8032 section 7.1: TEST 1 (also RFC 8037 appendix A), TEST 2, TEST 3, TEST 1024, TEST SHA(abc).
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  'FtIu-VbGrfe_KB6CH7GNwODB72MNxj_ml11dEvO-7kk',
  'FVV5umTuau890q59V-4Ga_R6qWb7ON_ivJc4EjvCwTM',
  'lZI1vM7tnlYapaF5-cy86ptx0tT_8Av721hhiNB5ti4',
  'iiDHHfFVNG6ICMUTsicgrWf1igtFYZEK73xlobt1ah4',
  // The samples, in the order in which their parties are named: registry, user, agent, sub-agent, merchant, second-merchant,
  // merchant-agent, platform, issuer, acquirer.
  'FG5M9gkrG-bee-Fen_KHHaTUAHuzSUqN5eB7sDR4ptQ',
  'veoVSwl7Ye9KzIb4C0_BJ_7v-FA_kShNXdaPSDC_tgw',
  'hG9S8eALDECOe5wz8De7GYPInGz7o6G0z2Wjwlc0CAU',
  '86J8oWX3dSnlMB5D9uaPT8bcSCoHDtJJvnO8m5T__yY',
  'Q-CQhOWId98L91gnwUTxsanip491iCkGeO3aKNV1-Vw',
  'v1RcXTtH6bcxE0r_2XBf-Vhn7U72jeTB8j9ykkb-GT8',
  '7TGPO5jxBu9Iq-_7Gr0Zp_pFY46dO0LsOmxndq58QEc',
  'cfgDk1vfyAYqPCeJxY43trAHgOur3GktsFETAYQqTbw',
  'szGwTPJww72QJrazoDW7D7DQUYXz0GvaBrT4r7ZNbe4',
  'pRJoDMeuOJFlHplVg-650AOGIhTsGuonZ4evB_Cz23g',
  // The week in Harbour City: its registry, users, agents, shops, platform, wallet, payment provider and witness, in that order.
  'OseF49puNwSg6IIk5LEaBYC_ytJ0niu9_zkbNE9n9Tc',
  '7H5tioKkISqSeDtncFUMt0qCAMHwkjQCwFNsuOpHkYw',
  'Vr8_TBOjBskKHL0A3AGJ5H7yxaal0KHvz1A-HBoWNXs',
  'NcoS3gvrWLXsShSPkKsHk4IkmUCUcFZgpxSdz_5itMI',
  'Pa_yCdbH88MFB9oDvn1G9W8iRZv7UMKKNNDi9HzyV5c',
  'X3HczOSV4GOEHP51_6ufTMJFyiRWBPXKxTF4VElceFM',
  'jONBqXdoML2IcwVKAFK5CDd7dBCwauKA_thFlDmAJQk',
  'XLRvhqSu0F8OYldspbd0KCnctV_DBFfNgepg9_oc284',
  'B01GowIeOpPSqxdjypqSayd1PYqUaVmhF50Y8TZmxf4',
  '8dOIwwl0UcK3MtRtrWEezW7ZyzA7KrgXkpXOp3kfWfs',
  'LUSk_Bi8As6Rq6JQBaPUyCij2gojpsCyoG0pXqgxLzE',
  '2cPIyMwOQ7bR8dAFZbjg9LQfy88UCB5GglTArOo5q-g',
  'M90p5IO8v23Fh4biu63skkY4SBaZv_tdmkuLg1cAraM',
]);
