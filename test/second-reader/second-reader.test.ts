import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import { parseClaim } from '../../src-core/arbitration/claim.ts';
import { arbitrateEvidence } from '../../src-core/arbitration/arbitrate-evidence.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../src-core/crypto/signer.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { buildRuling } from '../../src-core/ruling/build-ruling.ts';
import { serializeRuling } from '../../src-core/ruling/ruling-document.ts';
import { verifyRuling } from '../../src-core/ruling/verify-ruling.ts';
import { nodeSignatures } from '../../src-main/crypto/node-signatures.ts';
import { loadEvidence } from '../../src-main/files/load-evidence.ts';
import { loadPacks } from '../../src-main/files/load-packs.ts';
import { randomBuilder } from '../fixtures/random-bundle.ts';
import { SeededRandom } from '../fixtures/seeded-random.ts';
import { verifyBundle } from '../fixtures/verify-bundle.ts';
import { containerFaults } from './container-faults.ts';
import { faults } from './faults.ts';
import type { SpoiltBundle } from './faults.ts';
import { readerMissing, readingOfReader, readingOfVerify, runReader, writeJob, writeTo } from './run-reader.ts';
import type { Job, ReaderAnswer, Reading } from './run-reader.ts';

const missing = readerMissing();
if (missing !== undefined) console.warn(`The second reader is skipped: ${missing}.`);

/** Further pairs of seed and fault, beside one of each kind: places where the two readers once differed. */
const pinned: readonly (readonly [number, keyof typeof faults])[] = [
  [3, 'too long'],
  [10, 'a seq too high'],
  [14, 'a key record of another kid'],
  [20, 'a line of another chain'],
  [28, 'another actor'],
  [32, 'a jwk that is no key'],
  [38, 'text after the value'],
  [85, 'a key record of another algorithm'],
  [105, 'a checkpoint of other entries'],
  [113, 'signed by nobody'],
  [158, 'a checkpoint of more entries'],
  [166, 'signed by another party'],
  [185, 'an unknown type'],
  [213, 'a bit of an inclusion proof'],
  [233, 'a blank line'],
  [243, 'a ref to another type'],
  [259, 'a fork'],
];

function spoilt(seed: number, name: string): SpoiltBundle | undefined {
  const builder = randomBuilder(seed);
  return faults[name]?.({ builder, honest: builder.build(), random: new SeededRandom(`${name}/${seed}`) });
}

/** The fault in the first random bundle from `seed` on that has something that it can be done to. */
function firstSpoilt(seed: number, name: string): { readonly seed: number; readonly bundle: SpoiltBundle } {
  for (let tried = seed; tried < seed + 40; tried++) {
    const bundle = spoilt(tried, name);
    if (bundle !== undefined) return { seed: tried, bundle };
  }
  throw new Error(`no random bundle has anything for the fault "${name}"`);
}

/** One question that both readers answered. */
interface Asked {
  readonly name: string;
  readonly ours: unknown;
  readonly job: Job;
  readonly theirs: (answer: ReaderAnswer) => unknown;
}

