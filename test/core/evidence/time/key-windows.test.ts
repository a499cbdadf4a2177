import { describe, expect, it } from 'vitest';
import { judgeWindow, type WindowQuestion } from '../../../../src-core/evidence/time/key-windows.ts';
import type { EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { findingsOf, LogStory } from '../../../fixtures/log-story.ts';

describe('the window [nbf, min(exp, cut))', () => {
  it.each<[string, WindowQuestion, string]>([
    ['no window: nothing is asked', { at: 5 }, 'inside'],
    ['the bracket touches both ends inside', { nbf: 10, exp: 20, notBefore: 10, notAfter: 19 }, 'inside'],
    ['the end is not inside', { nbf: 10, exp: 20, notBefore: 10, notAfter: 20 }, 'straddles'],
    ['nor what is before the beginning', { nbf: 10, exp: 20, notBefore: 9, notAfter: 19 }, 'straddles'],
    ['signed before', { nbf: 10, exp: 20, notBefore: 1, notAfter: 9 }, 'early'],
    ['signed before, whatever the lower bound', { nbf: 10, exp: 20, notAfter: 9, at: 15 }, 'early'],
    ['signed at the end', { nbf: 10, exp: 20, notBefore: 20, notAfter: 30 }, 'expired'],
    ['signed after, whatever the upper bound', { nbf: 10, exp: 20, notBefore: 20, at: 15 }, 'expired'],
    ['a cut ends the window', { nbf: 10, exp: 20, cut: 15, notBefore: 11, notAfter: 14 }, 'inside'],
    ['signed at the cut', { nbf: 10, exp: 20, cut: 15, notBefore: 15, notAfter: 16 }, 'revoked'],
    ['signed about the cut', { nbf: 10, exp: 20, cut: 15, notBefore: 14, notAfter: 15 }, 'straddles'],
    ['expired comes before revoked', { exp: 20, cut: 15, notBefore: 20, notAfter: 21 }, 'expired'],
    ['a cut after the expiry changes nothing', { exp: 20, cut: 25, notBefore: 10, notAfter: 19 }, 'inside'],
    ['no bounds: the clock stands in for both', { nbf: 10, exp: 20, at: 15 }, 'inside assuming notBefore notAfter'],
    ['no lower bound', { nbf: 10, exp: 20, notAfter: 18, at: 15 }, 'inside assuming notBefore'],
    ['no upper bound', { nbf: 10, exp: 20, notBefore: 12, at: 15 }, 'inside assuming notAfter'],
    ['only what is asked is assumed', { exp: 20, notAfter: 18, at: 15 }, 'inside'],
    ['a clock before the window', { nbf: 10, exp: 20, at: 9 }, 'early assuming notAfter'],
    ['a clock past the window', { nbf: 10, exp: 20, at: 20 }, 'expired assuming notBefore'],
    ['a clock on one side, a bound on the other', { nbf: 10, exp: 20, notBefore: 5, at: 15 }, 'straddles assuming notAfter'],
    ['a cut without an upper bound: a thief can backdate', { nbf: 10, exp: 20, cut: 15, at: 11 }, 'straddles'],
    ['nor does a lower bound before the cut help', { nbf: 10, exp: 20, cut: 15, notBefore: 12, at: 13 }, 'straddles'],
    ['nor a clock past the cut, which is no anchor', { nbf: 10, exp: 20, cut: 15, at: 17 }, 'straddles'],
    ['an anchor past the cut does', { nbf: 10, exp: 20, cut: 15, notBefore: 15, at: 17 }, 'revoked'],
    ['an anchor past the expiry too', { nbf: 10, exp: 20, cut: 15, notBefore: 20, at: 17 }, 'expired'],
    ['no clock to stand in', { nbf: 10, exp: 20, notAfter: 18 }, 'undated'],
  ])('%s', (_name, question, expected) => {
    const { outcome, assumed } = judgeWindow(question);
    expect(assumed.length === 0 ? outcome : `${outcome} assuming ${assumed.join(' ')}`).toBe(expected);
  });
});

/** A policy that lists the user's key with a window. */
function window(story: LogStory, nbf: string | undefined, exp: string | undefined) {
  const { policy } = story.builder.build();
  const [key] = policy['keys'] as unknown as readonly object[];
  return { changes: { keys: [{ ...key, ...(nbf === undefined ? {} : { nbf }), ...(exp === undefined ? {} : { exp }) }] } };
}

describe('findings', () => {
  // Entry 0 at 01:00:00, a checkpoint, entry 1 (which has seen it) and entry 2, the last checkpoint.
  const made = new LogStory();
  made.add();
  const first = made.checkpoint();
  made.add({ seen: [first] });
  made.add();
  made.checkpoint();
  const built = made.builder.build();
  const times = made.entries.map((entry) => built.line(entry).entry.at);
  const bracketOf = (entry: EntryHandle) => made.verify(built).brackets.get(built.digest(entry));

  it('the story is bracketed as it should be', () => {
    expect(times).toEqual(['2026-03-02T01:00:00.000Z', '2026-03-02T01:00:02.000Z', '2026-03-02T01:00:03.000Z']);
    expect(made.entries.map(bracketOf)).toEqual([
      { notAfter: Date.parse('2026-03-02T01:00:02.000Z') },
      { notBefore: Date.parse('2026-03-02T01:00:01.000Z'), notAfter: Date.parse('2026-03-02T01:00:05.000Z') },
      { notBefore: Date.parse('2026-03-02T01:00:01.000Z'), notAfter: Date.parse('2026-03-02T01:00:05.000Z') },
    ]);
  });

  it('inside, as far as anchors show it: nothing but what was assumed', () => {
    expect(made.findings(built, window(made, '2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'))).toEqual([
      'I_TIME_ASSUMED user:1',
    ]);
    expect(made.findings(built, window(made, undefined, '2026-03-03T00:00:00.000Z'))).toEqual([]);
  });

  it('E_KEY_EARLY', () => {
    expect(
      made.findings(built, window(made, '2026-03-02T01:00:02.001Z', undefined)).filter((text) => text.startsWith('E_')),
    ).toEqual(['E_KEY_EARLY user:1']);
  });

  it('E_KEY_EXPIRED; the end of the chain is another matter', () => {
    expect(made.findings(built, window(made, undefined, '2026-03-02T01:00:01.000Z'))).toEqual([
      'I_KEY_STRADDLE user:1',
      'I_TIME_ASSUMED user:1',
      'E_KEY_EXPIRED user:2',
      'E_KEY_EXPIRED user:3',
    ]);
  });

  it('I_KEY_STRADDLE names the anchor that would settle it', () => {
    const evidence = made.verify(built, window(made, '2026-03-02T01:00:00.500Z', '2026-03-02T01:00:04.000Z'));
    const [straddle] = findingsOf(evidence, 'I_KEY_STRADDLE').filter(({ line }) => line === 2);
    expect(straddle?.message).toContain(
      `a checkpoint of ${made.user.chain} with 2 entries or more, witnessed or time-stamped before 2026-03-02T01:00:04.000Z`,
    );
  });

  it('a closing entry by an expired key closes nothing', () => {
    const closed = new LogStory();
    closed.add();
    const seen = closed.checkpoint();
    closed.add({ seen: [seen], closes: 'complete' });
    const files = closed.builder.build();
    expect(
      closed.findings(files, window(closed, undefined, '2026-03-02T01:00:01.000Z')).filter((text) => !text.includes('user:1')),
    ).toEqual(['I_OPEN_CHAIN user < E_KEY_EXPIRED', 'E_KEY_EXPIRED user:2']);
  });
});

describe('revocation', () => {
  /** Two entries by the user, each before a checkpoint if wanted, and a registry that revokes the key as of an instant. */
  function revoked(cut: string, anchored: boolean): string[] {
    const made = new LogStory('revocation', { trust: 'registry' });
    const { builder, user } = made;
    const registry = builder.checkpoint(builder.registry);
    const first = made.add({ seen: [registry] });
    if (anchored) made.checkpoint();
    const middle = builder.checkpoint(builder.registry);
    made.add({ seen: [middle] });
    if (anchored) made.checkpoint();
    builder.entry(builder.registry, 'key.revoked', {
      body: { kid: builder.signerOf(user).kid, reason: 'compromised', effectiveAt: cut },
      refs: [{ rel: 'revokes', to: builder.keyRecordOf(user) }],
    });
    builder.checkpoint(builder.registry);
    expect(first.seq).toBe(0);
    return made.findings(builder.build()).filter((text) => /KEY|ASSUMED|PARSE|SCHEMA|REF/.test(text));
  }

  it('later than everything: nothing', () => {
    expect(revoked('2026-03-02T02:00:00.000Z', true)).toEqual([]);
  });

  it('E_KEY_REVOKED on what an anchor shows to be later, I_KEY_STRADDLE on what it cannot place', () => {
    expect(revoked('2026-03-02T01:00:04.500Z', true)).toEqual(['I_KEY_STRADDLE user:1', 'E_KEY_REVOKED user:2']);
  });

  it('without an upper bound all straddles, whatever the clock says', () => {
    expect(revoked('2026-03-02T02:00:00.000Z', false)).toEqual(['I_KEY_STRADDLE user:1', 'I_KEY_STRADDLE user:2']);
  });
});
