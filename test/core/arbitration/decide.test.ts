import { describe, expect, it } from 'vitest';
import { combinePacks } from '../../../src-core/arbitration/combine-packs.ts';
import { decideCase, type CaseDecision } from '../../../src-core/arbitration/decide-case.ts';
import type { Derivation, Fork } from '../../../src-core/arbitration/derivation.ts';
import type { Pack } from '../../../src-core/arbitration/pack.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { corePack, smallPack, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { cny, digestNamed, handCase, handClaim, inputOf, onDay, type GivenByHand } from '../../fixtures/hand-case.ts';

const unknown: GivenByHand = { state: 'unknown' };
const no: GivenByHand = { value: false };

function decide(packs: readonly Pack[], derivation: Derivation, claim = handClaim): CaseDecision {
  return decideCase(combinePacks(packs), claim, () => derivation);
}

function outcomes({ pass }: CaseDecision): Record<string, string> {
  return Object.fromEntries([...pass.results].map(([id, result]) => [id, result.outcome]));
}

const reads = (fact: string): JsonObject => ({ when: { fact } });

describe('outcomes of rules', () => {
  const pack = smallPack('p', [
    smallRule('A', smallRemedy()),
    smallRule('B', { ...reads('mnd.stepUp'), defeats: ['A'] }),
    smallRule('C', { ...reads('ord.requote'), defeats: ['B'] }),
  ]);
  const settle = (a: GivenByHand, b: GivenByHand, c: GivenByHand) =>
    decide([pack], handCase({ 'prf.delivered': a, 'mnd.stepUp': b, 'ord.requote': c }));
  const yes: GivenByHand = { value: true };
  it.each<[string, [GivenByHand, GivenByHand, GivenByHand], string, string]>([
    ['nothing against it', [no, no, no], 'established not-established not-established', 'established'],
    ['it does not hold', [yes, yes, no], 'not-established established not-established', 'not-established'],
    ['defeated', [no, yes, no], 'defeated established not-established', 'not-established'],
    ['defeated though its own condition is open', [unknown, yes, no], 'defeated established not-established', 'not-established'],
    ['its defeater is defeated', [no, yes, yes], 'established defeated established', 'established'],
    ['its defeater is open', [no, unknown, no], 'contested undetermined not-established', 'contested'],
    ['its defeater is contested', [no, yes, unknown], 'contested contested undetermined', 'contested'],
    ['its defeater is excluded', [no, { state: 'excluded' }, no], 'contested excluded not-established', 'contested'],
    ['open', [unknown, no, no], 'undetermined not-established not-established', 'undetermined'],
    ['excluded', [{ state: 'excluded' }, no, no], 'excluded not-established not-established', 'undetermined'],
    ['withheld', [{ state: 'withheld' }, no, no], 'undetermined not-established not-established', 'undetermined'],
  ])('%s', (_, given, rules, claim) => {
    const decision = settle(...given);
    expect([Object.values(outcomes(decision)).join(' '), decision.pass.outcome]).toEqual([rules, claim]);
  });

  it('names what defeats, and what contests', () => {
    expect(settle(no, yes, no).pass.results.get('A')?.defeatedBy).toEqual(['B']);
    expect(settle(no, unknown, no).pass.results.get('A')?.defeatedBy).toEqual(['B']);
    expect(settle(unknown, unknown, no).pass.results.get('A')?.defeatedBy).toEqual([]);
  });

  it('refers semantic and flagged rules to a person; they have no head and defeat nothing', () => {
    const referring = smallPack('p', [
      smallRule('A', smallRemedy()),
      smallRule('B', { ...reads('mnd.found'), class: 'semantic', defeats: ['A'], ...smallRemedy(99999) }),
      smallRule('C', { ...reads('mnd.stepUp'), flagOnly: true, defeats: ['A'] }),
    ]);
    const decision = decide([referring], handCase({ 'prf.delivered': no, 'mnd.stepUp': unknown }));
    expect(outcomes(decision)).toEqual({ A: 'established', B: 'referred', C: 'referred' });
    expect(decision.pass.money.heads.map(({ rule }) => rule)).toEqual(['A']);
    expect(decide([referring], handCase({ 'mnd.stepUp': unknown })).pass.outcome).toBe('referred');
    expect(decide([referring], handCase({ 'mnd.found': no })).pass.outcome).toBe('not-established');
  });
});