describe.skipIf(missing !== undefined)('the second reader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-reader-'));
  const asked: Asked[] = [];
  let answers: ReaderAnswer[] = [];
  const ask = (name: string, ours: Reading, job: Job): void => void asked.push({ name, ours, job, theirs: readingOfReader });
  const verifier = createSignatureVerifier('fast', nodeSignatures);

  beforeAll(async () => {
    for (let seed = 0; seed < 100; seed++) {
      const built = randomBuilder(seed).build();
      const job = writeJob({ files: built.files, policy: built.policy }, join(folder, `honest-${seed}`));
      ask(`honest ${seed}`, readingOfVerify(verifyBundle(built.files, built.policy)), job);
    }
    const each = Object.keys(faults).map((name, index) => ({ name, ...firstSpoilt(300 + index, name) }));
    const further = pinned.map(([seed, name]) => ({ name, seed, bundle: spoilt(seed, name) as SpoiltBundle }));
    for (const { name, seed, bundle } of [...each, ...further]) {
      const ours = readingOfVerify(verifyBundle(bundle.files, bundle.policy, { heads: bundle.heads }));
      ask(`faulty ${seed}: ${name}`, ours, writeJob(bundle, join(folder, `faulty-${asked.length}`)));
    }
    for (const [name, { container, policy }] of Object.entries(containerFaults())) {
      const paths = [writeTo(join(folder, 'containers', `${asked.length}.atb`), container)];
      const job = { paths, policy: writeTo(join(folder, 'containers', `${asked.length}.json`), policy) };
      const { evidence } = await loadEvidence(paths, { policy: job.policy });
      ask(`container: ${name}`, readingOfVerify(evidence), job);
    }
    await askSamples();
    answers = runReader(
      asked.map(({ job }) => job),
      folder,
    );
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Every sample under its policy, and the ruling on its claim: as exported, and spoilt in each of its parts. */
  async function askSamples(): Promise<void> {
    const analyst = ed25519Signer(new Uint8Array(32).fill(7));
    const packs = await loadPacks([], { cwd: projectRoot }, [], verifier);
    for (const sample of readdirSync(join(projectRoot, 'samples'))) {
      const at = join(projectRoot, 'samples', sample);
      const bundles = /^\d\d-/.test(sample) ? readdirSync(at).filter((name) => name.endsWith('.atb')) : [];
      if (bundles.length === 0) continue;
      const paths = bundles.map((name) => join(at, name));
      const { evidence } = await loadEvidence(paths, { policy: join(at, 'policy.json') });
      ask(`sample ${sample}`, readingOfVerify(evidence), { paths, policy: join(at, 'policy.json') });
      const plain = JSON.parse(readFileSync(join(at, 'policy.json'), 'utf8')) as JsonObject;
      const people = [{ id: 'analyst', name: 'An Analyst', jwk: { ...analyst.jwk }, roles: ['analyst'] }];
      const policy = writeTo(join(folder, sample, 'policy.json'), canonicalizeBytes({ ...plain, people }));
      const trusted = (await loadEvidence(paths, { policy })).evidence;
      const claim = parseClaim(parseJson(readFileSync(join(at, 'claim.json'))));
      const { coreBytes } = arbitrateEvidence({ evidence: trusted, claim, packs: packs.map(({ pack }) => pack) });
      const parts = {
        claim,
        core: parseJson(coreBytes) as JsonObject,
        packs: Object.fromEntries(packs.map(({ pack, source }) => [pack.id, source])),
      };
      const exported = serializeRuling(buildRuling(parts, [analyst]));
      // Every ruling as it was exported; what is spoilt is spoilt in the first.
      const changes = Object.entries(rulingChanges).slice(0, asked.some((one) => one.name.startsWith('ruling')) ? 1 : undefined);
      for (const [name, change] of changes) {
        const document = parseJson(exported) as JsonObject;
        change(document);
        const bytes = canonicalizeBytes(document);
        const report = verifyRuling(bytes, {
          verifier,
          policy: trusted.policy,
          evidence: trusted,
          derive: (request) => arbitrateEvidence({ ...request, claim, settings: [...request.settings] }),
        });
        const ours = Object.fromEntries(report.checks.map(({ name: check, result }) => [check, result]));
        const job = { paths, policy, ruling: writeTo(join(folder, sample, `${name}.ruling`), bytes) };
        asked.push({
          name: `ruling ${sample}, ${name}`,
          ours: rulingStates({ ...ours, coreDigest: report.coreDigest ?? '' }),
          job,
          theirs: ({ ruling = {} }) => rulingStates(ruling),
        });
      }
    }
  }

  /** Where the two differ: what only one of them says. */
  const differing = (pattern: RegExp): string[] =>
    asked.flatMap(({ name, ours, theirs }, index) => {
      if (!pattern.test(name)) return [];
      const [one, other] = [statements(ours), statements(theirs(answers[index] as ReaderAnswer))];
      const [mine, others] = [one.filter((said) => !other.includes(said)), other.filter((said) => !one.includes(said))];
      return mine.length + others.length === 0
        ? []
        : [{ name, verify: mine, reader: others }].map((each) => JSON.stringify(each));
    });

  it('agrees with verify on honest bundles', () => {
    expect(asked.filter(({ name }) => name.startsWith('honest'))).toHaveLength(100);
    expect(differing(/^honest/)).toEqual([]);
  });

  it.each(Object.keys(faults))('agrees with verify on: %s', (name) => {
    expect(asked.some((one) => one.name.endsWith(`: ${name}`))).toBe(true);
    expect(differing(new RegExp(`^faulty \\d+: ${name}$`))).toEqual([]);
  });

  it('finds the root of nearly every fault', () => {
    const silent = asked.flatMap(({ name }, index) => {
      const { roots } = readingOfReader({ ...(answers[index] as ReaderAnswer) });
      return name.startsWith('faulty') && !roots.some((root) => root.startsWith('E_')) ? [name.replace(/^faulty \d+: /, '')] : [];
    });
    expect(silent.filter((name) => !harmless.has(name))).toEqual([]);
  });

  it('agrees with verify on containers', () => {
    expect(differing(/^container/)).toEqual([]);
  });

  it('agrees with verify on every sample', () => {
    expect(differing(/^sample/)).toEqual([]);
  });

  it('agrees with ruling verify on exported rulings, whole and spoilt', () => {
    expect(differing(/^ruling/)).toEqual([]);
  });
});

