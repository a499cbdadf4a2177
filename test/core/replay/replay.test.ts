import { describe, expect, test } from 'vitest';
import { replayTransaction, transactionsOf } from '../../../src-core/replay/replay.ts';
import { compareEvidence } from '../../../src-core/replay/compare-evidence.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { applyChanges } from '../../../src-core/replay/state.ts';
import { dropLine } from '../../fixtures/bundle-builder.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { verifyBundle } from '../../fixtures/verify-bundle.ts';

const order = coffeeOrder();
const honest = order.builder.build();
const evidence = verifyBundle(honest.files, honest.policy);
const [txn = ''] = transactionsOf(evidence);
const story = replayTransaction(evidence, txn);

describe('replay of an honest order', () => {
  test('tells every entry of the transaction once, causes first', () => {
    expect(new Set(story.steps.map((step) => step.entry.digest)).size).toBe(story.steps.length);
    const told = new Set<string>();
    for (const step of story.steps) {
      const entry = evidence.byDigest.get(step.entry.digest)?.entry;
      for (const ref of entry?.refs ?? [])
        if (story.steps.some((other) => other.entry.digest === ref.digest)) expect(told).toContain(ref.digest);
      told.add(step.entry.digest);
    }
  });

  test('stands at any step: the state there is the fold of the steps before', () => {
    for (let step = 0; step <= story.steps.length; step += 1) {
      const there = replayTransaction(evidence, txn, step);
      expect(there.steps).toEqual(story.steps.slice(0, step));
    }
    expect(replayTransaction(evidence, txn, 0).state).toEqual({});
    expect(() => replayTransaction(evidence, txn, story.steps.length + 1)).toThrow(expect.objectContaining({ code: 'E_STEP' }));
    expect(() => replayTransaction(evidence, 'no such transaction')).toThrow(expect.objectContaining({ code: 'E_TXN' }));
  });

  test('the changes of the steps, done one after another, lead to the state', () => {
    let state: JsonObject = {};
    for (const [at, step] of story.steps.entries()) {
      state = applyChanges(state, step.changed);
      expect(canonicalize(state)).toBe(canonicalize(replayTransaction(evidence, txn, at + 1).state));
    }
  });

  test('names the authority of an act and its bracket', () => {
    const created = story.steps.find((step) => step.what === 'order.created');
    expect(created?.authority.map((item) => item.type)).toContain('intent.mandate');
    expect(created?.time.notAfter).toBeDefined();
  });

  test('intended, ordered and charged agree', () => {
    expect(story.comparison.find((row) => row.field === 'total')?.result).toBe('match');
    expect(story.comparison.every((row) => row.result !== 'differs')).toBe(true);
  });
});

/** An entry of the order with `change` made to its body before it is signed. */
function spoilt(place: unknown, change: (body: Record<string, JsonValue | undefined>) => void) {
  const again = coffeeOrder();
  const entry = again.entries[place as keyof typeof again.entries];
  const built = again.builder.build({
    payload: (at, payload) => {
      if (at !== entry) return payload;
      const copy = structuredClone(payload) as unknown as { body: Record<string, JsonValue | undefined> };
      change(copy.body);
      return copy as never;
    },
  });
  return verifyBundle(built.files, built.policy);
}

test('a charge above the order differs, and silence is no zero', () => {
  const dearer = spoilt('captured', (body) => {
    body['amount'] = { currency: 'CNY', minor: 5900 };
  });
  const rows = replayTransaction(dearer, txn).comparison;
  expect(rows.find((row) => row.field === 'total')).toMatchObject({
    ordered: { minor: 5000 },
    charged: { minor: 5900 },
    result: 'differs',
  });
  const early = replayTransaction(evidence, txn, 1).comparison;
  for (const row of early) if (row.charged === undefined && row.ordered === undefined) expect(row.result).toBe('no-evidence');
});

function withAnotherSignature(line: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(line);
  return new TextEncoder().encode(text.replace(/"sig":"(.)/, (_, first: string) => `"sig":"${first === 'A' ? 'B' : 'A'}`));
}

test('an entry whose signature fails is told, and neither it nor what accepts it changes anything', () => {
  const again = coffeeOrder();
  const forged = again.builder.build({
    line: (at, line) => (at === again.entries.order ? [withAnotherSignature(line)] : [line]),
  });
  const told = replayTransaction(verifyBundle(forged.files, forged.policy), txn);
  const step = told.steps.find(({ what }) => what === 'order.created');
  expect(step).toMatchObject({ applied: false, changed: [] });
  expect(step?.findings.map(({ code }) => code)).toContain('E_SIG');
  expect(told.steps.find(({ what }) => what === 'order.accepted')?.applied).toBe(false);
  expect(told.comparison.find(({ field }) => field === 'total')?.ordered).toBeUndefined();
});

describe('comparison of two parties', () => {
  test('the same evidence agrees', () => {
    expect(compareEvidence(evidence, evidence)).toMatchObject({
      verdict: 'pass',
      forks: [],
      onlyA: [],
      onlyB: [],
      disagreements: [],
      proof: [],
    });
  });

  test('a fork is proven by both signed entries', () => {
    const other = spoilt('captured', (body) => {
      body['amount'] = { currency: 'CNY', minor: 5900 };
    });
    const result = compareEvidence(evidence, other);
    expect(result.verdict).toBe('fail');
    expect(result.forks.length).toBeGreaterThan(0);
    const [proof] = result.proof;
    expect(proof?.envelopes.map((envelope) => canonicalize(envelope))).toHaveLength(2);
    expect(result.disagreements).toContainEqual(
      expect.objectContaining({ txn, a: { currency: 'CNY', minor: 5000 }, b: { currency: 'CNY', minor: 5900 } }),
    );
  });

  test('a shorter copy is an omission and a rollback, not a contradiction', () => {
    const last = [...honest.files.keys()].filter((path) => path.startsWith('entries/'))[0] ?? '';
    const lines = new TextDecoder().decode(honest.files.get(last)).trimEnd().split('\n').length;
    const shorter = verifyBundle(dropLine(honest.files, last, lines), honest.policy);
    const result = compareEvidence(evidence, shorter);
    expect(result.onlyA).toHaveLength(1);
    expect(result.onlyB).toEqual([]);
    expect(result.forks).toEqual([]);
    expect(result.rollbacks).toHaveLength(1);
  });
});
