import { describe, expect, it } from 'vitest';
import { addSignatures, logSigner, signNote, witnessSigner } from '../../../../src-core/chain/note-signer.ts';
import { formatCheckpoint } from '../../../../src-core/chain/checkpoint.ts';
import { parseSignedNote } from '../../../../src-core/chain/signed-note.ts';
import { formatConsistencyFile, parseConsistencyFile } from '../../../../src-core/chain/consistency-file.ts';
import { formatTlogProof, parseTlogProof } from '../../../../src-core/chain/tlog-proof.ts';
import { MerkleTree } from '../../../../src-core/chain/merkle-tree.ts';
import { leafHash } from '../../../../src-core/chain/merkle.ts';
import { digestBytes, type Digest } from '../../../../src-core/crypto/sha256.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { concatBytes } from '../../../../src-core/encoding/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import {
  dropLine,
  editLines,
  flipBit,
  replaceLine,
  type BuiltBundle,
  type CheckpointHandle,
} from '../../../fixtures/bundle-builder.ts';
import { LogStory } from '../../../fixtures/log-story.ts';

/** Four entries, checkpoints of two and of all four. */
function story(): { story: LogStory; early: CheckpointHandle; late: CheckpointHandle } {
  const made = new LogStory();
  made.add();
  made.add();
  const early = made.checkpoint();
  made.add();
  made.add();
  return { story: made, early, late: made.checkpoint() };
}

const stranger = ed25519Signer(new Uint8Array(32).fill(9));

const edit = (
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  change: (text: string) => string,
): Map<string, Uint8Array> => {
  const text = decodeUtf8(files.get(path) as Uint8Array) as string;
  const changed = change(text);
  expect(changed).not.toBe(text);
  return new Map(files).set(path, encodeUtf8(changed));
};

const without = (files: ReadonlyMap<string, Uint8Array>, ...paths: string[]): Map<string, Uint8Array> => {
  const kept = new Map(files);
  for (const path of paths) expect(kept.delete(path)).toBe(true);
  return kept;
};

/** Another base64 digit at the end of the signature line that begins with `name`. */
const spoilSignature = (name: string) => (note: string) =>
  note
    .split('\n')
    .map((line) =>
      line.startsWith(`\u2014 ${name} `)
        ? line.replace(
            /(.{20})(.)(.{6})$/,
            (_, head: string, digit: string, tail: string) => `${head}${digit === 'A' ? 'B' : 'A'}${tail}`,
          )
        : line,
    )
    .join('\n');

describe('an honest chain with checkpoints', () => {
  it('ends proven as of its latest witness, without any finding', () => {
    const { story: made } = story();
    const evidence = made.verify(made.builder.build());
    expect(made.name(evidence.findings.map(({ code }) => code))).toEqual([]);
    const chain = evidence.chains.get(made.user.chain);
    expect(chain?.end).toBe('proven');
    expect(chain?.endProof).toEqual({ kind: 'checkpoint', at: made.builder.now - 1000 });
    expect(evidence.checkpoints.map(({ size, counts, bad }) => ({ size, counts, bad }))).toEqual([
      { size: 2, counts: true, bad: false },
      { size: 4, counts: true, bad: false },
    ]);
  });

  it('ends open without a checkpoint of its end', () => {
    const { story: made, late } = story();
    const built = made.builder.build();
    expect(made.findings(without(built.files, late.path))).toEqual(['I_OPEN_CHAIN user']);
  });

  it('ends proven by a closing entry', () => {
    const { story: made, late } = story();
    made.builder.close(made.user);
    const evidence = made.verify(without(made.builder.build().files, late.path));
    expect(evidence.findings).toEqual([]);
    expect(evidence.chains.get(made.user.chain)?.endProof).toEqual({ kind: 'closes' });
  });

  it('ends open under a policy that names no logs, and nothing is said against the notes', () => {
    const { story: made } = story();
    const built = made.builder.build();
    expect(made.findings(built, { changes: { tlogPolicy: undefined } })).toEqual(['I_OPEN_CHAIN user', 'I_TIME_UNANCHORED user']);
  });
});

