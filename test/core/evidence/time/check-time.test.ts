import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../src-core/crypto/sha256.ts';
import { decodeBase64, encodeBase64 } from '../../../../src-core/encoding/base64.ts';
import { encodeHex } from '../../../../src-core/encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { TimeToken } from '../../../../src-core/evidence/verify/context.ts';
import { replaceLine } from '../../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { LogStory } from '../../../fixtures/log-story.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';
import { shortFindings, verifyBundle } from '../../../fixtures/verify-bundle.ts';

const ROOTS = { tsaRoots: ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'] };

describe('clocks', () => {
  it('E_TIME_CLAIM on an entry whose clock is off by more than the skew, alone', () => {
    const made = new LogStory();
    made.add();
    made.add({ at: '2026-03-02T01:00:20.000Z' });
    made.checkpoint({ second: Date.parse('2026-03-02T01:00:02.000Z') / 1000 });
    expect(made.findings(made.builder.build())).toEqual(['E_TIME_CLAIM user:2 /at']);
    expect(made.findings(made.builder.build(), { changes: { clockSkewMs: 60_000 } })).toEqual([]);
  });

  it('E_TIME_REGRESS', () => {
    const made = new LogStory();
    made.add();
    made.add();
    made.checkpoint();
    const built = made.builder.build({
      payload: (place, payload) => (place === made.entry(1) ? { ...payload, at: '2026-03-02T00:59:59.999Z' } : payload),
    });
    expect(made.findings(built)).toEqual(['E_TIME_REGRESS user:2 /at']);
  });

  it('E_TIME_BRACKET where two witnesses contradict each other', () => {
    const made = new LogStory('crossed', { quorum: 1 });
    made.add();
    const early = made.checkpoint({ witnesses: ['north'], second: Date.parse('2026-03-02T02:00:00.000Z') / 1000 });
    made.add({ seen: [early], at: '2026-03-02T01:00:01.000Z' });
    made.add({ at: '2026-03-02T01:00:02.000Z' });
    made.checkpoint({ witnesses: ['south'], second: Date.parse('2026-03-02T01:00:05.000Z') / 1000 });
    expect(made.findings(made.builder.build())).toEqual(['E_TIME_BRACKET user:2', 'E_TIME_BRACKET user:3 < E_TIME_BRACKET']);
  });

  it('I_TIME_UNANCHORED on the chain, once', () => {
    const made = new LogStory();
    made.add();
    made.add({ closes: 'complete' });
    expect(made.findings(made.builder.build())).toEqual(['I_TIME_UNANCHORED user']);
  });
});

describe('time-stamp tokens', () => {
  /** A chain whose only checkpoint no witness saw, and the tokens over it. */
  function stamped(token: (note: Uint8Array) => Partial<TimeToken>) {
    const made = new LogStory('stamped', { witnesses: [], quorum: 0 });
    made.add();
    const late = made.checkpoint();
    const built = made.builder.build();
    const note = built.files.get(late.path) as Uint8Array;
    const path = late.path.replace('log/checkpoints', 'anchors').replace(/note$/, 'tsr');
    const timeTokens: TimeToken[] = [
      {
        path,
        status: 'trusted',
        imprint: encodeHex(sha256(note)),
        genTime: Date.parse('2026-03-02T01:00:03.000Z'),
        ...token(note),
      },
    ];
    return { made, built, note, path, late, timeTokens };
  }

  it('a trusted token anchors what its checkpoint covers', () => {
    const { made, built, timeTokens } = stamped(() => ({}));
    const evidence = made.verify(built, { timeTokens, changes: ROOTS });
    expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual([]);
    expect(evidence.brackets.get(built.digest(made.entry(0)))).toEqual({ notAfter: Date.parse('2026-03-02T01:00:04.000Z') });
    expect(evidence.checkpoints[0]?.anchors).toEqual([
      { from: Date.parse('2026-03-02T01:00:02.000Z'), to: Date.parse('2026-03-02T01:00:04.000Z'), by: timeTokens[0]?.path },
    ]);
  });

  it('E_TSA_CHAIN on the chain, and the want of an anchor follows', () => {
    const { made, built, timeTokens } = stamped(() => ({ status: 'untrusted' }));
    expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual([
      'E_TSA_CHAIN user',
      'I_TIME_UNANCHORED user < E_TSA_CHAIN',
    ]);
  });

  it('a policy without roots trusts no token and blames none', () => {
    const { made, built, timeTokens } = stamped(() => ({ status: 'untrusted' }));
    expect(made.findings(built, { timeTokens })).toEqual(['I_TIME_UNANCHORED user']);
  });

  it('a token that cannot be read: E_TSA_CHAIN on the file', () => {
    const { made, built, timeTokens, path } = stamped(() => ({ status: 'malformed', imprint: undefined, genTime: undefined }));
    expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual([
      `E_TSA_CHAIN ${path}`,
      'I_TIME_UNANCHORED user < E_TSA_CHAIN',
    ]);
  });

  it('a token in an algorithm that is not spoken is not checkable', () => {
    const { made, built, timeTokens } = stamped(() => ({ status: 'unsupported' }));
    expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual(['I_ALG user', 'I_TIME_UNANCHORED user < I_ALG']);
  });

  it('a token whose imprint is made with a hash that is not spoken is not checkable', () => {
    for (const status of ['trusted', 'untrusted', 'unsupported'] as const) {
      const { made, built, timeTokens, path } = stamped(() => ({ status, imprint: undefined }));
      expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual([`I_ALG ${path}`, 'I_TIME_UNANCHORED user < I_ALG']);
    }
  });

  it('E_TSA_IMPRINT for a token over other bytes', () => {
    const { made, built, timeTokens, path } = stamped(() => ({ imprint: '00'.repeat(32) }));
    expect(made.findings(built, { timeTokens, changes: ROOTS })).toEqual([
      `E_TSA_IMPRINT ${path}`,
      'I_TIME_UNANCHORED user < E_TSA_IMPRINT',
    ]);
  });

  it('a token over a checkpoint that was altered follows from that', () => {
    const { made, built, note, late, path, timeTokens } = stamped(() => ({}));
    const altered = encodeUtf8((decodeUtf8(note) as string).replace('\n1\n', '\n2\n'));
    const files = new Map(built.files).set(late.path, altered);
    expect(made.findings(files, { timeTokens, changes: ROOTS })).toEqual([
      `E_TSA_IMPRINT ${path} < E_CKPT_SIG`,
      'E_CKPT_SIG user',
      'I_OPEN_CHAIN user < E_CKPT_SIG',
      'I_TIME_UNANCHORED user < E_CKPT_SIG',
    ]);
  });

  it('a token over a checkpoint that may not be believed anchors nothing', () => {
    const { made, built, note, late, timeTokens } = stamped(() => ({}));
    const altered = encodeUtf8((decodeUtf8(note) as string).replace('\n1\n', '\n2\n'));
    const files = new Map(built.files).set(late.path, altered);
    const tokens = timeTokens.map((token) => ({ ...token, imprint: encodeHex(sha256(altered)) }));
    expect(made.findings(files, { timeTokens: tokens, changes: ROOTS })).toContain('I_TIME_UNANCHORED user < E_CKPT_SIG');
  });
});

describe('one broken line among anchors', () => {
  const { builder } = coffeeOrder('coffee', { trust: 'registry' });
  const built = builder.build();
  const honest = new Set(shortFindings(verifyBundle(built.files, built.policy)));
  const spoil: Record<string, (line: string, payload: string) => string> = {
    'another signature': (line) => line.replace(/"sig":"(.)/, (_, digit: string) => `"sig":"${digit === 'A' ? 'B' : 'A'}`),
    'another payload': (line, payload) =>
      line.replace(
        payload,
        encodeBase64(
          encodeUtf8((decodeUtf8(decodeBase64(payload) as Uint8Array) as string).replace('"at":"2026-03-02', '"at":"2026-03-01')),
        ),
      ),
    'no line to read': (line) => `x${line.slice(1)}`,
  };

  it.each(Object.keys(spoil))('%s: whatever is lost in time follows from it', (kind) => {
    for (const spoilt of built.lines.filter((_, index) => index % 5 === 3)) {
      const line = decodeUtf8(spoilt.line) as string;
      const payload = (JSON.parse(line) as { payload: string }).payload;
      const files = replaceLine(
        built.files,
        spoilt.path,
        spoilt.number,
        encodeUtf8((spoil[kind] as (typeof spoil)[string])(line, payload)),
      );
      const roots = shortFindings(verifyBundle(files, built.policy)).filter(
        (text) => !honest.has(text) && !text.includes(' < ') && /^[EI]_(TIME|KEY_STR|OPEN|FORK|TRUNC|CKPT)/.test(text),
      );
      expect({ line: spoilt.entry.type, roots }).toEqual({ line: spoilt.entry.type, roots: [] });
    }
  });
});

describe('honest bundles under a policy that pins them', () => {
  it('the coffee order passes on the axis of time where the policy lists the keys', () => {
    const { builder } = coffeeOrder();
    const built = builder.build();
    expect(shortFindings(verifyBundle(built.files, built.policy))).toEqual([]);
  });

  it('without any anchor only informs: an open end and a want of anchors for each chain, what was assumed on each line', () => {
    const { builder } = coffeeOrder('coffee', { trust: 'registry' });
    const built = builder.build();
    const bare = new Map([...built.files].filter(([path]) => !path.startsWith('log/')));
    const evidence = verifyBundle(bare, built.policy);
    const count = (code: string) => evidence.findings.filter((finding) => finding.code === code).length;
    expect(evidence.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect({ open: count('I_OPEN_CHAIN'), unanchored: count('I_TIME_UNANCHORED'), assumed: count('I_TIME_ASSUMED') }).toEqual({
      open: 7,
      unanchored: 7,
      assumed: 30,
    });
  });

  it.each(Array.from({ length: 25 }, (_, index) => `time ${index}`))(
    'random bundle %s raises nothing above information of logs and time',
    (seed) => {
      const { built } = randomBundle(seed);
      const codes = verifyBundle(built.files, built.policy).findings.map(({ code }) => code);
      expect(codes.filter((code) => /^E_(CKPT|TSA|TIME|KEY|FORK|TRUNC|ROLL|INCL|CONS)/.test(code))).toEqual([]);
    },
  );
});
