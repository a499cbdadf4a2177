/** RFC 8032 section 7.1: secret key, public key, message, signature, all hex. */
export const rfc8032Vectors: readonly {
  readonly name: string;
  readonly secret: string;
  readonly key: string;
  readonly message: string;
  readonly signature: string;
}[] = [
  {
    name: 'TEST 1',
    secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    name: 'TEST 2',
    secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    name: 'TEST 3',
    secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    name: 'TEST SHA(abc)',
    secret: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    key: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  },
];

const SEVEN = 'b862409fb5c4c4123df2abf7462b88f041ad36dd6864ce872fd5472be363c5b107'.padEnd(128, '0');

/**
 * Signatures for which [S]B = R + [k]A holds, so that programs that check no more than this accept them, and which say nothing: anybody can
 * make them for such a key (R = [7]B, S = 7), or they fit other messages too. Made for this program by its strict rule's own definition.
 */
export const emptySignatures: readonly {
  readonly name: string;
  readonly key: string;
  readonly message: string;
  readonly signature: string;
}[] = [
  { name: 'the neutral element as a key', key: '01'.padEnd(64, '0'), message: 'message 0', signature: SEVEN },
  { name: 'the same, as y = p + 1', key: `ee${'ff'.repeat(30)}7f`, message: 'message 0', signature: SEVEN },
  { name: 'a key of order 2', key: `ec${'ff'.repeat(30)}7f`, message: 'message 1', signature: SEVEN },
  { name: 'a key of order 4', key: '00'.repeat(32), message: 'message 1', signature: SEVEN },
  {
    name: 'a key of order 8',
    key: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    message: 'message 2',
    signature: SEVEN,
  },
  {
    name: 'the neutral element as R, under an honest key',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: 'message 0',
    signature: `${'01'.padEnd(64, '0')}0c14de6cea4ed89ead0b4c5417398fa57135e595d42b42a1d8676e9255d8480f`,
  },
];