describe('E_CKPT_SIG', () => {
  const bad = (change: (note: string) => string): string[] => {
    const { story: made, late } = story();
    return made.findings(edit(made.builder.build().files, late.path, change));
  };

  it.each([
    ['a bad log signature', (note: string) => spoilSignature(note.slice(0, note.indexOf('\n')))(note)],
    ['a bad cosignature', spoilSignature('north')],
    ['another size', (note: string) => note.replace('\n4\n', '\n5\n')],
  ])('%s: on the chain, and the open end follows', (_name, change) => {
    expect(bad(change)).toEqual(['E_CKPT_SIG user', 'I_OPEN_CHAIN user < E_CKPT_SIG']);
  });

  it('another origin, found again by the name of its signature', () => {
    expect(bad((note) => note.replace(/^urn:uuid:./, (head) => `${head.slice(0, -1)}${head.endsWith('0') ? '1' : '0'}`))).toEqual(
      ['E_CKPT_SIG user', 'I_OPEN_CHAIN user < E_CKPT_SIG'],
    );
  });

  it("another chain's origin: on the chain of the log that signed", () => {
    const { story: made, late } = story();
    const other = made.builder.party('other', { role: 'user' });
    made.add({ closes: 'complete' }, other);
    made.checkpoint({}, other);
    const files = edit(made.builder.build().files, late.path, (note) => note.replaceAll(/^urn:uuid:\S+/g, other.chain));
    expect(made.findings(files).sort()).toEqual(['E_CKPT_SIG user', 'I_OPEN_CHAIN user < E_CKPT_SIG']);
  });

  it('no note at all: on the file alone', () => {
    const { story: made, late } = story();
    expect(made.findings(edit(made.builder.build().files, late.path, () => 'nothing'))).toEqual([
      `E_CKPT_SIG ${late.path}`,
      'I_OPEN_CHAIN user',
    ]);
  });

  it('neither counts nor anchors: where every note is bad, the want of an anchor follows', () => {
    const { story: made, early, late } = story();
    const files = without(edit(made.builder.build().files, late.path, spoilSignature('south')), early.path);
    expect(made.findings(files)).toEqual([
      'E_CKPT_SIG user',
      'I_OPEN_CHAIN user < E_CKPT_SIG',
      'I_TIME_UNANCHORED user < E_CKPT_SIG',
    ]);
  });

  it('a log that the policy names has not signed', () => {
    const { story: made, late } = story();
    const built = made.builder.build();
    const { text } = parseSignedNote(built.files.get(late.path) as Uint8Array);
    const foreign = signNote(text, [logSigner(made.user.chain, stranger)]);
    expect(made.findings(new Map(built.files).set(late.path, foreign))).toEqual([
      'E_CKPT_SIG user',
      'I_OPEN_CHAIN user < E_CKPT_SIG',
    ]);
  });

  it('signatures of unknown names are ignored', () => {
    const { story: made, late } = story();
    const built = made.builder.build();
    const grown = addSignatures(built.files.get(late.path) as Uint8Array, [witnessSigner('nobody', stranger, 1)]);
    expect(made.findings(new Map(built.files).set(late.path, grown))).toEqual([]);
  });

  it('the same note twice is one note', () => {
    const { story: made, late } = story();
    const files = edit(made.builder.build().files, late.path, spoilSignature('north'));
    files.set('log/checkpoints/copy.note', files.get(late.path) as Uint8Array);
    expect(made.findings(files)).toEqual(['E_CKPT_SIG user', 'I_OPEN_CHAIN user < E_CKPT_SIG']);
  });
});

describe('I_WITNESS_QUORUM', () => {
  it('too few witnesses: the checkpoint does not prove the end', () => {
    const made = new LogStory();
    made.add();
    made.checkpoint({ witnesses: ['north'] });
    const evidence = made.verify(made.builder.build());
    expect(made.findings(made.builder.build())).toEqual(['I_OPEN_CHAIN user < I_WITNESS_QUORUM', 'I_WITNESS_QUORUM user']);
    expect(evidence.axes.authenticity).toBe('indeterminate');
    expect(evidence.checkpoints[0]?.anchors).toHaveLength(1);
  });

  it('does not count entries that the bundle lacks', () => {
    const made = new LogStory();
    made.add();
    made.checkpoint();
    made.add();
    made.checkpoint({ witnesses: ['north'] });
    const { files } = made.builder.build();
    expect(made.findings(dropLine(files, made.user.path, 2))).toEqual(['I_WITNESS_QUORUM user']);
  });
});

