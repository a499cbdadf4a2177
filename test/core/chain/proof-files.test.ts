import { describe, expect, it } from 'vitest';
import { formatConsistencyFile, parseConsistencyFile } from '../../../src-core/chain/consistency-file.ts';
import { formatTlogProof, parseTlogProof } from '../../../src-core/chain/tlog-proof.ts';
import { sha256 } from '../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';

const h1 = sha256(encodeUtf8('hash1'));
const h2 = sha256(encodeUtf8('hash2'));
const note = encodeUtf8('origin\n6\nroot\n\n\u2014 key sig\n');
const refusal = (line: number): object => expect.objectContaining({ code: 'E_PROOF', place: { line } }) as object;

describe('C2SP tlog-proof', () => {
  it.each<[string, Parameters<typeof formatTlogProof>[0], string]>([
    [
      'without extra data',
      { index: 5, hashes: [h1, h2], note },
      `c2sp.org/tlog-proof@v1\nindex 5\n${encodeBase64(h1)}\n${encodeBase64(h2)}\n\n`,
    ],
    [
      'with extra data',
      { index: 10, hashes: [h1], note, extra: encodeUtf8('extra information') },
      `c2sp.org/tlog-proof@v1\nextra ${encodeBase64(encodeUtf8('extra information'))}\nindex 10\n${encodeBase64(h1)}\n\n`,
    ],
    ['without hashes', { index: 0, hashes: [], note }, 'c2sp.org/tlog-proof@v1\nindex 0\n\n'],
    [
      'with empty extra data',
      { index: 0, hashes: [], note, extra: new Uint8Array(0) },
      'c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n',
    ],
  ])('writes and reads a proof %s', (_, proof, head) => {
    const bytes = formatTlogProof(proof);
    expect(decodeUtf8(bytes)).toBe(head + decodeUtf8(note));
    expect(parseTlogProof(bytes)).toEqual(proof);
  });

  it.each<[string, string, number]>([
    ['another header', 'wrong-header\nindex 0\n\ncheckpoint\n', 1],
    ['a carriage return', 'c2sp.org/tlog-proof@v1\r\nindex 0\n\ncheckpoint\n', 1],
    ['extra data that is no base64', 'c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n', 2],
    ['no index', 'c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n', 1],
    ['no index after extra data', 'c2sp.org/tlog-proof@v1\nextra AAAA\n\ncheckpoint\n', 2],
    ['an index that is no number', 'c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n', 2],
    ['an index below zero', 'c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n', 2],
    ['an index with a leading zero', 'c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n', 2],
    ['an index past 2^53-1', 'c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\ncheckpoint\n', 2],
    ['extra data after the index', 'c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\ncheckpoint\n', 3],
    ['a hash that is no base64', 'c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n', 3],
    ['a hash of 64 bytes', `c2sp.org/tlog-proof@v1\nindex 0\n${encodeBase64(new Uint8Array(64))}\n\ncheckpoint\n`, 3],
    ['65 hashes', `c2sp.org/tlog-proof@v1\nindex 0\n${`${encodeBase64(h1)}\n`.repeat(65)}\ncheckpoint\n`, 67],
    ['no checkpoint', 'c2sp.org/tlog-proof@v1\nindex 0\n\n', 4],
  ])('refuses %s', (_, text, line) => {
    expect(() => parseTlogProof(encodeUtf8(text))).toThrow(refusal(line));
  });

  it.each(['', '\n', '\n\n', 'c2sp.org/tlog-proof@v1', `c2sp.org/tlog-proof@v1\nindex 0\n${'a'.repeat(65 * 1024)}\n`])(
    'refuses %j',
    (text) => {
      expect(() => parseTlogProof(encodeUtf8(text))).toThrow(expect.objectContaining({ code: 'E_PROOF' }));
    },
  );
});

describe('consistency proof files', () => {
  it.each([
    { oldSize: 0, hashes: [], note },
    { oldSize: 6, hashes: [h1, h2], note },
  ])('writes and reads', (file) => {
    expect(parseConsistencyFile(formatConsistencyFile(file))).toEqual(file);
  });
  it.each<[string, string, number]>([
    ['no size', 'older 1\n\nnote\n', 1],
    ['a leading zero', 'old 01\n\nnote\n', 1],
    ['a bad hash', 'old 1\nAAAA\n\nnote\n', 2],
    ['no checkpoint', 'old 1\n\n', 3],
  ])('refuses %s', (_, text, line) => {
    expect(() => parseConsistencyFile(encodeUtf8(text))).toThrow(refusal(line));
  });
});
