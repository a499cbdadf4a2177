import { describe, expect, test } from 'vitest';
import type { HeldCopies } from '../../../../src-core/arbitration/derivation.ts';
import type { Digest } from '../../../../src-core/crypto/sha256.ts';
import { dropLine, editLines } from '../../../fixtures/bundle-builder.ts';
import type { BuiltBundle, BuiltLine, EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { cny, known, set } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { readCase } from './read-case.ts';

const without =
  (pattern: RegExp): CaseChanges['files'] =>
  (files) =>
    new Map([...files].filter(([path]) => !pattern.test(path)));

describe('facts of findings', () => {
  test('an honest case has none', () => {
    const { fact } = readCase();
    for (const id of ['evd.badSig', 'evd.broken', 'evd.clock', 'evd.forks', 'evd.gaps'])
      expect(fact(id)).toEqual(known(set(true)));
  });

  test('a signature that is not the author’s', () => {
    const { fact, digest } = readCase({ forged: ['receipt'] });
    expect(fact('evd.badSig')).toEqual(known(set(true, digest('receipt')), 'receipt'));
    expect(readCase({ noPolicy: true }).fact('evd.badSig')).toMatchObject({ state: 'known', value: { items: [] } });
  });

  test('a clock that no anchor bears out', () => {
    const { fact, digest } = readCase({
      drafts: { revocationReceipt: (draft) => ({ ...draft, at: '2026-05-01T00:00:00.000Z' }) },
    });
    expect(fact('evd.clock')).toEqual(known(set(true, digest('revocationReceipt')), 'revocationReceipt'));
  });

  test('clocks without any anchor', () => {
    expect(readCase({ files: without(/^log\//) }).fact('evd.clock')).toEqual(known(set(false)));
  });

  test('an end that is not proven leaves forks and gaps open', () => {
    const { fact } = readCase({ files: without(/checkpoints\/platform/) });
    expect(fact('evd.forks')).toEqual(known(set(false)));
    expect(fact('evd.gaps')).toEqual(known(set(false)));
    expect(fact('evd.broken')).toEqual(known(set(true)));
  });

  test('an entry that is not there', () => {
    const { fact, built, evidence } = readCase({
      files: (files, bundle, places) => drop(files, bundle.line(places.get('dispatched') as EntryHandle)),
    });
    const merchant = built.lines.find((line) => line.place.type === 'order.quoted')?.place.party.chain as string;
    expect(evidence.findings.some((finding) => finding.code === 'E_SEQ_GAP')).toBe(true);
    expect(fact('evd.gaps')).toMatchObject({ state: 'known', value: { items: [merchant] } });
    expect(fact('evd.gaps').inputs).toContain('delivered');
  });

  test('entries at the end that a checkpoint shows', () => {
    const { fact, built } = readCase({
      files: (files, bundle, places) => drop(files, bundle.line(places.get('final') as EntryHandle)),
    });
    const platform = built.lines.find((line) => line.place.type === 'settlement.final')?.place.party.chain;
    expect(fact('evd.gaps')).toEqual(known(set(true, platform), 'proposed'));
  });

  test('a broken link', () => {
    const { fact, built, derivation, digest } = readCase({
      payloads: { dispatched: (payload) => ({ ...payload, prev: `sha256:${'1'.repeat(64)}` }) },
    });
    const chain = chainOf(built, 'order.quoted');
    expect(fact('evd.broken')).toEqual(known(set(true, chain), 'dispatched/prev'));
    const after = derivation.afterBreak.get('M') as ReadonlySet<string>;
    expect([after.has(digest('receipt')), after.has(digest('dispatched')), after.has(digest('delivered'))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(derivation.afterBreak.get('S2')).toEqual(new Set());
  });

  test('two copies of one entry', () => {
    const { fact, derivation, digest, built } = readCase({ files: withCopy(5100) });
    const place = `${chainOf(built, 'payment.captured')}#0`;
    const [fork] = derivation.forks;
    const copies = [...(fork?.copies ?? [])];
    expect(fork).toMatchObject({ id: place, seq: 0, author: 'acquirer-operator' });
    expect(copies).toContain(digest('captured'));
    expect(copies).toEqual([...copies].sort());
    expect(derivation.facts.get('evd.forks')).toMatchObject({
      state: 'known',
      value: { items: [place] },
      inputs: copies.map((copy) => ({ digest: copy, pointer: '' })),
    });
    expect(fact('evd.forks').state).toBe('known');
  });

  test('each copy is read where it is held, the smaller digest where none is', () => {
    const { derivation, digest } = readCase({ files: withCopy(5100) });
    const [fork] = derivation.forks;
    const own = digest('captured');
    const other = fork?.copies.find((copy) => copy !== own) as Digest;
    const settled = (held: HeldCopies): unknown => readCase({ files: withCopy(5100), held }).derivation.facts.get('pay.T')?.value;
    expect(settled(new Map([[fork?.id as string, own]]))).toEqual(cny(5000));
    expect(settled(new Map([[fork?.id as string, other]]))).toEqual(cny(5100));
    expect(settled(new Map())).toEqual(cny(own < other ? 5000 : 5100));
  });
});

function drop(files: Map<string, Uint8Array>, line: BuiltLine): Map<string, Uint8Array> {
  return dropLine(files, line.path, line.number);
}

function chainOf(built: BuiltBundle, type: string): string {
  return built.lines.find((line) => line.place.type === type)?.place.party.chain ?? '';
}

/** The capture in a second copy of another amount, validly signed, behind the first. */
function withCopy(minor: number): CaseChanges['files'] {
  return (files) => {
    const order = coffeeOrder('facts', { trust: 'registry' });
    const twin = order.builder.build({
      draft: (place, draft) =>
        place === order.entries.captured ? { ...draft, body: { ...draft.body, amount: cny(minor) } } : draft,
    });
    const { path, line } = twin.line(order.entries.captured);
    return editLines(files, path, (lines) => lines.toSpliced(1, 0, line));
  };
}