describe('what a counted checkpoint shows', () => {
  it('more entries: E_TRUNC_HEAD on the chain', () => {
    const { story: made } = story();
    const evidence = made.verify(dropLine(made.builder.build().files, made.user.path, 4));
    expect(evidence.findings.map(({ code, chain, line, seq, cause }) => ({ code, chain, line, seq, cause }))).toEqual([
      { code: 'E_TRUNC_HEAD', chain: made.user.chain, line: undefined, seq: undefined, cause: undefined },
    ]);
    expect(evidence.chains.get(made.user.chain)).toMatchObject({ end: 'truncated', gap: true });
  });

  it('more entries than a chain that was closed anew', () => {
    const made = new LogStory();
    made.add();
    made.add();
    made.checkpoint();
    const built = made.builder.build();
    const cut = new LogStory();
    cut.add({ closes: 'complete' });
    const files = new Map(built.files).set(made.user.path, cut.builder.build().files.get(made.user.path) as Uint8Array);
    expect(made.findings(files)).toEqual(['E_TRUNC_HEAD user', 'I_TIME_UNANCHORED user < E_TRUNC_HEAD']);
  });

  it('another root: E_FORK on the chain at size - 1, without a cause', () => {
    const { story: made, late } = story();
    const built = made.builder.build({
      tree: (place, tree) => (place === late ? { ...tree, root: new Uint8Array(32).fill(1) } : tree),
    });
    const evidence = made.verify(built);
    expect(made.findings(built)).toEqual(['E_FORK user', 'I_OPEN_CHAIN user < E_FORK']);
    expect(evidence.findings[0]).toMatchObject({ chain: made.user.chain, seq: 3 });
    expect(evidence.findings[0]?.cause).toBeUndefined();
  });

  it('another root after a broken line: E_FORK with that line as its cause', () => {
    const { story: made } = story();
    const built = made.builder.build();
    // Well signed over another payload, so that the line stands where it stood and has another digest.
    const foreign = made.builder.build({
      payload: (place, payload) => (place === made.entries[1] ? { ...payload, at: '2026-03-02T01:00:01.500Z' } : payload),
    });
    const line = foreign.line(made.entry(1)).line;
    const files = replaceLine(built.files, made.user.path, 2, line);
    expect(made.findings(files).filter((text) => text.startsWith('E_'))).toEqual([
      'E_FORK user',
      'E_FORK user < E_PREV',
      'E_PREV user:3 /prev',
    ]);
    const spoilt = replaceLine(built.files, made.user.path, 2, spoilPayload(built.line(made.entry(1)).line));
    expect(made.findings(spoilt)).toEqual([
      'E_FORK user < E_SIG',
      'E_FORK user < E_SIG',
      'I_OPEN_CHAIN user < E_FORK',
      'I_TIME_UNANCHORED user < E_FORK',
      'E_SIG user:2',
      'E_PREV user:3 /prev < E_SIG',
    ]);
  });

  it('two counted checkpoints of one size with different roots: E_FORK although the bundle ends before', () => {
    const { story: made, late } = story();
    const built = made.builder.build();
    const forked = made.builder.build({
      tree: (place, tree) => (place === late ? { ...tree, root: new Uint8Array(32).fill(1) } : tree),
    });
    const files = dropLine(built.files, made.user.path, 4).set(
      'log/checkpoints/other.note',
      forked.files.get(late.path) as Uint8Array,
    );
    expect(made.findings(files)).toEqual(['E_FORK user', 'E_TRUNC_HEAD user']);
  });

  it('an unreadable line takes its place: nothing is short, no root can be compared', () => {
    const { story: made } = story();
    const files = replaceLine(made.builder.build().files, made.user.path, 4, encodeUtf8('{}\n'));
    expect(made.findings(files)).toEqual(['E_ENVELOPE user:4']);
    const first = replaceLine(made.builder.build().files, made.user.path, 1, encodeUtf8('{}\n'));
    expect(made.findings(first)).toEqual([
      'I_OPEN_CHAIN user < E_ENVELOPE',
      'I_TIME_UNANCHORED user < E_ENVELOPE',
      'E_ENVELOPE user:1',
    ]);
    expect(made.verify(first).chains.get(made.user.chain)?.end).toBe('unknown');
  });

  it('an unreadable last line that swallowed another: what is missing behind it follows', () => {
    const { story: made } = story();
    const built = made.builder.build();
    const files = editLines(built.files, made.user.path, ([one, two, three, four]) => [
      one as Uint8Array,
      two as Uint8Array,
      concatBytes((three as Uint8Array).subarray(0, -1), four as Uint8Array),
    ]);
    expect(made.findings(files)).toEqual(['E_TRUNC_HEAD user < E_PARSE', 'E_PARSE user:3']);
    const heads = [{ chain: made.user.chain, seq: 3, digest: built.digest(made.entry(3)) }];
    expect(made.findings(files, { changes: { tlogPolicy: undefined }, heads })).toEqual([
      'E_ROLLBACK user < E_PARSE',
      'I_TIME_UNANCHORED user',
      'E_PARSE user:3',
    ]);
  });

  it('says nothing of a chain that is not in the bundle', () => {
    const { story: made } = story();
    const other = made.builder.party('other', { role: 'user' });
    made.add({}, other);
    made.checkpoint({}, other);
    expect(made.findings(without(made.builder.build().files, other.path))).toEqual([]);
  });
});

