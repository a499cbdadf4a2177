import { describe, expect, it } from 'vitest';
import { assessCheckpoint, type CheckpointAssessment } from '../../../src-core/chain/assess-checkpoint.ts';
import { formatCheckpoint } from '../../../src-core/chain/checkpoint.ts';
import { addSignatures, logSigner, signNote, witnessSigner, type NoteSigner } from '../../../src-core/chain/note-signer.ts';
import { formatTlogPolicy, parseTlogPolicy } from '../../../src-core/chain/tlog-policy.ts';
import { formatVerifierKey } from '../../../src-core/chain/verifier-key.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);
const seed = (n: number): ReturnType<typeof ed25519Signer> => ed25519Signer(new Uint8Array(32).fill(n));
const chain = 'urn:uuid:7d1e6d44-3c0f-4d47-9c59-0e8f3f8a0001';
const log = logSigner(chain, seed(1));
const platform = logSigner('platform.example/log', seed(2));
const [w1, w2, w3] = [3, 4, 5].map((n) => witnessSigner(`witness.example/w${n - 2}`, seed(n), 1_790_000_000 + n)) as [
  NoteSigner,
  NoteSigner,
  NoteSigner,
];
const stranger = witnessSigner('stranger.example', seed(9), 1);

const policy = parseTlogPolicy(
  formatTlogPolicy({
    logs: [log.verifierKey, platform.verifierKey],
    witnesses: [w1, w2, w3].map((witness, index) => ({ name: `w${index + 1}`, key: witness.verifierKey })),
    groups: [{ name: 'two', threshold: 2, members: ['w1', 'w2', 'w3'] }],
    quorum: 'two',
  }),
);
const text = formatCheckpoint({ origin: chain, size: 12, root: new Uint8Array(32).fill(0xab), extensions: [] });
const assess = (...signers: NoteSigner[]): CheckpointAssessment => assessCheckpoint(signNote(text, signers), policy, verifier);

describe('a checkpoint under a policy', () => {
  it('counts with its log and the quorum of witnesses', () => {
    const assessment = assess(log, w1, w3);
    expect(assessment).toMatchObject({
      checkpoint: { origin: chain, size: 12 },
      logs: [chain],
      shortOfQuorum: false,
      counts: true,
    });
    expect(assessment.failure).toBeUndefined();
    expect(assessment.cosignatures).toEqual([
      { witness: 'w1', name: 'witness.example/w1', timestamp: 1_790_000_003 },
      { witness: 'w3', name: 'witness.example/w3', timestamp: 1_790_000_005 },
    ]);
  });
  it('falls short with fewer, and still shows who saw it when', () => {
    expect(assess(log, w1)).toMatchObject({ shortOfQuorum: true, counts: false, cosignatures: [{ witness: 'w1' }] });
    const twice = addSignatures(signNote(text, [log, w1]), [{ ...witnessSigner(w1.name, seed(3), 5), keyId: w1.keyId }]);
    expect(assessCheckpoint(twice, policy, verifier)).toMatchObject({ shortOfQuorum: true });
  });
  it('is nobody\u2019s word without a log of the policy', () => {
    const assessment = assess(w1, w2);
    expect(assessment).toMatchObject({ logs: [], shortOfQuorum: false, counts: false });
    expect(assessment.failure).toBeUndefined();
    expect(assessment.cosignatures).toHaveLength(2);
  });
  it('ignores strangers, even under a known name', () => {
    const nameThief = witnessSigner(w2.name, seed(9), 1);
    expect(assess(log, stranger, nameThief, w1, w3)).toMatchObject({
      counts: true,
      cosignatures: [{ witness: 'w1' }, { witness: 'w3' }],
    });
  });
  it('counts one witness once, however often it signs', () => {
    const later = witnessSigner(w1.name, seed(3), 1_790_000_900);
    const both = assess(log, w1, later);
    expect(both.cosignatures).toHaveLength(2);
    expect(both.counts).toBe(false);
  });
});

describe('a checkpoint that is spoilt', () => {
  const forged = (signer: NoteSigner): NoteSigner => ({
    ...signer,
    sign: (bytes) => signer.sign(bytes).map((byte, i) => (i === 70 || i === 20 ? byte ^ 1 : byte)),
  });
  it.each<[string, NoteSigner[], string]>([
    ['by the log', [forged(log), w1, w2], 'log-signature'],
    ['by a witness', [log, w1, w2, forged(w3)], 'cosignature'],
    ['by a witness whose good line stands before', [log, w1, w2, forged(w2)], 'cosignature'],
    ['by a log of another origin', [platform, w1, w2], 'origin'],
  ])('%s', (_, signers, failure) => {
    const assessment = assess(...signers);
    expect(assessment).toMatchObject({ failure, counts: false, shortOfQuorum: false, cosignatures: [], logs: [] });
    expect(assessment.checkpoint?.size).toBe(12);
  });
  it.each<[string, Uint8Array]>([
    ['no note', encodeUtf8('x')],
    ['no checkpoint', signNote('hello\n', [log])],
    ['a root that is too short', signNote(`${chain}\n12\nYmFuYW5h\n`, [log])],
  ])('being %s', (_, note) => {
    const assessment = assessCheckpoint(note, policy, verifier);
    expect(assessment).toMatchObject({ failure: 'malformed', counts: false });
    expect(assessment.checkpoint).toBeUndefined();
  });
  it('by any bit of text or of a known signature', () => {
    const note = signNote(text, [log, w1, w2]);
    let intact = 0;
    for (let bit = 0; bit < note.length * 8; bit += 1) {
      const flipped = note.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      if (assessCheckpoint(flipped, policy, verifier).counts) intact += 1;
    }
    expect(intact).toBe(0);
  });
});

it('leaves open what it cannot check', () => {
  const key = formatVerifierKey('pq.example', 6, new Uint8Array(1312));
  const open = parseTlogPolicy(`log ${log.verifierKey}\nwitness pq ${key}\nquorum pq\n`);
  const keyId = Number.parseInt(key.split('+')[1] as string, 16);
  const pq: NoteSigner = { name: 'pq.example', keyId, verifierKey: key, sign: () => new Uint8Array(2428) };
  expect(assessCheckpoint(signNote(text, [log, pq]), open, verifier)).toMatchObject({
    unsupported: ['pq.example'],
    shortOfQuorum: true,
  });
});
