import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildVerifier, verifierDigestPath, verifierPath, writeVerifier } from '../../scripts/build-verifier.ts';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import { packStored } from '../../src-core/import/zip/stored-archive.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import { projectRoot } from '../../scripts/project-root.ts';
import { flipBit } from '../fixtures/flip-bit.ts';
import { findBrowser } from '../fixtures/browser.ts';
import { assize, ruleOnSamples, type SampleRuling } from '../fixtures/sample-rulings.ts';
import { SeededRandom } from '../fixtures/seeded-random.ts';
import {
  answersToFlips,
  answerOf,
  give,
  givenFile,
  showVerifier,
  type GivenBytes,
  type ShownVerifier,
} from '../fixtures/shown-verifier.ts';

const browser = await findBrowser();
if (typeof browser === 'string') console.warn(`${browser}: the standalone verifier is skipped, not passed`);

/** SLOW=1 flips all 500 bits, else a fifth of them. */
const SHARE = process.env['SLOW'] === '1' ? 1 : 5;
const FLIPS = 500 / SHARE;
const COMPARED = 50 / SHARE;

describe('the file', () => {
  it('is the same bytes every time, those whose SHA-256 is stated, and needs nothing beside it', async () => {
    const sha256 = await writeVerifier();
    const html = await buildVerifier();
    expect(createHash('sha256').update(html).digest('hex')).toBe(sha256);
    // `npm run verifier` states it anew.
    expect(readFileSync(verifierDigestPath, 'utf8')).toBe(`${sha256}  assize-verifier.html\n`);
    expect(html).not.toContain(projectRoot);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; worker-src blob:; /);
    expect(html.match(/<script|<style|<link|<img|\ssrc=/g)).toEqual(expect.arrayContaining(['<style', '<script']));
    console.log(`standalone verifier: ${html.length} characters, ${sha256}`);
  });
});