describe('a broken closing entry', () => {
  it('is why the end is open', () => {
    const made = new LogStory();
    made.add();
    made.checkpoint();
    const last = made.add({ closes: 'complete' });
    const built = made.builder.build();
    const files = replaceLine(built.files, made.user.path, 2, spoilPayload(built.line(last).line));
    expect(made.findings(files)).toEqual(['I_OPEN_CHAIN user < E_SIG', 'E_SIG user:2']);
  });

  it('stands in spite of a gap before it', () => {
    const made = new LogStory();
    made.add();
    made.checkpoint();
    made.add();
    made.add({ closes: 'complete' });
    expect(made.findings(dropLine(made.builder.build().files, made.user.path, 2))).toEqual(['E_SEQ_GAP user:2 /seq']);
  });
});

describe('known heads', () => {
  const { story: made } = story();
  const built = made.builder.build();
  const head = (seq: number, digest?: Digest) => ({
    chain: made.user.chain,
    seq,
    digest: digest ?? built.digest(made.entry(seq)),
  });

  it('the same heads: nothing', () => {
    expect(made.findings(built, { heads: [head(0), head(3)] })).toEqual([]);
  });

  it('fewer entries than known: E_ROLLBACK on the chain, instead of an open end', () => {
    const files = without(dropLine(built.files, made.user.path, 4), 'log/checkpoints/user-4-5.note');
    expect(made.findings(files, { heads: [head(3)] })).toEqual(['E_ROLLBACK user']);
    expect(made.findings(files)).toEqual(['I_OPEN_CHAIN user']);
  });

  it('another entry than known: E_FORK on the chain at that place', () => {
    const evidence = made.verify(built, { heads: [head(1, `sha256:${'0'.repeat(64)}`)] });
    expect(evidence.findings.map(({ code, chain, seq, line, cause }) => ({ code, chain, seq, line, cause }))).toEqual([
      { code: 'E_FORK', chain: made.user.chain, seq: 1, line: undefined, cause: undefined },
    ]);
  });

  it('a head of a chain that is not here says nothing', () => {
    expect(made.findings(built, { heads: [{ ...head(1), chain: 'urn:uuid:00000000-0000-4000-8000-000000000000' }] })).toEqual([]);
  });
});