/** Kinds of fault that leave something unsettled, or nothing at all, rather than wrong. */
const harmless: ReadonlySet<string> = new Set([
  'no artifact',
  'no checkpoint',
  'a chain is missing',
  'a line is missing',
  'the last line is missing',
  'an ext with a dot',
  'a withheld member',
  'an unknown constraint',
  'a ref to nothing',
  'a confirmation that is not there',
  'signed by nobody',
  'a note without a witness',
  'a note with an unknown signature',
  'a note of another origin',
  'a known head that is there',
  'no policy',
  'a policy without registries and keys',
  'a policy without logs',
  'a policy without a log',
  'a policy without an algorithm',
  'a bit of a checkpoint',
  'a consistency proof',
  'a slice and its proof',
]);

/** A reading as single statements. */
function statements(reading: unknown): string[] {
  return Object.entries(reading as object).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((item) => `${name} ${JSON.stringify(item)}`) : [`${name} ${JSON.stringify(value)}`],
  );
}

const rulingStates = (states: Readonly<Record<string, string>>): object =>
  states['container'] === 'fail'
    ? { container: 'fail' }
    : Object.fromEntries(
        ['container', 'signature', 'evidence', 'policy', 'pack', 'coreDigest'].map((name) => [name, states[name]]),
      );

const member = (document: JsonObject, ...names: readonly string[]): JsonObject =>
  names.reduce((value, name) => value[name] as JsonObject, document);

const rulingChanges: Readonly<Record<string, (document: JsonObject) => void>> = {
  'as exported': () => undefined,
  'another claim': (document) => void Object.assign(member(document, 'parts', 'claim'), { statement: 'more' }),
  'another outcome': (document) => void Object.assign(member(document, 'parts', 'core'), { outcome: 'referred' }),
  'another manifest': (document) => void Object.assign((document['manifest'] as JsonObject[])[0] as JsonObject, { size: 1 }),
  'another statement': (document) => void Object.assign(member(document, 'envelope'), { payload: 'e30=' }),
  'no signature': (document) => {
    delete document['envelope'];
    delete document['keys'];
  },
  'a signature of other bytes': (document) => {
    const [signature] = member(document, 'envelope')['signatures'] as JsonObject[];
    (signature as JsonObject)['sig'] = `${'A'.repeat(86)}==`;
  },
};
