import { describe, expect, it } from 'vitest';
import { Frame, type FrameUnit } from '../../../../src-core/audit/frame.ts';
import { drawSample } from '../../../../src-core/audit/sampling/draw-sample.ts';
import { projectSample } from '../../../../src-core/audit/sampling/project.ts';
import { parseSampleSpec } from '../../../../src-core/audit/sampling/sample-spec.ts';
import { AssizeError } from '../../../../src-core/errors.ts';

const terminals = ['app', 'glasses', 'tap'];

function unitAt(index: number, minor = 100 + index): FrameUnit {
  const name = String(index).padStart(5, '0');
  const terminal = terminals[index % 10 === 0 ? 2 : index % 2] as string;
  return { txn: `t-${name}`, payments: [`p-${name}`], terminal, day: '2026-03-01', settled: { currency: 'CNY', minor } };
}

function frameOf(units: readonly FrameUnit[]): Frame {
  const frame = new Frame();
  for (const unit of units) frame.add(unit);
  return frame;
}

const thousand = Array.from({ length: 1000 }, (_, index) => unitAt(index));
const draw = (spec: string, units = thousand): string[] =>
  drawSample(frameOf(units), parseSampleSpec(spec)).units.map(({ index }) => (units[index] as FrameUnit).txn);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AssizeError) return `${error.code} ${error.place.pointer}`;
    throw error;
  }
  return 'accepted';
}

describe('an order for a sample', () => {
  it.each([
    ['random', 'E_SAMPLE /seed'],
    ['random,seed=', 'E_SAMPLE /seed'],
    ['lucky,seed=1', 'E_SAMPLE /method'],
    ['random,seed=1,size=0', 'E_SAMPLE /size'],
    ['random,seed=1,size=ten', 'E_SAMPLE /size'],
    ['random,seed=1,size=5,size=6', 'E_SAMPLE /size'],
    ['random,seed=1,confidence=100', 'E_SAMPLE /confidence'],
    ['random,seed=1,tolerable=0', 'E_SAMPLE /tolerable'],
    ['random,seed=1,by=day', 'E_SAMPLE /by'],
    ['stratified,seed=1,by=moon', 'E_SAMPLE /by'],
    ['monetary,seed=1', 'E_SAMPLE /tolerable'],
    ['monetary,seed=1,tolerable=5.5', 'E_SAMPLE /tolerable'],
    ['random,seed=1,currency=CNY', 'E_SAMPLE /currency'],
    ['random,seed=1,hurry', 'E_SAMPLE '],
  ])('%s is refused', (text, code) => {
    expect(codeOf(() => parseSampleSpec(text))).toBe(code);
  });

  it('has its defaults stated', () => {
    expect(parseSampleSpec('stratified, seed=x y')).toEqual({
      method: 'stratified',
      seed: 'x y',
      confidence: '95',
      tolerable: '5',
      expected: 0,
      by: 'terminal',
    });
  });
});