describe('slices and inclusion proofs', () => {
  function slice(proofs: readonly [number, 'early' | 'late'][]): { made: LogStory; built: BuiltBundle; paths: string[] } {
    const parts = story();
    const paths = proofs.map(([seq, which]) =>
      parts.story.builder.inclusionProof(parts.story.entries[seq] as never, parts[which]),
    );
    return { made: parts.story, built: parts.story.builder.build(), paths };
  }

  it('the first entry states another chain: it takes no place, and E_SEQ_GAP follows from it', () => {
    const { story: made } = story();
    const chain = 'urn:uuid:00000000-0000-8000-8000-000000000000';
    const built = made.builder.build({
      payload: (place, payload) => (place === made.entry(0) ? { ...payload, chain } : payload),
    });
    expect(made.findings(built)).toEqual([
      'I_TIME_UNANCHORED user < E_SEQ_GAP',
      'E_CHAIN_MIX user:1 /chain',
      'E_SEQ_GAP user:2 /seq < E_CHAIN_MIX',
    ]);
  });

  it('the first entry absent: E_SEQ_GAP on the first line, and the end is unknown', () => {
    const { made, built } = slice([]);
    const files = dropLine(built.files, made.user.path, 1);
    expect(made.findings(files)).toEqual(['I_TIME_UNANCHORED user < E_SEQ_GAP', 'E_SEQ_GAP user:1 /seq']);
    expect(made.verify(files).chains.get(made.user.chain)).toMatchObject({ end: 'unknown', gap: true });
  });

  it('I_OPEN_CHAIN instead where an inclusion proof ties the first line to a checkpoint', () => {
    const { made, built } = slice([[1, 'late']]);
    const files = dropLine(built.files, made.user.path, 1);
    expect(made.findings(files)).toEqual(['I_OPEN_CHAIN user']);
    expect(made.verify(files).chains.get(made.user.chain)).toMatchObject({ end: 'unknown', gap: false });
    // Only the entry that the proof is about is anchored.
    const evidence = made.verify(files);
    expect([...evidence.brackets.keys()]).toEqual([built.digest(made.entry(1))]);
  });

  it('a proof under a policy that names no logs excuses nothing', () => {
    const { made, built } = slice([[1, 'late']]);
    expect(made.findings(dropLine(built.files, made.user.path, 1), { changes: { tlogPolicy: undefined } })).toContain(
      'E_SEQ_GAP user:1 /seq',
    );
  });

  it('a broken proof of the first line is the root, the gap follows', () => {
    const { made, built, paths } = slice([[1, 'late']]);
    const files = dropLine(spoilHash(built.files, paths[0] as string), made.user.path, 1);
    expect(made.findings(files)).toEqual([
      'E_INCLUSION user',
      'I_TIME_UNANCHORED user < E_SEQ_GAP',
      'E_SEQ_GAP user:1 /seq < E_INCLUSION',
    ]);
  });

  it('E_INCLUSION on the entry, elsewhere', () => {
    const { made, built, paths } = slice([[2, 'late']]);
    expect(made.findings(built)).toEqual([]);
    expect(made.findings(spoilHash(built.files, paths[0] as string))).toEqual(['E_INCLUSION user:3']);
  });

  it('E_INCLUSION on the chain with the broken entry as cause', () => {
    const { made, built } = slice([[2, 'late']]);
    const files = replaceLine(built.files, made.user.path, 3, spoilPayload(built.line(made.entry(2)).line));
    expect(made.findings(files).filter((text) => text.startsWith('E_INCLUSION'))).toEqual(['E_INCLUSION user < E_SIG']);
  });

  it('a broken proof of a key record takes nothing away from the key', () => {
    const made = new LogStory('void', { trust: 'registry' });
    made.add();
    made.checkpoint();
    const path = made.builder.inclusionProof(made.builder.keyRecordOf(made.user), made.builder.checkpoint(made.builder.registry));
    expect(made.findings(spoilHash(made.builder.build().files, path))).toEqual([
      'I_TIME_ASSUMED user:1',
      'E_INCLUSION registry:2',
    ]);
  });

  it('a proof that cannot be read: E_INCLUSION on the file', () => {
    const { made, built, paths } = slice([[2, 'late']]);
    const [path = ''] = paths;
    expect(made.findings(edit(built.files, path, (text) => text.replace('index', 'indices')))).toEqual([`E_INCLUSION ${path}`]);
  });

  it('a log over many chains: the entry is named by the file', () => {
    const { made, built } = slice([]);
    const digests = [3, 1].map((seq) => built.digest(made.entry(seq)));
    const tree = new MerkleTree(digests.map((digest) => leafHash(digestBytes(digest) as Uint8Array)));
    const note = signNote(formatCheckpoint({ origin: 'platform.example/log', size: 2, root: tree.root(), extensions: [] }), [
      logSigner('platform.example/log', stranger),
    ]);
    const proof = formatTlogProof({ index: 1, hashes: tree.inclusionProof(1), note });
    const named = (digest: Digest) => `log/proofs/${digest.slice(7)}.tlog-proof`;
    expect(made.findings(new Map(built.files).set(named(digests[1] as Digest), proof))).toEqual([]);
    expect(made.findings(new Map(built.files).set(named(digests[0] as Digest), proof))).toEqual(['E_INCLUSION user:4']);
  });

  it('the checkpoint within a proof is judged too', () => {
    const { made, built, paths } = slice([[1, 'late']]);
    const [path = ''] = paths;
    const files = dropLine(edit(built.files, path, spoilSignature('north')), made.user.path, 1);
    expect(made.findings(files)).toContain('E_SEQ_GAP user:1 /seq < E_CKPT_SIG');
  });
});