describe('dates', () => {
  const dated = (from: string, to: string): JsonObject => ({ cite: 'law', tag: 'K', from, to });
  const pack = (sources: JsonObject[], members: JsonObject = {}): Pack =>
    smallPack('p', [smallRule('A', { ...smallRemedy(), sources })], members);
  const at = (paid: GivenByHand, sources: JsonObject[], members?: JsonObject): string | undefined =>
    outcomes(decide([pack(sources, members)], handCase({ 'prf.delivered': no, 'pay.tPay': paid })))['A'];
  const point = (instant: string): GivenByHand => ({ value: { notBefore: instant, notAfter: instant } });
  const law = [dated('2026-01-01', '2026-02-01'), dated('2026-03-01', '2026-04-01')];
  it.each<[string, GivenByHand, string]>([
    ['the first instant', point('2026-01-01T00:00:00.000Z'), 'established'],
    ['the last', point('2026-01-31T23:59:59.999Z'), 'established'],
    ['the first after', point('2026-02-01T00:00:00.000Z'), 'not-in-force'],
    ['in the second period', point('2026-03-15T00:00:00.000Z'), 'established'],
    [
      'across the end',
      { value: { notBefore: '2026-01-31T00:00:00.000Z', notAfter: '2026-02-01T00:00:00.000Z' } },
      'undetermined',
    ],
    ['open', { value: {} }, 'undetermined'],
  ])('of sources: %s', (_, paid, expected) => {
    expect(at(paid, law)).toBe(expected);
  });
  it('do not bind where one source has none', () => {
    expect(at(point('2026-02-15T00:00:00.000Z'), [...law, { cite: 'contract', tag: 'K' }])).toBe('established');
  });
  it('of the pack come first', () => {
    expect(at(point('2026-03-15T00:00:00.000Z'), law, { effectiveTo: '2026-03-01' })).toBe('not-in-force');
  });
  it('stand at the time of filing where that of payment is unknown', () => {
    expect(at(unknown, law, { effectiveFrom: '2026-05-02' })).toBe('not-in-force');
    expect(at(unknown, [{ cite: 'contract', tag: 'K' }], { effectiveFrom: '2026-05-01' })).toBe('established');
  });
  it('leave a straddling rule missing the time of payment', () => {
    const decision = decide([pack(law)], handCase({ 'prf.delivered': no, 'pay.tPay': { value: {} } }));
    expect(decision.pass.results.get('A')?.missing).toEqual(['pay.tPay']);
  });
});

describe('branches', () => {
  const branches = [
    { if: { fact: 'mnd.shownS1' }, bearers: [{ role: 'S1', bps: 10_000 }] },
    { if: { fact: 'ord.offerFalse' }, bearers: [{ role: 'M', bps: 10_000 }] },
    { bearers: [{ role: 'UA', bps: 10_000 }] },
  ];
  const pack = smallPack('p', [smallRule('A', { ...smallRemedy(), branches })]);
  const bearer = (shown: GivenByHand, offer: GivenByHand) => {
    const result = decide(
      [pack],
      handCase({ 'prf.delivered': no, 'mnd.shownS1': shown, 'ord.offerFalse': offer }),
    ).pass.results.get('A');
    return [result?.branch?.bearers[0]?.role, result?.missing];
  };
  it('takes the first that is true; an unknown guard before it is missed', () => {
    expect(bearer({ value: true }, unknown)).toEqual(['S1', []]);
    expect(bearer(no, { value: true })).toEqual(['M', []]);
    expect(bearer(unknown, { value: true })).toEqual(['M', ['mnd.shownS1']]);
    expect(bearer(unknown, unknown)).toEqual(['UA', ['mnd.shownS1', 'ord.offerFalse']]);
    expect(bearer('none', no)).toEqual(['UA', []]);
  });
  it('counts the inputs of amount and guards only where the condition is not false', () => {
    const inputs = (delivered: GivenByHand): number | undefined =>
      decide([pack], handCase({ 'prf.delivered': delivered })).pass.results.get('A')?.inputs.length;
    expect([inputs(no), inputs(unknown), inputs({ value: true })]).toEqual([3, 3, 1]);
  });
});

