import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';
import type { ExpectedCause, SampleStory } from '../../samples/builder/story.ts';
import { sampleStories } from '../../samples/builder/stories.ts';
import { SAMPLES_WORLD } from '../../samples/builder/town.ts';
import { WEEK_SIGNERS, WEEK_WORLD } from '../../samples/builder/week/cast.ts';
import { sampleFiles } from '../../samples/builder/write-samples.ts';
import { arbitrateEvidence } from '../../src-core/arbitration/arbitrate-evidence.ts';
import { parseClaim } from '../../src-core/arbitration/claim.ts';
import type { Core } from '../../src-core/arbitration/core.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../src-core/crypto/signer.ts';
import type { Finding } from '../../src-core/evidence/finding.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import { PUBLISHED_TEST_KEYS } from '../../src-core/evidence/test-keys.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { compareEvidence } from '../../src-core/replay/compare-evidence.ts';
import { replayTransaction, transactionsOf } from '../../src-core/replay/replay.ts';
import { nodeSignatures } from '../../src-main/crypto/node-signatures.ts';
import { loadEvidence } from '../../src-main/files/load-evidence.ts';
import { loadPacks } from '../../src-main/files/load-packs.ts';
import { secretOf } from '../fixtures/seeded-random.ts';

const stories = sampleStories();
const packs = await loadPacks([], { cwd: projectRoot }, [], createSignatureVerifier('fast', nodeSignatures));

function storyOf(folder: string): SampleStory {
  const story = stories.find((candidate) => candidate.folder === folder);
  if (story === undefined) throw new Error(`no sample ${folder}`);
  return story;
}

async function evidenceOf({ folder }: SampleStory, bundles: readonly string[], openKey?: JsonValue): Promise<Evidence> {
  const at = (name: string): string => join(projectRoot, 'samples', folder, name);
  const { evidence } = await loadEvidence(
    bundles.map((name) => at(`${name}.atb`)),
    { policy: at('policy.json'), ...(openKey === undefined ? {} : { given: { openKey } }) },
  );
  return evidence;
}

function ruleOn(evidence: Evidence, claim: JsonObject): Core {
  return arbitrateEvidence({ evidence, claim: parseClaim(claim), packs: packs.map(({ pack }) => pack) }).core;
}

const awardsOf = (core: Core): string[] => core.awards.map(({ from, money }) => `${from} ${money.currency} ${money.minor}`);

function rootsOf(evidence: Evidence): string[] {
  const roots = evidence.findings.filter((finding) => finding.cause === undefined && finding.severity !== 'warning');
  return [...new Set(roots.map(({ code }) => code))].sort();
}

test('the committed samples are what the builder makes, and nothing else', async () => {
  const made = await sampleFiles();
  for (const [path, bytes] of made) {
    const file = join(projectRoot, 'samples', path);
    expect(existsSync(file), path).toBe(true);
    expect(Buffer.from(bytes).equals(readFileSync(file)), path).toBe(true);
  }
  const folders = readdirSync(join(projectRoot, 'samples')).filter((name) => /^\d/.test(name));
  const committed = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, 'samples', folder)).map((name) => `${folder}/${name}`),
  );
  expect(committed.filter((path) => !made.has(path))).toEqual([]);
});

test('the published test keys are those that the samples derive from names', () => {
  const names = ['registry', 'user', 'agent', 'sub-agent', 'merchant', 'second-merchant', 'merchant-agent'];
  const kidOf = (world: string, name: string): string => ed25519Signer(secretOf(world, name)).kid;
  const derived = [...names, 'platform', 'issuer', 'acquirer'].map((name) => kidOf(SAMPLES_WORLD, name));
  const ofTheWeek = WEEK_SIGNERS.map((name) => kidOf(WEEK_WORLD, name));
  expect([...PUBLISHED_TEST_KEYS].slice(5)).toEqual([...derived, ...ofTheWeek]);
});

describe.each(stories)('$folder', (story) => {
  const { bundles, claim, expected } = story;
  const first = expected.bundles ?? [...bundles.keys()];

  test('shows what its README promises', async () => {
    const evidence = await evidenceOf(story, first);
    expect(evidence.axes).toEqual(expected.axes);
    expect(rootsOf(evidence)).toEqual([...expected.roots].sort());
    const core = ruleOn(evidence, claim);
    expect(core.outcome).toBe(expected.outcome);
    expect(awardsOf(core)).toEqual(expected.awards);
  });

  test('warns that each key it is signed with is published', async () => {
    const evidence = await evidenceOf(story, first);
    // Nobody can tell who could sign with a key that is not spoken here.
    const kids = new Set(evidence.lines.filter(({ signature }) => signature === 'valid').map((line) => line.key?.kid));
    const warned = evidence.findings.filter(({ code }) => code === 'W_TEST_KEY');
    expect(warned.length).toBe(kids.size);
    expect(warned.every(({ severity, axis }) => severity === 'warning' && axis === 'authenticity')).toBe(true);
  });
});

