import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyRoot, leafHash, MerkleAccumulator, verifyConsistency, verifyInclusion } from '../../../src-core/chain/merkle.ts';
import { consistencyProof, inclusionProof, MerkleTree } from '../../../src-core/chain/merkle-tree.ts';
import { decodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeHex, encodeHex } from '../../../src-core/encoding/hex.ts';
import { hasVectors, vectorRoot } from '../../vectors/vector-root.ts';

interface PublishedCase {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly leafHash: string;
  readonly root: string;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}

function publishedCases(kind: string): PublishedCase[] {
  const folder = join(vectorRoot, 'merkle/testdata', kind);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as PublishedCase);
}

const bytes = (base64: string): Uint8Array => decodeBase64(base64) ?? new Uint8Array(0);

describe.skipIf(!hasVectors('merkle'))('published proofs (transparency-dev/merkle)', () => {
  it('gives each inclusion proof its published result', () => {
    const cases = publishedCases('inclusion');
    const wrong = cases.filter((it) => {
      const claim = {
        leaf: bytes(it.leafHash),
        index: it.leafIdx,
        size: it.treeSize,
        root: bytes(it.root),
        proof: (it.proof ?? []).map(bytes),
      };
      return (verifyInclusion(claim) !== 'proves') !== it.wantErr;
    });
    console.log(`merkle inclusion: ${cases.length - wrong.length}/${cases.length}`);
    expect(wrong.map((it) => it.desc)).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(49);
  });

  it('gives each consistency proof its published result', () => {
    const cases = publishedCases('consistency');
    const wrong = cases.filter((it) => {
      const claim = {
        size1: it.size1,
        size2: it.size2,
        root1: bytes(it.root1),
        root2: bytes(it.root2),
        proof: (it.proof ?? []).map(bytes),
      };
      return (verifyConsistency(claim) !== 'proves') !== it.wantErr;
    });
    console.log(`merkle consistency: ${cases.length - wrong.length}/${cases.length}`);
    expect(wrong.map((it) => it.desc)).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(43);
  });
});

// The eight leaves and roots that RFC 6962 implementations share (certificate-transparency, transparency-dev/merkle).
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = inputs.map((hex) => leafHash(decodeHex(hex) as Uint8Array));

describe('trees', () => {
  it('has the roots of RFC 6962, by accumulator and by tree', () => {
    const accumulator = new MerkleAccumulator();
    expect(encodeHex(accumulator.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const tree = new MerkleTree(leaves);
    for (const [index, leaf] of leaves.entries()) {
      accumulator.push(leaf);
      expect(encodeHex(accumulator.root())).toBe(roots[index]);
      expect(encodeHex(tree.root(index + 1))).toBe(roots[index]);
    }
    expect(accumulator.size).toBe(8);
  });

  it('keeps a copy apart', () => {
    const accumulator = new MerkleAccumulator();
    for (const leaf of leaves.slice(0, 5)) accumulator.push(leaf);
    const copy = accumulator.clone();
    accumulator.push(leaves[5] as Uint8Array);
    expect(encodeHex(copy.root())).toBe(roots[4]);
    expect(encodeHex(accumulator.root())).toBe(roots[5]);
  });

  it('refuses to prove what is not there', () => {
    expect(() => inclusionProof(leaves, 8)).toThrow('no leaf 8');
    expect(() => consistencyProof(leaves, 9)).toThrow('no tree of 9');
    expect(() => new MerkleTree(leaves).root(9)).toThrow('no tree of 9');
  });
});

describe('strictness', () => {
  const [leaf, second] = leaves as [Uint8Array, Uint8Array];
  const root = new MerkleTree([leaf, second]).root();

  it('wants sizes and indexes that are exact numbers in range', () => {
    for (const [index, size] of [
      [-1, 2],
      [2, 2],
      [0.5, 2],
      [0, 2 ** 53],
      [Number.NaN, 2],
      [0, 0],
    ] as const) {
      expect(verifyInclusion({ leaf, index, size, proof: [second], root })).toBe('out-of-range');
    }
    expect(verifyConsistency({ size1: 3, size2: 2, root1: root, root2: root, proof: [] })).toBe('out-of-range');
  });

  it('wants exactly the hashes of the path, 32 bytes each', () => {
    expect(verifyInclusion({ leaf, index: 0, size: 2, proof: [second], root })).toBe('proves');
    expect(verifyInclusion({ leaf, index: 0, size: 2, proof: [], root })).toBe('wrong-length');
    expect(verifyInclusion({ leaf, index: 0, size: 2, proof: [second, second], root })).toBe('wrong-length');
    expect(verifyInclusion({ leaf, index: 0, size: 2, proof: [second.subarray(1)], root })).toBe('wrong-length');
    expect(verifyInclusion({ leaf, index: 0, size: 2, proof: [second], root: leaf })).toBe('root-differs');
  });

  it('takes the empty tree as a beginning of every tree, and its root from nobody', () => {
    const root1 = emptyRoot();
    expect(verifyConsistency({ size1: 0, size2: 2, root1, root2: root, proof: [] })).toBe('proves');
    expect(verifyConsistency({ size1: 0, size2: 2, root1: leaf, root2: root, proof: [] })).toBe('root-differs');
    expect(verifyConsistency({ size1: 0, size2: 0, root1, root2: leaf, proof: [] })).toBe('root-differs');
    expect(verifyConsistency({ size1: 0, size2: 0, root1, root2: root1, proof: [] })).toBe('proves');
    expect(verifyConsistency({ size1: 0, size2: 2, root1, root2: root, proof: [leaf] })).toBe('wrong-length');
  });

  it('holds at sizes past 2^32', () => {
    const size = 2 ** 53 - 1;
    expect(verifyInclusion({ leaf, index: size - 1, size, proof: [], root })).toBe('wrong-length');
    expect(verifyInclusion({ leaf, index: 0, size, proof: Array.from({ length: 53 }, () => second), root })).toBe('root-differs');
    expect(verifyInclusion({ leaf, index: 0, size, proof: Array.from({ length: 54 }, () => second), root })).toBe('wrong-length');
  });
});
