import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../src-core/crypto/sha256.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { ByteLog } from '../../../../src-core/evidence/lines/byte-log.ts';
import { HashSlots, hashOfDigest } from '../../../../src-core/evidence/lines/hash-slots.ts';
import { PAGE_BYTES, PageMemory } from '../../../../src-core/evidence/lines/page-memory.ts';
import { Table } from '../../../../src-core/evidence/lines/table.ts';
import { TextIndex } from '../../../../src-core/evidence/lines/text-index.ts';
import { WordTable } from '../../../../src-core/evidence/lines/word-table.ts';
import { SeededRandom } from '../../../fixtures/seeded-random.ts';
import { TightStore } from '../../../fixtures/tight-store.ts';

describe('paged memory', () => {
  it('holds what tables and logs hold, however few pages fit', () => {
    const store = new TightStore(3);
    const memory = new PageMemory(store);
    const random = new SeededRandom('pages');
    const table = new Table(memory, 64, 2000);
    const log = new ByteLog(memory);
    const expected = new Map<number, number>();
    const pieces: { at: number; bytes: Uint8Array }[] = [];
    for (let step = 0; step < 3000; step++) {
      const record = random.integer(0, 1999);
      expected.set(record, step);
      table.setInt(record, 3, step);
      table.setFloat(record, 4, -step / 2);
      if (step % 10 !== 0) continue;
      const bytes = random.bytes(random.integer(0, 700));
      pieces.push({ at: log.append(bytes), bytes });
    }
    const large = random.bytes(3 * PAGE_BYTES);
    pieces.push({ at: log.append(large), bytes: large });
    for (let record = 0; record < 2000; record++) {
      const step = expected.get(record);
      expect([table.int(record, 3), table.float(record, 4)]).toEqual([step ?? 0, step === undefined ? 0 : -step / 2]);
    }
    for (const { at, bytes } of pieces) expect(log.read(at, bytes.length)).toEqual(bytes);
    expect(store.written).toBeGreaterThan(10);
  });

  it('begins with zeros where a page is used that another held before', () => {
    const memory = new PageMemory(new TightStore(1));
    const first = new Table(memory, 4, 1);
    first.setInt(0, 0, 7);
    const second = new Table(memory, 4, 1);
    expect([second.int(0, 0), first.int(0, 0)]).toEqual([0, 7]);
  });

  it('compares and copies bytes of records', () => {
    const table = new Table(new PageMemory(), 128, 300);
    const digest = sha256(encodeUtf8('x'));
    table.setBytes(299, 96, digest);
    expect(table.bytes(299, 96, 32)).toEqual(digest);
    expect(table.hasBytes(299, 96, digest)).toBe(true);
    expect(table.hasBytes(298, 96, digest)).toBe(false);
  });
});

describe('words', () => {
  it('give each text one number, and the text back, beyond those that are at hand', () => {
    const words = new WordTable(new PageMemory(new TightStore(4)));
    const texts = Array.from({ length: 20_000 }, (_, index) => `text ${index} 字`);
    expect(texts.map((text) => words.number(text))).toEqual(texts.map((_, index) => index + 1));
    for (const index of [0, 1, 9_999, 19_999, 5]) {
      expect(words.number(texts[index] as string)).toBe(index + 1);
      expect(words.text(index + 1)).toBe(texts[index]);
    }
    expect([words.find('text 7 字'), words.find('nothing'), words.text(0)]).toEqual([8, undefined, undefined]);
    expect([words.add(''), words.add(''), words.add('text 3 字')]).toEqual([true, false, false]);
  });

  it('list the lines that share a text, in order', () => {
    const index = new TextIndex(new PageMemory());
    for (let number = 0; number < 10; number++) index.add(number % 3 === 0 ? 'a' : 'b', number);
    expect([index.get('a'), index.first('b'), index.get('c'), index.first('c')]).toEqual([[0, 3, 6, 9], 1, [], undefined]);
  });
});

it('finds records by hashes that collide, while it grows', () => {
  const digests = Array.from({ length: 3000 }, (_, index) => sha256(encodeUtf8(String(index))));
  // All but four bits are taken away, so that every slot is contested.
  const hashOf = (record: number): number => hashOfDigest(digests[record] as Uint8Array) & 15;
  const slots = new HashSlots(hashOf);
  for (const record of digests.keys()) {
    expect(slots.find(hashOf(record), (other) => other === record)).toBeUndefined();
    slots.add(hashOf(record), record);
  }
  for (const record of [0, 1, 1500, 2999]) expect(slots.find(hashOf(record), (other) => other === record)).toBe(record);
});