describe.skipIf(typeof browser === 'string')('a ruling, verified by the file alone', () => {
  let shown: ShownVerifier;
  let folder = '';
  let rulings: readonly SampleRuling[] = [];

  beforeAll(async () => {
    await writeVerifier();
    ({ folder, rulings } = await ruleOnSamples());
    shown = await showVerifier(verifierPath);
  });
  afterAll(async () => {
    await shown.browser.close();
    rmSync(folder, { recursive: true });
  });

  const verifyByCommand = ({ ruling, evidence, policy }: Omit<SampleRuling, 'sample'>): Promise<string> =>
    assize(['ruling', 'verify', ruling, ...evidence.flatMap((path) => ['--evidence', path]), '--policy', policy]);

  it('is derived again for every sample, with the report of the command line, while the page stays alive', async () => {
    expect(rulings.length).toBeGreaterThanOrEqual(11);
    for (const { sample, ruling, evidence, policy } of rulings) {
      await give(shown.page, { ruling: givenFile(ruling), policy: givenFile(policy), evidence: evidence.map(givenFile) });
      const asked = performance.now();
      await shown.page.evaluate(() => document.title);
      expect(performance.now() - asked, `${sample}: the page answers`).toBeLessThan(2000);
      const { verdict, mark, report } = await answerOf(shown.page);
      expect({ sample, verdict, mark }).toEqual({ sample, verdict: 'derived', mark: 'pass' });
      expect(report).toBe(await verifyByCommand({ ruling, evidence, policy }));
      const { coreDigest, derivedDigest } = JSON.parse(report) as Record<string, string>;
      expect(derivedDigest).toBe(coreDigest);
    }
    console.log(`standalone verifier: ${rulings.length} rulings derived again`);
  });

  it('is never green without its evidence, its policy, or with those of another', async () => {
    const [one, other] = rulings as [SampleRuling, SampleRuling];
    const ruling = givenFile(one.ruling);
    const policy = givenFile(one.policy);
    const evidence = one.evidence.map(givenFile);
    const cases = [
      [{ ruling }, 'indeterminate'],
      [{ ruling, policy }, 'notDerived'],
      [{ ruling, evidence }, 'fail'],
      [{ ruling, policy: givenFile(other.policy), evidence }, 'fail'],
      [{ ruling, policy, evidence: other.evidence.map(givenFile) }, 'fail'],
      [{ ruling: evidence[0] as typeof ruling, policy, evidence }, 'fail'],
      [{ ruling, policy, evidence: [policy] }, 'refused'],
      [{ ruling, policy: ruling, evidence }, 'refused'],
    ] as const;
    for (const [index, [files, expected]] of cases.entries()) {
      await give(shown.page, files);
      const { verdict, mark } = await answerOf(shown.page);
      expect(mark).not.toBe('pass');
      expect({ index, verdict: verdict.replace('failDiffers', 'fail') }).toEqual({ index, verdict: expected });
    }
  });

  it('is derived again from the archive that it came in with its evidence, and what this page does not check there is no pass', async () => {
    const [one] = rulings as [SampleRuling];
    const archive = courtFileOf(givenFile(one.ruling), one.evidence.map(givenFile));
    await give(shown.page, { ruling: archive, policy: givenFile(one.policy) });
    const { verdict, mark, report } = await answerOf(shown.page);
    expect({ verdict, mark }).toEqual({ verdict: 'indeterminateDerived', mark: 'indeterminate' });
    const alone = JSON.parse(await verifyByCommand(one)) as { checks: { name: string }[] };
    const notHere = { name: 'renderings', result: 'indeterminate', code: 'I_NOT_CHECKED_HERE' };
    expect(JSON.parse(report)).toEqual({
      ...alone,
      verdict: 'indeterminate',
      checks: alone.checks.map((check) => (check.name === 'renderings' ? notHere : check)),
    });
  });

  it(`is not green with any of ${FLIPS} bits flipped, and ${COMPARED} are answered as the command line answers`, async () => {
    const sizes = rulings.map(
      (ruling) => [ruling, ruling.evidence.reduce((sum, path) => sum + readFileSync(path).length, 0)] as const,
    );
    const [smallest] = sizes.reduce((least, one) => (one[1] < least[1] ? one : least));
    const ruling = givenFile(smallest.ruling);
    const evidence = givenFile(smallest.evidence[0] as string);
    const policy = givenFile(smallest.policy);
    await give(shown.page, { ruling, policy, evidence: [evidence] });
    expect((await answerOf(shown.page)).verdict).toBe('derived');

    const random = new SeededRandom('bits of a ruling');
    const counts: Record<string, number> = {};
    let compared = 0;
    const flip = async (
      role: 'ruling' | 'evidence',
      file: GivenBytes,
      regions: readonly Region[],
      count: number,
      isCompared = true,
    ): Promise<void> => {
      const chosen = regions.flatMap(({ name, bytes: [start, end] }) =>
        Array.from({ length: Math.floor(count / regions.length) }, () => ({ name, bit: random.integer(start * 8, end * 8 - 1) })),
      );
      const answers = await answersToFlips(
        shown.page,
        role,
        file,
        chosen.map(({ bit }) => bit),
      );
      for (const [index, { name, bit }] of chosen.entries()) {
        const answer = answers[index];
        if (answer === undefined) throw new Error('an answer is missing');
        expect({ name, bit, mark: answer.mark }).not.toEqual({ name, bit, mark: 'pass' });
        expect(['fail', 'failDerived', 'failDiffers', 'refused'], `${name}, bit ${bit}`).toContain(answer.verdict);
        counts[name] = (counts[name] ?? 0) + 1;
        if (!isCompared || index % 8 !== 0) continue;
        const flipped = Uint8Array.from(file.bytes);
        flipBit(flipped, bit);
        const path = join(folder, role === 'ruling' ? 'flipped.ruling' : 'flipped.atb');
        writeFileSync(path, flipped);
        const own = role === 'ruling' ? { ...smallest, ruling: path } : { ...smallest, evidence: [path] };
        expect(stable(answer.report), `${name}, bit ${bit}`).toEqual(stable(await verifyByCommand(own)));
        compared++;
      }
    };
    await flip('ruling', ruling, partsOf(ruling.bytes), 200 / SHARE);
    await give(shown.page, { ruling, policy, evidence: [evidence] });
    await answerOf(shown.page);
    await flip('evidence', evidence, headersOf(evidence.bytes), 200 / SHARE);
    const archive = courtFileOf(ruling, [evidence]);
    await give(shown.page, { ruling: archive, policy });
    await answerOf(shown.page);
    await flip('ruling', archive, headersOf(archive.bytes), 100 / SHARE, false);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(FLIPS);
    expect(compared).toBe(COMPARED);
    console.log(
      `standalone verifier: ${total} flipped bits, none green (${JSON.stringify(counts)}); ${compared} as the command line`,
    );
  }, 300_000);

  it('reads well in both languages, to people and to screen readers', async () => {
    const [one] = rulings as [SampleRuling];
    await shown.page.evaluate(readFileSync(join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    for (const scheme of ['light', 'dark'] as const) {
      await shown.page.emulateMedia({ colorScheme: scheme });
      for (const language of ['zh-CN', 'en']) {
        await shown.page.locator('header button').click();
        expect(await shown.page.evaluate(() => document.documentElement.lang)).toBe(language);
        for (const evidence of [one.evidence.map(givenFile), []]) {
          await give(shown.page, { ruling: givenFile(one.ruling), policy: givenFile(one.policy), evidence });
          await answerOf(shown.page);
          await shown.page.locator('summary').click();
          const violations = await shown.page.evaluate(async () => {
            const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; help: string }[] }> } };
            return (await axe.run()).violations.map(({ id, help }) => `${id}: ${help}`);
          });
          expect({ scheme, language, violations }).toEqual({ scheme, language, violations: [] });
        }
      }
    }
  });

  it('asked for nothing but itself, and nothing went wrong', () => {
    const beyond = shown.requests.filter((url) => !url.startsWith('blob:') && url !== pathToFileURL(verifierPath).href);
    expect({ beyond, problems: shown.problems }).toEqual({ beyond: [], problems: [] });
  });
});