describe('money and bars', () => {
  const money = (changes: Record<string, GivenByHand>, claim = handClaim, more: Partial<Derivation> = {}) => {
    const { pass } = decide([corePack], handCase(changes, more), claim);
    return [
      pass.outcome,
      pass.money.heads.map(({ head, rule, money: { minor } }) => `${head} ${rule} ${minor}`),
      pass.money.awards.map(({ from, money: { minor } }) => `${from} ${minor}`),
    ];
  };
  it('never pays one loss twice', () => {
    const changes = { 'mnd.cap': { value: cny(10_000) }, 'mnd.shownS1': no, 'mnd.found': no, 'ord.extra': { value: cny(1004) } };
    expect(money(changes)).toEqual(['established', ['principal AR-MND-01 11004', 'fee AR-ORD-03 0'], ['party-S1 11004']]);
  });
  it('pays no more than is claimed', () => {
    expect(money({ 'mnd.found': no }, { ...handClaim, amount: cny(500) })).toEqual([
      'established',
      ['principal AR-MND-01 500'],
      ['party-S1 500'],
    ]);
  });
  it('pays nothing where all was refunded, though the rule is established', () => {
    expect(money({ 'mnd.found': no, 'pay.R': { value: cny(11004) } })).toEqual(['established', [], []]);
  });
  it('contests where the amount, or what was refunded, is not known', () => {
    expect(money({ 'mnd.found': no, 'pay.R': unknown })[0]).toBe('contested');
    expect(money({ 'mnd.cap': { value: cny(10_000) }, 'pay.T': unknown }, handClaim)).toEqual(['contested', [], []]);
  });
  it('closes the claim for money when it comes too late; the findings stand', () => {
    expect(money({ 'mnd.found': no, 'claim.noticeAt': { value: onDay('2026-07-20') } })).toEqual(['established', [], []]);
  });
  it('contests where it may come too late', () => {
    const straddling: GivenByHand = { value: { notBefore: '2026-07-01T00:00:00.000Z', notAfter: '2026-07-20T00:00:00.000Z' } };
    expect(money({ 'mnd.found': no, 'claim.noticeAt': straddling })).toEqual(['contested', [], []]);
  });
  it('joins the shares of one operator', () => {
    const merged = handCase({ 'mnd.exp': { value: onDay('2026-03-01') } });
    const parties = { ...merged.parties, partyOf: new Map([...merged.parties.partyOf, ['S1', 'ant'], ['UA', 'ant']] as const) };
    const { pass } = decide([corePack], { ...merged, parties });
    expect(pass.money.heads[0]?.bearers).toEqual([{ party: 'ant', bps: 10_000, money: cny(11004) }]);
  });
});

