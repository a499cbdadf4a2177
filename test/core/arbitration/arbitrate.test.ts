import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrate, type Arbitration, type ArbitrationInput } from '../../../src-core/arbitration/arbitrate.ts';
import { parseClaim } from '../../../src-core/arbitration/claim.ts';
import { explainRule } from '../../../src-core/arbitration/explain/explain-rule.ts';
import { parsePack } from '../../../src-core/arbitration/pack.ts';
import { allRoles } from '../../../src-core/arbitration/role.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { decodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { corePack, corePackDocument, smallPack, smallRule } from '../../fixtures/core-pack.ts';
import {
  cny,
  digestNamed,
  handCase,
  handClaim,
  honestFacts,
  inputOf,
  onDay,
  type GivenByHand,
} from '../../fixtures/hand-case.ts';

const unknown: GivenByHand = { state: 'unknown' };
const sources = {
  evidence: [digestNamed('b'), digestNamed('a'), digestNamed('b')],
  verificationDigest: digestNamed('report'),
  policyDigest: digestNamed('policy'),
};

function run(changes: Record<string, GivenByHand> = {}, more: Partial<ArbitrationInput> = {}): Arbitration {
  return arbitrate({ claim: handClaim, packs: [corePack], derive: () => handCase(changes), sources, ...more });
}

/** Cases whose cores are kept byte for byte; a change of semantics shows here first. `UPDATE_GOLDEN=1` writes them anew. */
const golden: Readonly<Record<string, Record<string, GivenByHand>>> = {
  honest: {},
  'no-mandate': { 'mnd.found': { value: false } },
  'over-cap-and-fee': { 'mnd.cap': { value: cny(10_000) }, 'ord.extra': { value: cny(501) }, 'ord.Q': { value: cny(10_503) } },
  duplicate: { 'pay.tenders': { value: 2 }, 'pay.T': { value: cny(22_008) }, 'pay.replay': { value: false } },
  'delivery-open': { 'prf.delivered': unknown, 'prf.due': { value: onDay('2026-03-15') } },
  'mandate-withheld': { 'mnd.cap': { state: 'withheld' }, 'mnd.exp': { state: 'withheld' }, 'mnd.payees': { state: 'withheld' } },
  'sealed-and-excluded': { 'pay.A': { state: 'excluded' }, 'prf.tConf': { state: 'sealed' } },
};

describe('cores, byte for byte', () => {
  it.each(Object.keys(golden))('%s', (name) => {
    const path = new URL(`../../golden/core-${name}.json`, import.meta.url);
    const { coreBytes } = run(golden[name]);
    if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path)) writeFileSync(path, coreBytes);
    expect(decodeUtf8(coreBytes)).toBe(readFileSync(path, 'utf8'));
  });
});

