import { describe, expect, it } from 'vitest';
import { checkTime } from '../../../../src-core/evidence/time/check-time.ts';
import { drawContext, drawnDigest, type Drawing } from '../../../fixtures/hand-graph.ts';

/** Brackets by name as `[notBefore, notAfter]` in milliseconds; `-` where open, absent where both are. */
function bracketsOf(drawing: Drawing): Record<string, string> {
  const context = drawContext(drawing);
  checkTime(context);
  const found: Record<string, string> = {};
  for (const name of Object.keys(drawing.entries)) {
    const bracket = context.brackets.get(drawnDigest(name));
    if (bracket !== undefined) found[name] = `${bracket.notBefore ?? '-'} ${bracket.notAfter ?? '-'}`;
  }
  return found;
}

describe('upper bounds', () => {
  it('a cosignature covers the entries below its size, up to a second later', () => {
    expect(bracketsOf({ entries: { A0: {}, A1: {}, A2: {} }, notes: { n: { chain: 'A', size: 2, cosigned: [10] } } })).toEqual({
      A0: '- 11000',
      A1: '- 11000',
    });
  });

  it('a token covers them up to its time and the accuracy, a second where it states none', () => {
    expect(bracketsOf({ entries: { A0: {} }, notes: { n: { chain: 'A', size: 1, stamped: [5500] } } })).toEqual({ A0: '- 6500' });
  });

  it('the least of several counts, for each entry', () => {
    const notes = {
      n: { chain: 'A', size: 3, cosigned: [30, 20] },
      m: { chain: 'A', size: 1, cosigned: [25] },
      o: { chain: 'A', size: 2, cosigned: [12] },
    };
    expect(bracketsOf({ entries: { A0: {}, A1: {}, A2: {} }, notes })).toEqual({ A0: '- 13000', A1: '- 13000', A2: '- 21000' });
  });

  it('goes on to what a covered entry commits to, over chains', () => {
    //  A0 <- A1 <- A2 (covered)      A1 -> B1      B1 -> C0
    const entries = { A0: {}, A1: { refs: ['B1'] }, A2: {}, B0: {}, B1: { refs: ['C0'] }, B2: {}, C0: {}, C1: {} };
    expect(bracketsOf({ entries, notes: { n: { chain: 'A', size: 3, cosigned: [40] } } })).toEqual({
      A0: '- 41000',
      A1: '- 41000',
      A2: '- 41000',
      B0: '- 41000',
      B1: '- 41000',
      C0: '- 41000',
    });
  });

  it('a note that is larger than what is present, or of another root, covers nothing', () => {
    expect(bracketsOf({ entries: { A0: {} }, notes: { n: { chain: 'A', size: 9, cosigned: [1], lost: true } } })).toEqual({});
  });

  it('such a note covers the one entry that an inclusion proof ties to its head, and its ancestors', () => {
    const drawing = {
      entries: { A3: {}, A4: {}, A5: {} },
      notes: { n: { chain: 'A', size: 9, cosigned: [1], lost: true } },
      ties: [{ entry: 'A4', note: 'n' }],
    };
    expect(bracketsOf(drawing)).toEqual({ A3: '- 2000', A4: '- 2000' });
  });

  it('a proof against one copy of a head serves the anchors of every copy', () => {
    const notes = { n: { chain: 'A', size: 9, lost: true }, m: { chain: 'A', size: 9, root: 'n', cosigned: [7], lost: true } };
    expect(bracketsOf({ entries: { A3: {} }, notes, ties: [{ entry: 'A3', note: 'n' }] })).toEqual({ A3: '- 8000' });
  });
});

describe('lower bounds', () => {
  it('an entry that has seen a note is later than its latest cosignature, and so is what commits to the entry', () => {
    const entries = { A0: {}, A1: { seen: ['n'] }, A2: {}, B0: { refs: ['A1'] }, B1: {}, C0: {} };
    const found = bracketsOf({ entries, notes: { n: { chain: 'C', size: 1, cosigned: [5, 8], lost: true } } });
    expect(found).toEqual({ A1: '8000 -', A2: '8000 -', B0: '8000 -', B1: '8000 -' });
  });

  it('another copy of the same head says nothing: a head can be held before it is witnessed', () => {
    const notes = {
      early: { chain: 'C', size: 1, lost: true },
      late: { chain: 'C', size: 1, root: 'early', cosigned: [9], lost: true },
    };
    expect(bracketsOf({ entries: { A0: { seen: ['early'] }, C1: {} }, notes })).toEqual({});
    expect(bracketsOf({ entries: { A0: { seen: ['late'] }, C1: {} }, notes })).toEqual({ A0: '9000 -' });
  });

  it('a token over the note seen says nothing: it is not in the bytes that the author held', () => {
    expect(
      bracketsOf({ entries: { A0: { seen: ['n'] } }, notes: { n: { chain: 'C', size: 1, stamped: [9000], lost: true } } }),
    ).toEqual({});
  });
});

