import type { Digest } from '../crypto/sha256.ts';

/**
 * The packs that ship with the program, by id, each pinned to the digest of its document: a changed file is no longer built in. A test
 * holds these against `rule-packs/`.
 */
export const builtInPacks: ReadonlyMap<string, Digest> = new Map([
  ['card-schemes', 'sha256:66f4ea64368bb21d4184b97f5f40de1a77b4d7041ae218bd536290b80efcbabf'],
  ['cn-payments', 'sha256:e8970fb6029ef7bc4148cd2f178aa04ef89106cb509d8c1919cf606a046e0dd4'],
  ['core', 'sha256:5e22d6d1f0cf5fb08150c2483e1a9ef50a0895490f01a378223370cda1b4a3ba'],
  ['core-2', 'sha256:98d8cfc29b2c237cad70f29b6d24e8e19c9224eae0282592f29dfe7486170894'],
  ['eu-psd2', 'sha256:c33adc917169e6baf005000040b6ff4d0b5ff53eaaccb984bcd7117749f360df'],
  ['us-aml', 'sha256:7b6052311ceb2c5812881e4af4a214d1d3d2bcd5270818bfb55a56b28b433b4a'],
  ['us-reg-e', 'sha256:99573a96c7ecb06ab2561ccab1fa159973f1b25d5682bf3a21d47159823eb429'],
  ['us-reg-z', 'sha256:7d9dac241416b46c6b3b6ac0d9ae71a72e19219bcdca9c347d7850b1a4d760f9'],
  ['us-ucc-4a', 'sha256:49ca8b07dfeb64676ba1bc8f663ecc452daf5cf6e960a69d1aa17288e7da1630'],
]);

/** The pack that a run takes where none is named. */
export const defaultPackId = 'core';