describe('a core', () => {
  it('lists all facts and rules by id, and no code of the engine, clock or host', () => {
    const { core } = run();
    expect(Object.keys(core).sort()).toEqual([
      'allocation',
      'asOf',
      'assumptions',
      'awards',
      'claim',
      'counterfactuals',
      'evidence',
      'facts',
      'heads',
      'legalEffect',
      'outcome',
      'packs',
      'policyDigest',
      'rules',
      'semantics',
      'undetermined',
      'v',
      'verificationDigest',
    ]);
    expect([core.facts.length, core.rules.length]).toEqual([46, 29]);
    const ids = core.facts.map((fact) => fact.id);
    expect(ids).toEqual([...ids].sort());
    expect(core.evidence).toEqual([digestNamed('a'), digestNamed('b')].sort());
    expect(core.asOf).toBe(handClaim.filedAt);
  });

  it('writes none and what is not known without a value', () => {
    const facts = new Map(run({ 'mnd.cap': 'none', 'pay.A': unknown }).core.facts.map((fact) => [fact.id, fact]));
    expect([facts.get('mnd.cap')?.state, 'value' in (facts.get('mnd.cap') ?? {})]).toEqual(['known', false]);
    expect([facts.get('pay.A')?.state, 'value' in (facts.get('pay.A') ?? {})]).toEqual(['unknown', false]);
  });

  it('names who holds what is missing, and which rules it would decide', () => {
    expect(run({ 'prf.delivered': unknown }).core.undetermined).toEqual([
      { what: 'prf.delivered', heldBy: ['party-M', 'party-U'], wouldDecide: ['AR-PRF-02'] },
    ]);
    expect(run({ 'mnd.cap': { value: { currency: 'USD', minor: 5 } } }).core.undetermined).toEqual([
      { what: 'fx', heldBy: [], wouldDecide: ['AR-MND-04'] },
    ]);
  });

  it('runs every what-if whole', () => {
    const derive: ArbitrationInput['derive'] = (params) =>
      handCase(params.get('time.assumeAt')?.value === true ? { 'mnd.exp': { value: onDay('2026-03-01') } } : {});
    const { core } = run({}, { derive });
    expect(core.outcome).toBe('established');
    expect(core.counterfactuals).toEqual([{ pack: 'core', param: 'time.assumeAt', value: false, outcome: 'not-established' }]);
    const turned = run({}, { derive, settings: [{ param: 'time.assumeAt', value: false }] }).core;
    expect(turned.counterfactuals).toEqual([
      { pack: 'core', param: 'time.assumeAt', value: true, outcome: 'established', total: cny(11004) },
    ]);
    expect(turned.packs[0]?.params['time.assumeAt']).toBe(false);
  });

  it('lists what was assumed, burdens too', () => {
    const rows = smallPack('rows', [], {
      burdens: [{ fact: 'prf.delivered', role: 'M', assume: false, on: 'missing', rule: 'AR-EVD-03' }],
    });
    const { core } = run({ 'prf.delivered': unknown }, { packs: [rows, corePack] });
    expect(core.assumptions).toEqual([{ fact: 'prf.delivered', what: 'burden', inputs: [inputOf('prf.delivered')] }]);
    expect(core.rules.filter((rule) => rule.assumed !== undefined).map(({ id, assumed }) => [id, assumed])).toEqual([
      ['AR-EXC-03', ['prf.delivered']],
    ]);
  });

  it('binds where the mandate named a pack that was applied, advises else, and says nothing of an open claim', () => {
    const derive = (mandatePack?: `sha256:${string}`) => () =>
      handCase({ 'mnd.found': { value: false } }, mandatePack === undefined ? {} : { mandatePack });
    expect(run({}, { derive: derive(corePack.digest) }).core.legalEffect).toBe('binding-by-agreement');
    expect(run({}, { derive: derive(digestNamed('other')) }).core.legalEffect).toBe('advisory');
    expect(run().core.legalEffect).toBe('not-determined');
  });

  it('is refused for a claim in another currency, or a pack of another jurisdiction', () => {
    const code = (attempt: () => unknown): string => {
      try {
        attempt();
        return 'accepted';
      } catch (error) {
        return error instanceof AssizeError ? error.code : 'bug';
      }
    };
    expect(code(() => run({}, { claim: { ...handClaim, amount: { currency: 'USD', minor: 1 } } }))).toBe('E_CLAIM');
    expect(code(() => run({}, { packs: [corePack, smallPack('us', [], { jurisdiction: 'US' })] }))).toBe('E_PACK_JURISDICTION');
  });
});