describe('consistency proofs', () => {
  function pair(): { made: LogStory; built: BuiltBundle; path: string; early: CheckpointHandle } {
    const { story: made, early, late } = story();
    const path = made.builder.consistencyProof(early, late);
    return { made, built: made.builder.build(), path, early };
  }

  it('ties two checkpoints', () => {
    const { made, built } = pair();
    expect(made.findings(built)).toEqual([]);
  });

  it('E_CONSISTENCY on the chain where it does not', () => {
    const { made, built, path } = pair();
    expect(made.findings(spoilHash(built.files, path))).toEqual(['E_CONSISTENCY user']);
  });

  it('is held to the entries where the old checkpoint is not here', () => {
    const { made, built, path, early } = pair();
    expect(made.findings(without(built.files, early.path))).toEqual([]);
    expect(made.findings(spoilHash(without(built.files, early.path), path))).toEqual(['E_CONSISTENCY user']);
  });

  it('a file that cannot be read: E_CONSISTENCY on the file', () => {
    const { made, built, path } = pair();
    expect(made.findings(edit(built.files, path, (text) => `new${text.slice(3)}`))).toEqual([`E_CONSISTENCY ${path}`]);
  });

  it('an old size past the new one: E_CONSISTENCY', () => {
    const { made, built, path } = pair();
    const file = parseConsistencyFile(built.files.get(path) as Uint8Array);
    const files = new Map(built.files).set(path, formatConsistencyFile({ ...file, oldSize: 0, hashes: file.hashes }));
    expect(made.findings(files)).toEqual(['E_CONSISTENCY user']);
  });
});

it('any bit of the note that proves an end: never without a finding', () => {
  const { story: made, late } = story();
  const { files } = made.builder.build();
  const bits = (files.get(late.path) as Uint8Array).length * 8;
  const stride = process.env['SLOW'] === '1' ? 1 : 11;
  const silent: number[] = [];
  for (let bit = 0; bit < bits; bit += stride) if (made.findings(flipBit(files, late.path, bit)).length === 0) silent.push(bit);
  expect(silent).toEqual([]);
});

it('does not depend on the order of files', () => {
  const { story: made, early, late } = story();
  made.builder.inclusionProof(made.entries[0] as never, late);
  made.builder.consistencyProof(early, late);
  const { files } = made.builder.build();
  const spoilt = edit(files, early.path, spoilSignature('north'));
  expect(made.findings(new Map([...spoilt].reverse()))).toEqual(made.findings(spoilt));
});

/** The first hash of a proof file, changed. */
function spoilHash(files: ReadonlyMap<string, Uint8Array>, path: string): Map<string, Uint8Array> {
  const bytes = files.get(path) as Uint8Array;
  const spoil = <T extends { readonly hashes: readonly Uint8Array[] }>(proof: T): T => {
    const [first = new Uint8Array(32), ...rest] = proof.hashes;
    return { ...proof, hashes: [first.map((byte, index) => (index === 0 ? byte ^ 1 : byte)), ...rest] };
  };
  const changed = path.includes('proofs')
    ? formatTlogProof(spoil(parseTlogProof(bytes)))
    : formatConsistencyFile(spoil(parseConsistencyFile(bytes)));
  return new Map(files).set(path, changed);
}

/** A line whose payload an outsider changed, in canonical form; the signature stays as it was. */
function spoilPayload(line: Uint8Array): Uint8Array {
  const text = decodeUtf8(line) as string;
  const envelope = JSON.parse(text) as { payload: string };
  const payload = Buffer.from(envelope.payload, 'base64').toString('utf8');
  const changed = payload.replace('"mode":"instant"', '"mode":"delegated"');
  expect(changed).not.toBe(payload);
  return encodeUtf8(text.replace(envelope.payload, Buffer.from(changed, 'utf8').toString('base64')));
}
