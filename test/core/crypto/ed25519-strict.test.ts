import { Point } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { isNonCanonicalPoint, isSmallOrderPoint, smallOrderEncodings } from '../../../src-core/crypto/ed25519-encodings.ts';
import {
  admitsEd25519,
  isWeakEd25519Key,
  signEd25519,
  ed25519PublicKey,
  verifyEd25519ByEquation,
} from '../../../src-core/crypto/ed25519.ts';
import { concatBytes } from '../../../src-core/encoding/bytes.ts';
import { encodeHex } from '../../../src-core/encoding/hex.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import { flipBit } from '../../fixtures/flip-bit.ts';
import { SeededRandom } from '../../fixtures/seeded-random.ts';
import { reportCount } from '../../vectors/read-vector.ts';

const L = Point.CURVE().n;
const p = Point.CURVE().p;
const cases = process.env['SLOW'] === '1' ? 1_000_000 : 20_000;

function fast(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return admitsEd25519(key, signature) && nodeSignatures.ed25519(key, message, signature);
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

describe('points of small order', () => {
  // A point of order 8, and its multiples 0 to 7: the whole torsion group.
  const generator = Point.fromBytes(smallOrderEncodings[4] as Uint8Array, false);

  test('the list is the whole group, canonically encoded', () => {
    const group = Array.from({ length: 8 }, (_, i) => encodeHex(generator.multiply(BigInt(i), false).toBytes()));
    expect(new Set(group).size).toBe(8);
    expect(smallOrderEncodings.map(encodeHex).sort()).toEqual([...group].sort());
  });

  test('every encoding of them that a lenient decoder takes is refused', () => {
    let refused = 0;
    for (let y = p; y < 1n << 255n; y++) {
      for (const sign of [0n, 1n << 255n]) {
        expect(isNonCanonicalPoint(littleEndian(y | sign))).toBe(true);
        refused++;
      }
    }
    expect(refused).toBe(38);
    for (const y of [1n, p - 1n]) expect(isNonCanonicalPoint(littleEndian(y | (1n << 255n)))).toBe(true);
    for (const point of smallOrderEncodings)
      expect([isNonCanonicalPoint(point), isSmallOrderPoint(point)]).toEqual([false, true]);
    expect(isNonCanonicalPoint(littleEndian(p - 2n))).toBe(false);
  });
});

/*
 * Cases are made of points whose discrete logarithm and torsion are known, A = [a]B + [i]T and R = [r]B + [j]T, so that what the
 * exact rule says of them is known from integers alone, without trusting any curve arithmetic: S = r + ka (mod L) and
 * j + ki = 0 (mod 8), A and R in canonical form and not of small order, S below L.
 */
describe('the exact equation', () => {
  const random = new SeededRandom('strict Ed25519');
  const pick = (n: number) => random.integer(0, n - 1);
  const bytes = (n: number) => random.bytes(n);
  const scalar = () => (fromLittleEndian(concatBytes(bytes(32), bytes(16))) % (L - 1n)) + 1n;
  const torsion = Array.from({ length: 8 }, (_, i) =>
    Point.fromBytes(smallOrderEncodings[4] as Uint8Array, false).multiply(BigInt(i), false),
  );

  interface Known {
    readonly log: bigint;
    readonly torsion: number;
    readonly encoded: Uint8Array;
    readonly canonical: boolean;
  }

  const scalars = Array.from({ length: 48 }, scalar);
  const pure = scalars.map((log) => ({ log, point: Point.BASE.multiply(log, false) }));
  const mixed: Known[] = pure.flatMap(({ log, point }) =>
    torsion.map((part, i) => ({ log, torsion: i, encoded: point.add(part).toBytes(), canonical: true })),
  );
  const small: Known[] = torsion.map((point, i) => ({ log: 0n, torsion: i, encoded: point.toBytes(), canonical: true }));
  // The encodings that lenient decoders take for points of small order: y + p, and x = 0 with the sign bit.
  const odd: Known[] = [
    { log: 0n, torsion: 0, encoded: littleEndian(1n | (1n << 255n)), canonical: false },
    { log: 0n, torsion: 0, encoded: littleEndian(p + 1n), canonical: false },
    { log: 0n, torsion: 0, encoded: littleEndian((p + 1n) | (1n << 255n)), canonical: false },
    { log: 0n, torsion: 4, encoded: littleEndian((p - 1n) | (1n << 255n)), canonical: false },
    { log: 0n, torsion: 2, encoded: littleEndian(p), canonical: false },
    { log: 0n, torsion: 6, encoded: littleEndian(p | (1n << 255n)), canonical: false },
  ];
  const groups = [mixed, mixed, mixed, mixed, mixed, small, odd];

  function challenge(R: Uint8Array, A: Uint8Array, message: Uint8Array): bigint {
    return fromLittleEndian(sha512(concatBytes(R, A, message))) % L;
  }

  function makeCase(): { A: Known; R: Known; S: bigint; message: Uint8Array; rule: boolean } {
    const choose = (from: readonly Known[]) => from[pick(from.length)] as Known;
    const A = choose(groups[pick(groups.length)] as Known[]);
    let R = choose(groups[pick(groups.length)] as Known[]);
    let message = bytes(pick(40));
    let k = challenge(R.encoded, A.encoded, message);
    const cancels = () => (BigInt(R.torsion) + k * BigInt(A.torsion)) % 8n === 0n;
    if (pick(2) === 0) {
      // Search for a message where the torsion cancels: such a signature satisfies the exact equation, whatever the orders are.
      for (let tries = 0; tries < 60 && !cancels(); tries++) {
        if (tries % 10 === 9) R = choose(mixed);
        message = bytes(8);
        k = challenge(R.encoded, A.encoded, message);
      }
    }
    const fitting = (R.log + k * A.log) % L;
    const S = [fitting, fitting, fitting, fitting, fitting + L, fitting + 8n * L, (fitting + 1n) % L, scalar()][
      pick(8)
    ] as bigint;
    const large = (point: Known) => point.canonical && point.log !== 0n;
    return { A, R, S, message, rule: large(A) && large(R) && S < L && S === fitting && cancels() };
  }

  test(`both paths give the exact rule's verdict on ${cases} cases of small, mixed and false encodings`, () => {
    const figures = { cases, valid: 0, validMixed: 0, onlyWithCofactor: 0, smallOrder: 0, disagreements: 0 };
    for (let n = 0; n < cases; n++) {
      const { A, R, S, message, rule } = makeCase();
      const signature = concatBytes(R.encoded, littleEndian(S));
      const reference = verifyEd25519ByEquation(A.encoded, message, signature);
      if (reference !== rule || fast(A.encoded, message, signature) !== rule) {
        figures.disagreements++;
        console.error(encodeHex(A.encoded), encodeHex(message), encodeHex(signature), { rule, reference });
      }
      if (rule) figures.valid++;
      if (rule && A.torsion + R.torsion > 0) figures.validMixed++;
      if (A.log === 0n || R.log === 0n) figures.smallOrder++;
      else if (!rule && S === (R.log + challenge(R.encoded, A.encoded, message) * A.log) % L) figures.onlyWithCofactor++;
    }
    reportCount('Ed25519, exact rule', figures);
    expect(figures.disagreements).toBe(0);
    for (const kind of ['valid', 'validMixed', 'onlyWithCofactor', 'smallOrder'] as const)
      expect(figures[kind]).toBeGreaterThan(cases / 100);
  }, 7_200_000);

  test('random bytes and flipped bits: both paths agree', () => {
    let valid = 0;
    for (let n = 0; n < 1000; n++) {
      const secret = bytes(32);
      const key = ed25519PublicKey(secret);
      const message = bytes(20);
      const signature = signEd25519(secret, message);
      const parts = [key, message, signature] as const;
      const broken = pick(4);
      const target = parts[broken];
      if (target !== undefined) flipBit(target, pick(8 * target.length));
      const verdict = verifyEd25519ByEquation(key, message, signature);
      expect(fast(key, message, signature)).toBe(verdict);
      expect(verdict).toBe(target === undefined);
      if (verdict) valid++;
      const noise = bytes(64);
      expect([verifyEd25519ByEquation(bytes(32), message, noise), fast(bytes(32), message, noise)]).toEqual([false, false]);
    }
    expect(valid).toBeGreaterThan(100);
  });

  test('lengths other than 32 and 64 are not valid, and nothing throws', () => {
    for (const [k, s] of [
      [0, 64],
      [31, 64],
      [33, 64],
      [32, 0],
      [32, 63],
      [32, 65],
    ] as const) {
      const key = new Uint8Array(k).fill(9);
      const signature = new Uint8Array(s);
      expect([verifyEd25519ByEquation(key, key, signature), fast(key, key, signature)]).toEqual([false, false]);
    }
    expect(isWeakEd25519Key(small[0]!.encoded)).toBe(true);
  });
});
