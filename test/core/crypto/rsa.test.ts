import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pureSignatures } from '../../../src-core/crypto/pure-signatures.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';

const message = Buffer.from('a message');

interface Signed {
  readonly spki: Uint8Array;
  readonly pkcs1: Uint8Array;
  readonly pss: Uint8Array;
  readonly otherSalt: Uint8Array;
}

function signed(modulusLength: number, publicExponent = 65_537): Signed {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  const pss = (key: KeyObject, saltLength: number): Buffer =>
    sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  return {
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    pkcs1: sign('sha256', message, privateKey),
    pss: pss(privateKey, 32),
    otherSalt: pss(privateKey, 20),
  };
}

/** Keys of whole and of broken bytes: PSS treats the first byte of its encoding by the bits of the modulus. */
const keys = [2048, 2049, 2055, 2056, 3072].map((bits) => [bits, signed(bits)] as const);

/** What both hosts say; they may not differ. */
function verdict(alg: 'RS256' | 'PS256', { spki }: Signed, signature: Uint8Array, text: Uint8Array = message): boolean {
  const pure = pureSignatures.rsa(alg, spki, text, signature);
  expect(pure).toBe(nodeSignatures.rsa(alg, spki, text, signature));
  return pure;
}

describe('RSA computed here', () => {
  it.each(keys)('%i bits: says what OpenSSL says', (_, key) => {
    expect(verdict('RS256', key, key.pkcs1)).toBe(true);
    expect(verdict('PS256', key, key.pss)).toBe(true);
    expect(verdict('RS256', key, key.pss)).toBe(false);
    expect(verdict('PS256', key, key.pkcs1)).toBe(false);
    expect(verdict('PS256', key, key.otherSalt)).toBe(false);
    for (const [alg, signature] of [
      ['RS256', key.pkcs1],
      ['PS256', key.pss],
    ] as const) {
      expect(verdict(alg, key, signature, Buffer.from('another'))).toBe(false);
      expect(verdict(alg, key, signature.subarray(1))).toBe(false);
      expect(verdict(alg, key, Buffer.concat([Buffer.of(0), signature]))).toBe(false);
      expect(verdict(alg, key, Buffer.alloc(signature.length))).toBe(false);
      expect(verdict(alg, key, Buffer.alloc(signature.length, 0xff))).toBe(false);
    }
  });

  it('knows a signature with any of 200 bits flipped for none', () => {
    const random = new SeededRandom('bits of RSA');
    for (let count = 0; count < 200; count++) {
      const [, key] = keys[count % keys.length] as (typeof keys)[number];
      const alg = count % 2 === 0 ? 'RS256' : 'PS256';
      const flipped = Uint8Array.from(alg === 'RS256' ? key.pkcs1 : key.pss);
      const bit = random.integer(0, flipped.length * 8 - 1);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verdict(alg, key, flipped)).toBe(false);
    }
  });

  it('refuses a forged encoding under the exponent 3 whose padding is cut short', () => {
    const key = signed(2048, 3);
    expect(verdict('RS256', key, key.pkcs1)).toBe(true);
    // The cube root of 00 01 FF 00 DigestInfo and garbage behind: passes where the encoding is parsed instead of compared.
    const head = Buffer.from('0001ff003031300d060960864801650304020105000420', 'hex');
    const target = BigInt(`0x${Buffer.concat([head, Buffer.alloc(256 - head.length, 0xff)]).toString('hex')}`);
    let root = 1n << 672n;
    for (let bit = 671n; bit >= 0n; bit--) if ((root | (1n << bit)) ** 3n <= target) root |= 1n << bit;
    const forged = Buffer.from(root.toString(16).padStart(512, '0'), 'hex');
    expect(verdict('RS256', key, forged)).toBe(false);
  });

  it('takes no key for another that is not written in DER', () => {
    const [, key] = keys[0] as (typeof keys)[number];
    expect(pureSignatures.rsa('RS256', Buffer.concat([key.spki, Buffer.of(0)]), message, key.pkcs1)).toBe(false);
  });
});
