import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../../src-core/arbitration/derivation.ts';
import type { Fact } from '../../../../src-core/arbitration/fact.ts';
import { deriveFacts } from '../../../../src-core/arbitration/facts/derive-facts.ts';
import { vocabulary } from '../../../../src-core/arbitration/vocabulary.ts';
import { parseValue } from '../../../../src-core/arbitration/value.ts';
import type { Money, SetValue } from '../../../../src-core/arbitration/value.ts';
import type { Digest } from '../../../../src-core/crypto/sha256.ts';
import { compareUtf16 } from '../../../../src-core/encoding/compare-utf16.ts';
import type { Evidence } from '../../../../src-core/evidence/state.ts';
import type { JsonValue } from '../../../../src-core/json/json-value.ts';
import { COFFEE_TXN, coffeeOrder } from '../../../fixtures/coffee-order.ts';
import { randomBundle } from '../../../fixtures/random-bundle.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';
import { claimOfCoffee, readCase } from './read-case.ts';

/** A claim about some payment of a bundle; undefined where it has none. */
function claimIn(evidence: Evidence): typeof claimOfCoffee | undefined {
  const captured = evidence.lines.find((line) => line.payload?.['type'] === 'payment.captured')?.entry;
  if (captured === undefined) return undefined;
  return {
    ...claimOfCoffee,
    txn: captured.txn,
    paymentId: String(captured.body['paymentId']),
    filedAt: captured.at,
    noticeAt: captured.at,
  };
}

function asText(derivation: Derivation): string {
  return JSON.stringify({
    ...derivation,
    facts: [...derivation.facts.values()],
    parties: [...derivation.parties.partyOf],
    chains: [...derivation.chainsOfRole],
  });
}

/** All facts that there are. */
const semantics = 'assize/1.1';
const seeds = fc.nat(100_000).map((n) => `facts ${n}`);
const runs = { numRuns: Number(process.env['SLOW'] === '1' ? 100 : 10) };

describe('derivation of facts', () => {
  test('does not depend on the order of files', () => {
    fc.assert(
      fc.property(seeds, fc.infiniteStream(fc.nat()), (seed, keys) => {
        const { files, policy } = randomBundle(seed).built;
        const honest = verifyBundle(files, policy);
        const claim = claimIn(honest);
        if (claim === undefined) return;
        const shuffled = [...files].map((file) => [keys.next().value as number, file] as const).sort(([a], [b]) => a - b);
        const other = verifyBundle(new Map(shuffled.map(([, file]) => file)), policy);
        expect(asText(deriveFacts(other, claim, new Map(), { semantics }))).toBe(
          asText(deriveFacts(honest, claim, new Map(), { semantics })),
        );
      }),
      runs,
    );
  });

  test('gives every fact in its type, with sorted and distinct inputs that name entries of the bundle', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { files, policy } = randomBundle(seed).built;
        const evidence = verifyBundle(files, policy);
        const claim = claimIn(evidence);
        if (claim === undefined) return;
        for (const fact of deriveFacts(evidence, claim, new Map(), { semantics }).facts.values()) {
          const type = vocabulary.get(fact.id)?.type;
          if (fact.value !== undefined && type !== undefined)
            parseValue(type, JSON.parse(JSON.stringify(fact.value)) as JsonValue, '');
          const keys = fact.inputs.map((input) => `${input.digest} ${input.pointer}`);
          expect(keys).toEqual([...new Set(keys)].sort(compareUtf16));
          for (const input of fact.inputs) expect(evidence.byDigest.has(input.digest)).toBe(true);
          if (fact.state !== 'known') expect(fact.value).toBeUndefined();
        }
      }),
      runs,
    );
  });
});

const { built, evidence, derivation } = readCase();
const digests = built.lines.filter((line) => line.entry.txn === COFFEE_TXN).map((line) => line.digest);

describe('an entry that a known fact does not cite', () => {
  test.each(digests.map((digest) => [built.lines.find((line) => line.digest === digest)?.place.type, digest] as const))(
    'has no effect on its value: %s',
    (_type, digest) => {
      const without = deriveFacts(evidence, claimOfCoffee, new Map(), { leftOut: new Set<Digest>([digest]), semantics });
      for (const fact of derivation.facts.values()) {
        if (fact.state !== 'known' || fact.inputs.some((input) => input.digest === digest)) continue;
        expect((without.facts.get(fact.id) as Fact).value).toEqual(fact.value);
      }
    },
  );
});

describe('entries at random that known facts do not cite', () => {
  // What is absent is shown over the chains that entries name: without one of these it may be shown no more, but never something else.
  test('never change their values', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), (seed, pick) => {
        const { files, policy } = randomBundle(seed).built;
        const bundle = verifyBundle(files, policy);
        const claim = claimIn(bundle);
        if (claim === undefined) return;
        const whole = deriveFacts(bundle, claim, new Map(), { semantics });
        const present = bundle.lines.flatMap((line) =>
          line.payload?.['txn'] === claim.txn && line.digest !== undefined ? [line.digest] : [],
        );
        const digest = present[pick % present.length] as Digest;
        const without = deriveFacts(bundle, claim, new Map(), { leftOut: new Set([digest]), semantics });
        for (const fact of whole.facts.values()) {
          if (fact.state !== 'known' || fact.inputs.some((input) => input.digest === digest)) continue;
          const other = without.facts.get(fact.id);
          if (other?.state === 'unknown') continue;
          expect({ seed, digest, id: fact.id, value: shownBy(other) }).toEqual({
            seed,
            digest,
            id: fact.id,
            value: shownBy(fact),
          });
        }
      }),
      runs,
    );
  });
});

/** What a fact shows; whether a set is complete rests on chains, not on entries. */
function shownBy(fact: Fact | undefined): unknown {
  return (fact?.value as SetValue | undefined)?.items ?? fact?.value;
}

describe('an entry that its author did not sign', () => {
  test('never raises what is left to be claimed, nor any sum', () => {
    const names = Object.keys(coffeeOrder('facts').entries);
    const honestLeft = leftOf(derivation);
    for (const name of names) {
      const { derivation: spoilt } = readCase({ forged: [name] });
      expect(leftOf(spoilt)).toBeLessThanOrEqual(honestLeft);
    }
  });
});

/** T less R; 0 where one of them is not known, since nothing is then awarded. */
function leftOf({ facts }: Derivation): number {
  const [settled, refunded] = ['pay.T', 'pay.R'].map((id) => facts.get(id)?.value as Money | undefined);
  return settled === undefined || refunded === undefined ? 0 : settled.minor - refunded.minor;
}