describe('both', () => {
  it('between what was seen and what covers', () => {
    const notes = { n: { chain: 'B', size: 1, cosigned: [10] }, m: { chain: 'A', size: 2, cosigned: [20] } };
    expect(bracketsOf({ entries: { A0: { seen: ['n'] }, A1: {}, B0: {} }, notes })).toEqual({
      A0: '10000 21000',
      A1: '10000 21000',
      B0: '- 11000',
    });
  });

  it('a diamond over four chains', () => {
    //  D0 <- B0, C0 <- A0 (covered at 50); B0 has seen 20, C0 has seen 30
    const entries = { A0: { refs: ['B0', 'C0'] }, B0: { refs: ['D0'], seen: ['b'] }, C0: { refs: ['D0'], seen: ['c'] }, D0: {} };
    const notes = {
      a: { chain: 'A', size: 1, cosigned: [50] },
      b: { chain: 'X', size: 1, cosigned: [20] },
      c: { chain: 'X', size: 2, cosigned: [30] },
    };
    expect(bracketsOf({ entries, notes: { ...notes, b: { ...notes.b, lost: true }, c: { ...notes.c, lost: true } } })).toEqual({
      A0: '30000 51000',
      B0: '20000 51000',
      C0: '30000 51000',
      D0: '- 51000',
    });
  });

  it('does not hang on a circle, which no digests make', () => {
    const entries = { A0: { refs: ['B0'] }, B0: { refs: ['A0'] }, C0: { refs: ['A0'] } };
    expect(bracketsOf({ entries, notes: { n: { chain: 'C', size: 1, cosigned: [3] } } })['A0']).toBe('- 4000');
  });
});

describe('findings on drawn graphs', () => {
  const findings = (drawing: Drawing): string[] => {
    const context = drawContext(drawing);
    checkTime(context);
    return context.drafts.map(({ code, line, chain, because }) => {
      // As in a report, a line explains something only where it has a root itself.
      const cause =
        because === undefined
          ? ''
          : !('drafts' in because)
            ? ` < ${because.code}`
            : because.root === undefined
              ? ''
              : ` < ${because.chain}${because.line - 1}`;
      return `${code} ${line === undefined ? chain : `${line.chain}${line.line - 1}`}${cause}`;
    });
  };

  it('E_TIME_BRACKET on the entry that has seen the later note; its descendants follow from it', () => {
    const entries = { A0: { seen: ['n'], at: 3000 }, A1: { at: 3000 }, B0: { refs: ['A1'], at: 3000 } };
    const notes = { n: { chain: 'X', size: 1, cosigned: [10], lost: true }, b: { chain: 'B', size: 1, cosigned: [2] } };
    expect(findings({ entries, notes })).toEqual(['E_TIME_BRACKET A0', 'E_TIME_BRACKET A1 < A0', 'E_TIME_BRACKET B0 < A0']);
  });

  it('a bracket of one instant is not crossed', () => {
    const notes = { n: { chain: 'X', size: 1, cosigned: [10], lost: true }, a: { chain: 'A', size: 1, cosigned: [9] } };
    expect(findings({ entries: { A0: { seen: ['n'], at: 10_000 } }, notes })).toEqual([]);
  });

  it('E_TIME_CLAIM outside the bracket by more than the skew, not by the skew itself', () => {
    const notes = { n: { chain: 'X', size: 1, cosigned: [10], lost: true }, a: { chain: 'A', size: 1, cosigned: [20] } };
    const claim = (at: number) => findings({ entries: { A0: { seen: ['n'], at } }, notes });
    expect([5000, 26_000].map(claim)).toEqual([[], []]);
    expect([4999, 26_001].map(claim)).toEqual([['E_TIME_CLAIM A0'], ['E_TIME_CLAIM A0']]);
  });

  it('E_TIME_REGRESS before the predecessor; an equal time is none', () => {
    const notes = { a: { chain: 'A', size: 3, cosigned: [20] } };
    expect(findings({ entries: { A0: { at: 2000 }, A1: { at: 2000 }, A2: { at: 1999 } }, notes })).toEqual(['E_TIME_REGRESS A2']);
  });

  it('E_TIME_REGRESS after a false claim follows from it', () => {
    const notes = { a: { chain: 'A', size: 3, cosigned: [20] } };
    expect(findings({ entries: { A0: { at: 2000 }, A1: { at: 90_000 }, A2: { at: 3000 } }, notes })).toEqual([
      'E_TIME_CLAIM A1',
      'E_TIME_REGRESS A2 < A1',
    ]);
  });

  it('I_TIME_UNANCHORED once for each chain of which no entry has a bound', () => {
    const entries = { A0: {}, A1: { refs: ['B0'] }, B0: {}, B1: {}, C0: {}, C1: {} };
    expect(findings({ entries, notes: { a: { chain: 'A', size: 2, cosigned: [1] } } })).toEqual(['I_TIME_UNANCHORED C']);
    expect(findings({ entries })).toEqual(['I_TIME_UNANCHORED A', 'I_TIME_UNANCHORED B', 'I_TIME_UNANCHORED C']);
  });
});
