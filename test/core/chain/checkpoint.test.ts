import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '../../../src-core/chain/checkpoint.ts';
import { hasVectors, vectorRoot } from '../../vectors/vector-root.ts';

interface PublishedCase {
  readonly desc: string;
  readonly text: string;
  readonly wantErr: boolean;
  readonly rest: string | null;
}

const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const refused = (code: string, line: number): object => expect.objectContaining({ code, place: { line } }) as object;

describe.skipIf(!hasVectors('signed-note'))('published checkpoints (transparency-dev/formats)', () => {
  it('gives each its published result by the lenient reading', () => {
    const { cases } = JSON.parse(readFileSync(join(vectorRoot, 'signed-note/checkpoint-parse.json'), 'utf8')) as {
      cases: PublishedCase[];
    };
    const wrong = cases.filter((it) => {
      try {
        const { extensions } = parseCheckpoint(it.text, 'lenient');
        const rest = extensions.map((line) => `${line}\n`).join('');
        return it.wantErr || rest !== it.rest;
      } catch {
        return !it.wantErr;
      }
    });
    console.log(`checkpoints: ${cases.length - wrong.length}/${cases.length}`);
    expect(wrong.map((it) => it.desc)).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(11);
  });
});

describe('the specification', () => {
  it('reads and writes the example of C2SP tlog-checkpoint', () => {
    const text = `example.com/behind-the-sofa\n20852163\n${root}\n`;
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163, extensions: [] });
    expect(checkpoint.root).toHaveLength(32);
    expect(formatCheckpoint(checkpoint)).toBe(text);
    expect(formatCheckpoint({ ...checkpoint, extensions: ['one', 'two'] })).toBe(`${text}one\ntwo\n`);
  });

  it.each<[string, string, number]>([
    ['no newline at the end', `o\n1\n${root}`, 3],
    ['no newline after an extension', `o\n1\n${root}\nx`, 4],
    ['an empty origin', `\n1\n${root}\n`, 1],
    ['a size with a leading zero', `o\n01\n${root}\n`, 2],
    ['a size with a sign', `o\n+1\n${root}\n`, 2],
    ['a size past 2^53-1', `o\n9007199254740992\n${root}\n`, 2],
    ['a size past 2^64', `o\n18446744073709551616\n${root}\n`, 2],
    ['a size of a million digits', `o\n${'9'.repeat(1_000_000)}\n${root}\n`, 2],
    ['a root of 6 bytes', 'o\n1\nYmFuYW5h\n', 3],
    ['a root with a second spelling', `o\n1\n${root.replace('q2I=', 'q2J=')}\n`, 3],
    ['an empty extension line', `o\n1\n${root}\n\n`, 4],
  ])('refuses %s', (_, text, line) => {
    expect(() => parseCheckpoint(text)).toThrow(refused('E_CHECKPOINT', line));
  });

  it('takes the empty tree and the largest size', () => {
    expect(parseCheckpoint(`o\n0\n${root}\n`).size).toBe(0);
    expect(parseCheckpoint(`o\n9007199254740991\n${root}\n`).size).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('never writes what it would refuse', () => {
    expect(() => formatCheckpoint({ origin: 'two\nlines', size: 1, root: new Uint8Array(32), extensions: [] })).toThrow(
      expect.objectContaining({ code: 'E_CHECKPOINT' }),
    );
  });
});
