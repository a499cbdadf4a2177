import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leafHash, MerkleAccumulator, verifyConsistency, verifyInclusion } from '../../../src-core/chain/merkle.ts';
import { MerkleTree } from '../../../src-core/chain/merkle-tree.ts';

const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i, i >> 8)));
const tree = new MerkleTree(leaves);

it('proves every leaf and every earlier size, for all sizes up to 130', () => {
  const accumulator = new MerkleAccumulator();
  for (let size = 1; size <= leaves.length; size += 1) {
    accumulator.push(leaves[size - 1] as Uint8Array);
    const root = accumulator.root();
    for (let index = 0; index < size; index += 1) {
      const proof = tree.inclusionProof(index, size);
      if (verifyInclusion({ leaf: leaves[index] as Uint8Array, index, size, proof, root }) !== 'proves')
        expect.fail(`${index} of ${size}`);
    }
    for (let size1 = 0; size1 <= size; size1 += 1) {
      const claim = { size1, size2: size, root1: tree.root(size1), root2: root, proof: tree.consistencyProof(size1, size) };
      if (verifyConsistency(claim) !== 'proves') expect.fail(`${size1} in ${size}`);
    }
  }
});

it('refuses an inclusion claim with any one thing changed', () => {
  const place = fc.integer({ min: 1, max: 130 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
  fc.assert(
    fc.property(place, fc.nat(), fc.nat(7), fc.nat(4), ({ size, index }, where, bit, what) => {
      const proof = tree.inclusionProof(index, size).map((hash) => hash.slice());
      const claim = { leaf: (leaves[index] as Uint8Array).slice(), index, size, proof, root: tree.root(size).slice() };
      const targets = [claim.leaf, claim.root, ...proof];
      const target = targets[where % targets.length] as Uint8Array;
      if (what === 0) target[where % 32] = (target[where % 32] as number) ^ (1 << bit);
      if (what === 1) proof.push(claim.root);
      if (what === 2) proof.pop();
      if (what === 3) claim.index = (index + 1 + where) % (size + 3);
      if (what === 4) proof.reverse();
      const same = (what === 2 && size === 1) || (what === 3 && claim.index === index) || (what === 4 && proof.length < 2);
      return (verifyInclusion(claim) === 'proves') === same;
    }),
    { numRuns: 2000, seed: 6962 },
  );
});

it('refuses a consistency claim with any one thing changed', () => {
  const place = fc
    .integer({ min: 2, max: 130 })
    .chain((size2) => fc.record({ size2: fc.constant(size2), size1: fc.integer({ min: 1, max: size2 - 1 }) }));
  fc.assert(
    fc.property(place, fc.nat(), fc.nat(7), fc.nat(3), ({ size1, size2 }, where, bit, what) => {
      const proof = tree.consistencyProof(size1, size2).map((hash) => hash.slice());
      const claim = { size1, size2, root1: tree.root(size1).slice(), root2: tree.root(size2).slice(), proof };
      const targets = [claim.root1, claim.root2, ...proof];
      const target = targets[where % targets.length] as Uint8Array;
      if (what === 0) target[where % 32] = (target[where % 32] as number) ^ (1 << bit);
      if (what === 1) proof.push(claim.root1);
      if (what === 2) proof.pop();
      if (what === 3) [claim.root1, claim.root2] = [claim.root2, claim.root1];
      return verifyConsistency(claim) !== 'proves';
    }),
    { numRuns: 2000, seed: 6962 },
  );
});
