import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import { Frame, frameLine, type FrameUnit } from '../../src-core/audit/frame.ts';
import { drawSample } from '../../src-core/audit/sampling/draw-sample.ts';
import { projectSample } from '../../src-core/audit/sampling/project.ts';
import { parseSampleSpec, type SampleSpec } from '../../src-core/audit/sampling/sample-spec.ts';
import { SeededRandom } from '../fixtures/seeded-random.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-sampler-'));
afterAll(() => rmSync(folder, { recursive: true }));
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('The second sampler is skipped: python3 is not installed.');

function population(size: number): FrameUnit[] {
  const random = new SeededRandom(`population ${size}`);
  return Array.from({ length: size }, (_, index): FrameUnit => {
    const name = String(index).padStart(6, '0');
    const isPaid = random.chance(97);
    const currency = random.pick(['CNY', 'CNY', 'CNY', 'USD']);
    const minor = random.chance(3) ? random.integer(100_000, 900_000) : random.integer(1, 20_000);
    return {
      txn: `t-${name}${random.chance(5) ? ' 咖啡' : ''}`,
      payments: isPaid ? [`p-${name}`] : [],
      terminal: random.pick(['app', 'glasses', 'mini-program', 'none']),
      day: `2026-03-0${random.integer(1, 7)}`,
      ...(isPaid ? { settled: { currency, minor } } : {}),
    };
  });
}

const orders = [
  'random,seed=20261116',
  'random,seed=audit 2026/11,confidence=99,tolerable=2.5,expected=1',
  'random,seed=x,size=1',
  'random,seed=x,size=1000000',
  'stratified,seed=20261116,size=60',
  'stratified,seed=s,by=day,confidence=90',
  'stratified,seed=s,by=currency,size=2',
  'monetary,seed=20261116,currency=CNY,tolerable=900000',
  'monetary,seed=m,currency=USD,size=25,confidence=90',
  'monetary,seed=m,currency=CNY,tolerable=2000000,expected=2',
].map(parseSampleSpec);

interface Answer {
  readonly population: string;
  readonly size: number;
  readonly units: readonly { readonly txn: string; readonly by?: string }[];
  readonly interval?: string;
  readonly start?: string;
  readonly most: number | string;
}

function ownAnswer(units: readonly FrameUnit[], spec: SampleSpec): Answer {
  const frame = new Frame();
  for (const unit of units) frame.add(unit);
  const sample = drawSample(frame, spec);
  const clean = sample.units.map(() => ({ isException: false }));
  const projection = projectSample(sample, spec, frame.length, clean);
  const { monetary } = sample;
  return {
    population: frame.digest,
    size: sample.size,
    units: sample.units.map(({ index, by }) => ({ txn: frame.unit(index).txn, ...(by === undefined ? {} : { by }) })),
    ...(monetary === undefined ? {} : { interval: String(monetary.interval), start: String(monetary.start) }),
    most: projection.units?.most ?? projection.money[0]?.most ?? '',
  };
}

describe.skipIf(!hasPython)('the same sample from the same seed in Python', () => {
  it.each([40, 700])('over %i units', (size) => {
    const units = population(size);
    const [lines, specs] = [join(folder, `${size}.ndjson`), join(folder, `${size}.json`)];
    writeFileSync(lines, units.map((unit) => `${frameLine(unit)}\n`).join(''));
    writeFileSync(specs, JSON.stringify(orders));
    const program = join(projectRoot, 'test/second-reader/sampler.py');
    const printed = execFileSync('python3', [program, lines, specs], { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(JSON.parse(printed)).toEqual(orders.map((spec) => ownAnswer(units, spec)));
  });
});