interface Region {
  readonly name: string;
  /** First byte, and the one behind the last. */
  readonly bytes: readonly [start: number, end: number];
}

/** Where the parts of a ruling's file lie; its members stand in order, so that each ends where the next begins. */
function partsOf(bytes: Uint8Array): Region[] {
  const text = Buffer.from(bytes).toString('latin1');
  const marks = ['"envelope":', '"keys":', '"manifest":', '"claim":', '"core":', '"packs":'].map((mark) =>
    text.indexOf(mark, mark === '"claim":' ? text.indexOf('"parts":') : 0),
  );
  const ends = [...marks.slice(1), text.length];
  return ['envelope', 'keys', 'manifest', 'claim', 'core'].map((name, index) => ({
    name,
    bytes: [marks[index] as number, ends[index] as number] as const,
  }));
}

/** The archive of a ruling: its file, its core, the evidence, and the list of them. */
function courtFileOf(ruling: GivenBytes, evidence: readonly GivenBytes[]): GivenBytes {
  const members = new Map<string, Uint8Array>([
    ['ruling.json', ruling.bytes],
    ['ruling.core.json', canonicalizeBytes(parseRuling(ruling.bytes).parts.core)],
    ['ruling.html', Buffer.from('<!doctype html>')],
    ...evidence.map(({ name, bytes }) => [`evidence/${name}`, bytes] as const),
  ]);
  const files = [...members]
    .map(([path, bytes]) => ({ path, size: bytes.length, sha256: digestOf(bytes) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  members.set('manifest.json', canonicalizeBytes({ v: 1, renderer: 'assize 0.1.0', files }));
  return { name: 'ruling.zip', bytes: packStored(members) };
}

/** A container's headers: the first local header, the central directory, its end; and all of it. */
function headersOf(bytes: Uint8Array): Region[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  return [
    { name: 'local header', bytes: [0, 38] },
    { name: 'directory', bytes: [view.getUint32(end + 16, true), end] },
    { name: 'end record', bytes: [end, bytes.length] },
    { name: 'rest', bytes: [38, view.getUint32(end + 16, true)] },
    { name: 'anywhere', bytes: [0, bytes.length] },
  ];
}

/** A report as it is; of an error its code, since its words name the file's path. */
function stable(report: string): unknown {
  const document = JSON.parse(report) as { error?: { code: string } };
  return document.error === undefined ? document : { code: document.error.code };
}