describe('burdens of proof', () => {
  const row = (members: JsonObject): JsonObject => ({
    fact: 'prf.delivered',
    role: 'M',
    assume: false,
    on: 'missing',
    rule: 'AR-EVD-03',
    ...members,
  });
  const withRows = (...rows: JsonObject[]): Pack[] => [corePack, smallPack('rows', [], { burdens: rows })];
  const late = { 'claim.noticeAt': { value: onDay('2026-03-12') }, 'prf.delivered': unknown };
  const evd03 = (packs: Pack[], changes: Record<string, GivenByHand>, more: Partial<Derivation> = {}) => {
    const decision = decide(packs, handCase(changes, more));
    return [decision.pass.results.get('AR-EVD-03')?.outcome, decision.pass.outcome, [...decision.assumed.keys()]];
  };
  it('give a missing fact a value for one second pass', () => {
    expect(evd03(withRows(row({})), late)).toEqual(['established', 'established', ['prf.delivered']]);
    expect(evd03([corePack], late)).toEqual(['not-established', 'contested', []]);
  });
  it('keep the fact’s state and mark the rules that read it', () => {
    const decision = decide(withRows(row({})), handCase(late));
    expect(decision.derivation.facts.get('prf.delivered')?.state).toBe('unknown');
    expect(
      [...decision.pass.results.values()].filter(({ assumed }) => assumed.length > 0).map(({ bound }) => bound.rule.id),
    ).toEqual(['AR-EXC-03']);
  });
  it('fall on nobody who had no custody, or is not there', () => {
    expect(evd03(withRows(row({ role: 'S2' })), late)[2]).toEqual([]);
    const present = new Set(handCase().parties.present);
    present.delete('M');
    expect(evd03(withRows(row({})), late, { parties: { ...handCase().parties, present } })[2]).toEqual([]);
  });
  it('wait until the time to answer has passed', () => {
    expect(evd03(withRows(row({})), { ...late, 'claim.filedAt': { value: onDay('2026-03-20') } })[2]).toEqual([]);
  });
  it('cancel each other where they would give two values', () => {
    expect(evd03(withRows(row({}), row({ role: 'U', assume: true })), late)[2]).toEqual([]);
    expect(evd03(withRows(row({}), row({ role: 'U' })), late)[2]).toEqual(['prf.delivered']);
  });
  it('on a broken chain: fall on its keeper for what rests on it after the break, even if known', () => {
    const broken = { fact: 'prf.delivered', role: 'M', assume: false, on: 'broken', rule: 'AR-EVD-01' };
    const afterBreak = new Map([['M', new Set([inputOf('prf.delivered').digest])]] as const);
    expect(evd03(withRows(broken), {}, { afterBreak })).toEqual(['not-established', 'established', ['prf.delivered']]);
    expect(evd03(withRows(broken), {}, { afterBreak: new Map([['P', new Set([inputOf('prf.delivered').digest])]]) })[2]).toEqual(
      [],
    );
  });
  it('on a gap: fall on its keeper for what is unknown', () => {
    const gap = { fact: 'prf.delivered', role: 'M', assume: false, on: 'gap', rule: 'AR-EVD-06' };
    const gaps = { 'evd.gaps': { value: { complete: true, items: ['chain-M'] } } };
    expect(evd03(withRows(gap), { ...gaps, 'prf.delivered': unknown })[2]).toEqual(['prf.delivered']);
    expect(evd03(withRows(gap), { ...gaps, 'prf.delivered': { state: 'withheld' } })[2]).toEqual([]);
    expect(
      evd03(withRows(gap), { 'evd.gaps': { value: { complete: true, items: ['chain-P'] } }, 'prf.delivered': unknown })[2],
    ).toEqual([]);
  });
});

describe('contradictory entries', () => {
  const [small, large] = [digestNamed('x'), digestNamed('y')].sort() as [`sha256:${string}`, `sha256:${string}`];
  const fork = (seq: number, author: string): Fork => ({
    id: `chain#${seq}`,
    chain: 'chain',
    seq,
    copies: [small, large],
    author,
  });
  it('hold the author to the copy that costs it more', () => {
    const forks = [fork(3, 'party-M')];
    // Under the larger digest the merchant is due to deliver; under the smaller it has delivered.
    const derive = (held: ReadonlyMap<string, string>): Derivation =>
      handCase({ 'prf.delivered': { value: held.get('chain#3') !== large } }, { forks });
    const decision = decideCase(combinePacks([corePack]), handClaim, derive);
    expect([decision.held.get('chain#3'), decision.pass.outcome]).toEqual([large, 'established']);
  });
  it('do not hold it to a copy that costs another more', () => {
    const forks = [fork(3, 'party-U')];
    const derive = (held: ReadonlyMap<string, string>): Derivation =>
      handCase({ 'prf.delivered': { value: held.get('chain#3') !== large } }, { forks });
    expect(decideCase(combinePacks([corePack]), handClaim, derive).held.get('chain#3')).toBe(small);
  });
  it('are settled one after the other, the later ones meanwhile at their smallest digest', () => {
    const forks = [fork(3, 'party-M'), fork(4, 'party-M')];
    const seen: string[] = [];
    const derive = (held: ReadonlyMap<string, string>): Derivation => {
      if (held.size > 0) seen.push(['chain#3', 'chain#4'].map((id) => (held.get(id) === small ? 's' : 'l')).join(''));
      return handCase({ 'prf.delivered': { value: held.get('chain#3') !== large } }, { forks });
    };
    const decision = decideCase(combinePacks([corePack]), handClaim, derive);
    expect(seen).toEqual(['ss', 'ls', 'ls', 'll', 'ls']);
    expect([...decision.held.values()]).toEqual([large, small]);
  });
});