describe('a sample', () => {
  it('follows from population and seed alone', () => {
    expect(draw('random,seed=a,size=20')).toEqual(draw('random,seed=a,size=20'));
    expect(draw('random,seed=a,size=20')).not.toEqual(draw('random,seed=b,size=20'));
    const other = thousand.map((unit, index) => (index === 0 ? { ...unit, terminal: 'web' } : unit));
    expect(draw('random,seed=a,size=20', other)).not.toEqual(draw('random,seed=a,size=20'));
  });

  it('holds each unit as often as any other', () => {
    const units = thousand.slice(0, 20);
    const times = new Map(units.map(({ txn }) => [txn, 0]));
    for (let seed = 0; seed < 2000; seed++) {
      for (const txn of draw(`random,seed=${seed},size=5`, units)) times.set(txn, (times.get(txn) ?? 0) + 1);
    }
    // 500 each, give or take five standard deviations of 19.4.
    expect([...times.values()].filter((count) => Math.abs(count - 500) > 97)).toEqual([]);
  });

  it('is as large as the confidence asks', () => {
    expect(draw('random,seed=a')).toHaveLength(56);
    expect(draw('random,seed=a,confidence=99')).toHaveLength(85);
    expect(draw('random,seed=a', thousand.slice(0, 3))).toHaveLength(3);
    expect(codeOf(() => draw('random,seed=a,expected=51'))).toBe('E_SAMPLE /expected');
  });

  it('takes strata in proportion, and one of each at least', () => {
    const { strata } = drawSample(frameOf(thousand), parseSampleSpec('stratified,seed=a,size=50'));
    expect(strata).toEqual([
      { name: 'app', units: 400, drawn: 20 },
      { name: 'glasses', units: 500, drawn: 24 },
      { name: 'tap', units: 100, drawn: 6 },
    ]);
    expect(draw('stratified,seed=a,size=1')).toHaveLength(3);
    expect(draw('stratified,seed=a,size=1000')).toHaveLength(1000);
  });

  it('by money takes large units for certain, and the others as often as they are large', () => {
    const units = [unitAt(0, 100_000), ...thousand.slice(1, 400).map((_, index) => unitAt(index + 1, index < 200 ? 100 : 300))];
    const spec = parseSampleSpec('monetary,seed=a,size=60');
    const sample = drawSample(frameOf(units), spec);
    const total = 100_000 + 200 * 100 + 199 * 300;
    expect(sample.monetary?.total).toBe(BigInt(total));
    expect(sample.monetary?.interval).toBe(BigInt(Math.floor(total / 60)));
    expect(sample.units[0]).toEqual({ index: 0, by: 'certain' });
    let [small, large] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      for (const { index, by } of drawSample(frameOf(units), parseSampleSpec(`monetary,seed=${seed},size=60`)).units) {
        if (by === 'hit') [small, large] = index <= 200 ? [small + 1, large] : [small, large + 1];
      }
    }
    // Money is 20,000 to 59,700.
    expect(large / small).toBeGreaterThan(2.7);
    expect(large / small).toBeLessThan(3.3);
  });

  it('by money needs to know which', () => {
    const mixed = thousand.map((unit, index) => (index < 5 ? { ...unit, settled: { currency: 'USD', minor: 5 } } : unit));
    expect(codeOf(() => draw('monetary,seed=1,size=5', mixed))).toBe('E_SAMPLE /currency');
    expect(codeOf(() => draw('monetary,seed=1,size=5,currency=JPY', mixed))).toBe('E_SAMPLE /currency');
    expect(draw('monetary,seed=1,size=5,currency=USD', mixed)).toHaveLength(5);
  });
});

describe('a projection', () => {
  it('of units is the estimate and the exact limit', () => {
    const spec = parseSampleSpec('random,seed=a,size=60');
    const sample = drawSample(frameOf(thousand), spec);
    const results = sample.units.map((_, place) => ({
      isException: place < 3,
      ...(place < 3 ? { misstated: { currency: 'CNY', minor: 10 } } : {}),
    }));
    expect(projectSample(sample, spec, 1000, results)).toEqual({
      exceptions: 3,
      units: { estimate: 50, most: 121 },
      money: [{ currency: 'CNY', minor: '500' }],
    });
  });

  it('of money is the Stringer bound', () => {
    // A population of 100 x 1,000; 20 draws of an interval of 5,000, one of them wrong by half.
    const units = thousand.slice(0, 100).map((_, index) => unitAt(index, 1000));
    const spec = parseSampleSpec('monetary,seed=a,size=20');
    const sample = drawSample(frameOf(units), spec);
    expect(sample.monetary?.hits).toBe(20);
    const settled = { currency: 'CNY', minor: 1000 };
    const clean = sample.units.map(() => ({ isException: false, settled }));
    // 1 - 0.05^(1/20) = 0.139108…
    expect(projectSample(sample, spec, 100, clean).money).toEqual([{ currency: 'CNY', minor: '0', most: '13911' }]);
    const wrong = clean.map((result, place) =>
      place === 4 ? { isException: true, settled, misstated: { currency: 'CNY', minor: 500 } } : result,
    );
    // The limit for one error is 0.216106…; half of its growth counts: 0.139108 + 0.5 x 0.076998 = 0.177607.
    expect(projectSample(sample, spec, 100, wrong).money).toEqual([{ currency: 'CNY', minor: '2500', most: '17761' }]);
  });
});