describe('11', () => {
  const story = storyOf('11-week-in-harbour-city');
  const expected = story.expected.case;

  test('shows what was planted in the week and nothing else', async () => {
    const evidence = await evidenceOf(story, ['evidence', 'merchant']);
    expect(causesOf(evidence)).toEqual(expected?.causes);
    expect(evidence.lines.length).toBe(expected?.entries);
    const txns = transactionsOf(evidence);
    expect(txns.length).toBe(expected?.transactions);
    const isDiffering = (txn: string): boolean =>
      replayTransaction(evidence, txn).comparison.some(({ result }) => result === 'differs');
    expect(txns.filter(isDiffering)).toEqual(expected?.differing);
  });

  test('is read in a few seconds, and small enough to keep', async () => {
    const begun = performance.now();
    await evidenceOf(story, ['evidence', 'merchant']);
    expect(performance.now() - begun).toBeLessThan(30_000);
    const { size } = statSync(join(projectRoot, 'samples', story.folder, 'evidence.atb'));
    expect(size).toBeLessThan(4_000_000);
  });

  test("the shop's own copy is another history, and ends where it differs", async () => {
    const shop = await evidenceOf(story, ['merchant']);
    const all = await evidenceOf(story, ['evidence']);
    const { forks, rollbacks, disagreements, onlyB } = compareEvidence(all, shop);
    const [chain] = forks.map((fork) => fork.chain);
    expect(forks).toEqual([expect.objectContaining({ seq: placeOf('E_FORK') })]);
    expect(rollbacks).toEqual([expect.objectContaining({ chain, behind: 'b', b: placeOf('E_FORK') })]);
    expect(disagreements.map(({ txn }) => txn)).toEqual(['t-20260313-cake-returned']);
    expect(onlyB).toEqual([]);
    // The duplicate charge is told by no code: a rule tells it.
    const twice = ruleOn(all, {
      ...story.claim,
      txn: 't-20260313-americano',
      grounds: ['AR-PAY-01'],
      amount: { currency: 'CNY', minor: 1500 },
    });
    expect(twice.outcome).toBe('established');
    expect(twice.awards.map(({ money }) => money.minor)).toEqual([1500]);
  });

  function placeOf(code: string): number | undefined {
    return expected?.causes.find((cause) => cause.code === code)?.first;
  }
});

/** Root findings by code that are no warnings, with what follows from them. */
function causesOf({ findings, lines }: Evidence): ExpectedCause[] {
  const authors = new Map<string, string>();
  for (const { chain, entry } of lines) if (entry !== undefined) authors.set(chain, entry.actor.id.replace('did:example:', ''));
  const rootOf = (finding: Finding): Finding => {
    const cause = findings[finding.cause ?? -1];
    return cause === undefined ? finding : rootOf(cause);
  };
  const ofCode = Map.groupBy(findings, (finding) => rootOf(finding).code);
  return [...ofCode]
    .map(([code, members]): ExpectedCause => {
      const roots = members.filter(({ cause }) => cause === undefined);
      const chains = new Set(roots.map(({ chain = '' }) => chain));
      const [chain = ''] = chains;
      const where = chains.size === 1 ? { actor: authors.get(chain), first: roots[0]?.seq } : { chains: chains.size };
      return { code, ...where, roots: roots.length, effects: members.length - roots.length };
    })
    .filter(({ code }) => !code.startsWith('W_'))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

test.each(['01-coffee-order', '08-agents-haggling'])(
  '%s: steps lie between a cosignature and a time-stamp token',
  async (folder) => {
    const evidence = await evidenceOf(storyOf(folder), ['evidence']);
    const anchors = evidence.checkpoints.flatMap((checkpoint) => checkpoint.anchors);
    const isToken = ({ by }: { by: string }): boolean => by.endsWith('.tsr');
    const earliest = new Set(anchors.filter((anchor) => !isToken(anchor)).map(({ from }) => from));
    const latest = new Set(anchors.filter(isToken).map(({ to }) => to));
    const between = [...evidence.brackets.values()].filter(
      ({ notBefore, notAfter }) =>
        notBefore !== undefined && notAfter !== undefined && earliest.has(notBefore) && latest.has(notAfter),
    );
    expect(between.length).toBeGreaterThan(10);
  },
);

test('04: each bundle stands by itself, and by the copy that the shop hands in it would owe nothing', async () => {
  const story = storyOf('04-forked-chain');
  const ofUser = await evidenceOf(story, ['user']);
  const ofShop = await evidenceOf(story, ['merchant']);
  expect(rootsOf(ofUser)).toEqual([]);
  expect(rootsOf(ofShop)).toEqual(['I_OPEN_CHAIN', 'I_TIME_ASSUMED']);
  expect(awardsOf(ruleOn(ofUser, story.claim))).toEqual(story.expected.awards);
  expect(ruleOn(ofShop, story.claim).outcome).toBe('not-established');
});

test('08: the order was signed with the better quote in hand', async () => {
  const evidence = await evidenceOf(storyOf('08-agents-haggling'), ['evidence']);
  const find = (type: string) => evidence.lines.filter(({ entry }) => entry?.type === type);
  const third = find('order.quoted')[2];
  const [order] = find('order.created');
  const seen = order?.entry?.seen?.find(({ origin }) => origin === third?.entry?.chain);
  expect(seen?.size).toBeGreaterThan(third?.entry?.seq as number);
  expect(third?.entry?.body['total']).toEqual({ currency: 'CNY', minor: 218_000 });
});

test('09: one disclosed member decides; a key that only the reader holds decides nothing', async () => {
  const story = storyOf('09-sealed-case');
  const { then } = story.expected;
  const core = ruleOn(await evidenceOf(story, [...story.bundles.keys()]), story.claim);
  expect([core.outcome, awardsOf(core)]).toEqual([then?.outcome, then?.awards]);
  const shut = ruleOn(await evidenceOf(story, ['evidence']), story.claim);
  expect(shut.undetermined).toEqual([
    { what: 'prf.delivered', heldBy: ['merchant-operator', 'user-operator'], wouldDecide: ['AR-PRF-02'] },
  ]);
  const opened = await evidenceOf(story, ['evidence'], story.extras?.get('regulator.key.json'));
  const report = opened.lines.find(({ entry }) => entry?.type === 'fulfillment.evidence');
  expect(report?.body?.['kind']).toBe('failed');
});