describe('a core does not depend on', () => {
  it('the run', () => {
    expect(run(golden['over-cap-and-fee']).coreDigest).toBe(run(golden['over-cap-and-fee']).coreDigest);
  });
  it('the order of packs, of members of claim and pack, or of evidence', () => {
    const other = smallPack('zz', [smallRule('ZZ')]);
    const reversed = (value: JsonValue): JsonValue =>
      value === null || typeof value !== 'object' || Array.isArray(value)
        ? value
        : Object.fromEntries(Object.entries(value).reverse() as [string, JsonValue][]);
    const changes = golden['duplicate'] ?? {};
    const first = run(changes, { packs: [corePack, other] });
    const claim = parseClaim(reversed(handClaim as unknown as JsonValue));
    const again = run(changes, {
      packs: [other, parsePack(reversed(corePackDocument()))],
      claim,
      sources: { ...sources, evidence: [...sources.evidence].reverse() },
    });
    expect(again.coreDigest).toBe(first.coreDigest);
  });

  it('who the parties are: renamed, it is the same core with the names changed', () => {
    const name = (role: string, prefix: string): string => `${prefix}-${role}`;
    const parties = (prefix: string) => ({
      partyOf: new Map(allRoles.map((role) => [role, name(role, prefix)])),
      present: new Set(allRoles),
      registry: `${prefix}-G`,
    });
    for (const changes of Object.values(golden)) {
      const [one, two] = ['party', 'queen'].map((prefix) =>
        run({}, { derive: () => handCase(changes, { parties: parties(prefix) }) }),
      ) as [Arbitration, Arbitration];
      expect(decodeUtf8(two.coreBytes)?.replaceAll('queen-', 'party-')).toBe(decodeUtf8(one.coreBytes));
    }
  });
});

describe('more evidence', () => {
  const facts = Object.keys(honestFacts).filter((id) => !id.startsWith('claim.'));
  it('never turns a decided rule around: what is known of all facts is also what some facts already decided', () => {
    const broken: Record<string, GivenByHand> = {
      'mnd.found': { value: false },
      'prf.delivered': { value: false },
      'ord.Q': { value: cny(9000) },
      'mnd.cap': { value: cny(100) },
    };
    fc.assert(
      fc.property(fc.subarray(facts), fc.subarray(Object.keys(broken)), (hidden, wrong) => {
        const full: Record<string, GivenByHand> = Object.fromEntries(wrong.map((id) => [id, broken[id] as GivenByHand]));
        const partial = { ...full, ...Object.fromEntries(hidden.filter((id) => id !== 'pay.tPay').map((id) => [id, unknown])) };
        const [all, some] = [run(full), run(partial)];
        for (const result of some.decision.pass.results.values()) {
          if (result.when === undefined) continue;
          expect(result.when).toBe(all.decision.pass.results.get(result.bound.rule.id)?.when);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('explanations', () => {
  it('exist for every outcome in both languages', () => {
    const cases = [
      ...Object.values(golden),
      { 'prf.delivered': unknown, 'claim.filedAt': { value: onDay('2026-03-13') } },
      { 'pay.tPay': { value: onDay('2019-01-01') } },
    ];
    const seen = new Set<string>();
    for (const changes of cases) {
      for (const result of run(changes as Record<string, GivenByHand>).decision.pass.results.values()) {
        seen.add(result.outcome);
        expect(explainRule(result, 'en')).toMatch(/^[A-Z].*\.$/);
        expect(explainRule(result, 'zh-CN')).toMatch(/。$/);
      }
    }
    expect([...seen].sort()).toEqual([
      'contested',
      'defeated',
      'established',
      'excluded',
      'not-established',
      'not-in-force',
      'undetermined',
    ]);
  });
});

describe('claims', () => {
  const document = handClaim as unknown as JsonObject;
  it.each<[string, JsonValue, string]>([
    ['no object', 'x', ''],
    ['an unknown member', { ...document, x: 1 }, '/x'],
    ['null', { ...document, statement: null }, '/statement'],
    ['no transaction', { ...document, txn: '-' }, '/txn'],
    ['an amount below 0', { ...document, amount: cny(-1) }, '/amount'],
    ['a fraction', { ...document, amount: { currency: 'CNY', minor: 1.5 } }, '/amount'],
    ['a time without milliseconds', { ...document, filedAt: '2026-05-01T10:00:00Z' }, '/filedAt'],
    ['another version', { ...document, v: 2 }, '/v'],
    ['a respondent that is no identifier', { ...document, respondents: ['a', ''] }, '/respondents/1'],
  ])('refuse %s', (_, json, pointer) => {
    try {
      parseClaim(json);
    } catch (error) {
      expect([(error as AssizeError).code, (error as AssizeError).place.pointer]).toEqual(['E_CLAIM', pointer]);
      return;
    }
    throw new Error('accepted');
  });
});
