import { MerkleAccumulator, leafHash, verifyConsistency, verifyInclusion } from '../../../src-core/chain/merkle.ts';
import { consistencyProof, inclusionProof } from '../../../src-core/chain/merkle-tree.ts';
import { pae } from '../../../src-core/crypto/dsse.ts';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { publicKeyFromRaw } from '../../../src-core/crypto/jwk.ts';
import { sha256 } from '../../../src-core/crypto/sha256.ts';
import { createSignatureVerifier, type SignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { decodeHex, encodeHex } from '../../../src-core/encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { SelfTest, SelfTestGroup } from '../../../src-core/host/groups/app.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import { emptySignatures, rfc8032Vectors } from './ed25519-vectors.ts';
import {
  canonicalNumbers,
  canonicalTexts,
  merkleLeaves,
  p256Key,
  p256Vectors,
  paeVector,
  refusedTexts,
  sha256Vectors,
} from './published-vectors.ts';

/** The engine under test. Each member is what verdicts are made with; a test of the self-test puts broken ones in. */
export interface Engine {
  readonly verifiers: readonly SignatureVerifier[];
  readonly sha256: typeof sha256;
  readonly canonicalize: typeof canonicalize;
  readonly parseJson: typeof parseJson;
}

const engine: Engine = {
  verifiers: [createSignatureVerifier('reference', nodeSignatures), createSignatureVerifier('fast', nodeSignatures)],
  sha256,
  canonicalize,
  parseJson,
};

/** Runs every group; a case that throws is a case that did not come out as published. */
export function runSelfTest(at: Date, under: Engine = engine): SelfTest {
  const groups: SelfTestGroup[] = [
    count('sha256-fips180-4', sha256Cases(under)),
    count('ed25519-rfc8032', ed25519Cases(under)),
    count('ed25519-strict', strictCases(under)),
    count('es256-rfc6979', p256Cases(under)),
    count('json-rfc8785', canonicalCases(under)),
    count('json-rfc7493', refusedCases(under)),
    count('merkle-rfc6962', merkleCases()),
    count('dsse-pae', [() => same(pae(paeVector[0], encodeUtf8(paeVector[1])), encodeUtf8(paeVector[2]))]),
  ];
  const sum = (of: (group: SelfTestGroup) => number): number => groups.reduce((total, group) => total + of(group), 0);
  return { groups, passed: sum((group) => group.passed), total: sum((group) => group.total), at: at.toISOString() };
}

type Case = () => boolean;

function count(id: string, cases: readonly Case[]): SelfTestGroup {
  return { id, total: cases.length, passed: cases.filter(comesOut).length };
}

function comesOut(test: Case): boolean {
  try {
    return test();
  } catch {
    return false;
  }
}

function sha256Cases(under: Engine): Case[] {
  return sha256Vectors.map(
    ([message, digest]) =>
      () =>
        encodeHex(under.sha256(encodeUtf8(message))) === digest,
  );
}

/** Each vector signs to its signature, verifies on both paths, and verifies no longer with one bit changed. */
function ed25519Cases({ verifiers }: Engine): Case[] {
  return rfc8032Vectors.flatMap((vector) => {
    const message = bytes(vector.message);
    const signature = bytes(vector.signature);
    const key = publicKeyFromRaw('Ed25519', bytes(vector.key));
    const signer = ed25519Signer(bytes(vector.secret));
    return [
      () => same(signer.sign(message), signature),
      ...verifiers.flatMap((verifier) => [
        () => verifier.verify('Ed25519', key, message, signature) === 'valid',
        () => verifier.verify('Ed25519', key, new Uint8Array([...message, 0]), signature) === 'invalid',
        () => verifier.verify('Ed25519', key, message, withBit(signature, 8 * 5)) === 'invalid',
        () => verifier.verify('Ed25519', key, message, withBit(signature, 8 * 40)) === 'invalid',
      ]),
    ];
  });
}

/** Signatures that common libraries accept and that say nothing, or are another writing of one: each must be refused. */
function strictCases({ verifiers }: Engine): Case[] {
  const [vector] = rfc8032Vectors;
  if (vector === undefined) return [() => false];
  const honest = bytes(vector.key);
  const signature = bytes(vector.signature);
  const message = bytes(vector.message);
  const forgeries: (readonly [key: Uint8Array, message: Uint8Array, signature: Uint8Array])[] = [
    ...emptySignatures.map((empty) => [bytes(empty.key), encodeUtf8(empty.message), bytes(empty.signature)] as const),
    // S + L, the same point: a second signature, made by somebody without the key.
    [honest, message, new Uint8Array([...signature.subarray(0, 32), ...plusOrder(signature.subarray(32))])],
    // Cut short, drawn out, empty.
    [honest, message, signature.subarray(0, 63)],
    [honest, message, new Uint8Array([...signature, 0])],
    [honest, message, new Uint8Array(64)],
  ];
  return verifiers.flatMap((verifier) =>
    forgeries.map(
      ([key, signed, forged]) =>
        () =>
          verifier.verify('Ed25519', publicKeyFromRaw('Ed25519', key), signed, forged) !== 'valid',
    ),
  );
}

function p256Cases({ verifiers }: Engine): Case[] {
  const key = publicKeyFromRaw('ES256', bytes(p256Key));
  return verifiers.flatMap((verifier) =>
    p256Vectors.flatMap(([message, signature]) => [
      () => verifier.verify('ES256', key, encodeUtf8(message), bytes(signature)) === 'valid',
      () => verifier.verify('ES256', key, encodeUtf8(`${message}.`), bytes(signature)) === 'invalid',
    ]),
  );
}

function canonicalCases(under: Engine): Case[] {
  return [
    ...canonicalTexts.map(
      ([text, canonical]) =>
        () =>
          under.canonicalize(under.parseJson(encodeUtf8(text))) === canonical,
    ),
    ...canonicalNumbers.map(([bits, text]) => () => {
      const double = new DataView(bytes(bits).slice().buffer).getFloat64(0);
      return under.canonicalize(double) === text;
    }),
  ];
}

function refusedCases(under: Engine): Case[] {
  return refusedTexts.map((text) => () => {
    try {
      under.parseJson(encodeUtf8(text));
      return false;
    } catch {
      return decodeUtf8(encodeUtf8(text)) === text;
    }
  });
}

function merkleCases(): Case[] {
  const leaves = merkleLeaves.map(([leaf]) => leafHash(bytes(leaf)));
  const roots = merkleLeaves.map(([, root]) => bytes(root));
  const size = leaves.length;
  const root = roots[size - 1] ?? new Uint8Array();
  return [
    ...roots.map((expected, last) => () => {
      const tree = new MerkleAccumulator();
      for (const leaf of leaves.slice(0, last + 1)) tree.push(leaf);
      return same(tree.root(), expected);
    }),
    ...leaves.map((leaf, index) => () => {
      const proof = inclusionProof(leaves, index);
      return (
        verifyInclusion({ leaf, index, size, proof, root }) === 'proves' &&
        verifyInclusion({ leaf: withBit(leaf, 0), index, size, proof, root }) !== 'proves'
      );
    }),
    ...roots.slice(0, -1).map((root1, before) => () => {
      const claim = { size1: before + 1, size2: size, root1, root2: root, proof: consistencyProof(leaves, before + 1) };
      return verifyConsistency(claim) === 'proves' && verifyConsistency({ ...claim, root1: withBit(root1, 0) }) !== 'proves';
    }),
  ];
}

function bytes(hex: string): Uint8Array {
  const decoded = decodeHex(hex);
  if (decoded === undefined) throw new Error('a vector of the self-test is no hex');
  return decoded;
}

function withBit(value: Uint8Array, bit: number): Uint8Array {
  const changed = value.slice();
  const at = bit >> 3;
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

/** S + L, little endian: L is the order of the base point (RFC 8032 section 5.1). */
function plusOrder(s: Uint8Array): Uint8Array {
  const order = bytes('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
  let carry = 0;
  return s.map((value, at) => {
    const sum = value + (order[at] ?? 0) + carry;
    carry = sum >> 8;
    return sum & 0xff;
  });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return encodeHex(a) === encodeHex(b);
}
