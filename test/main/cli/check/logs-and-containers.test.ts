import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logSigner, signNote } from '../../../../src-core/chain/note-signer.ts';
import { formatVerifierKey } from '../../../../src-core/chain/verifier-key.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { decodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../../../src-core/json/canonicalize.ts';
import { runCheck } from '../../../../src-main/cli/check.ts';
import { hostileZips, mimetypePart, soundZips } from '../../../fixtures/hostile-zips.ts';
import { issueToken, rootPem } from '../../../fixtures/tsa.ts';
import { zipOf, type ZipPart } from '../../../fixtures/zip-bytes.ts';
import { hasVectors, vectorRoot } from '../../../vectors/vector-root.ts';

interface Answer {
  readonly n: number;
  readonly verdict: string;
  readonly code?: string;
  readonly time?: string;
}

/** The answers of one run of `check` over the cases. */
async function answers(cases: readonly (object | string)[]): Promise<Answer[]> {
  const lines: string[] = [];
  async function* input(): AsyncGenerator<Uint8Array> {
    for (const it of cases) yield Buffer.from(`${typeof it === 'string' ? it : JSON.stringify(it)}\n`);
  }
  expect(await runCheck(input(), (text) => void lines.push(text))).toBe(0);
  return lines.map((line) => JSON.parse(line) as Answer);
}

const says = ({ verdict, code }: Answer): string => (code === undefined ? verdict : `${verdict} ${code}`);

function published(folder: string): string[] {
  const root = join(vectorRoot, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFileSync(join(root, name), 'utf8'));
}

describe.skipIf(!hasVectors('merkle'))('published proofs', () => {
  it.each(['inclusion', 'consistency'])('%s: each has its published result', async (kind) => {
    const texts = published(`merkle/testdata/${kind}`);
    const results = await answers(texts.map((text) => `{"kind":"${kind}",${text.trim().slice(1).replaceAll('\n', ' ')}`));
    const wrong = results.filter(
      ({ verdict }, index) => (verdict !== 'valid') !== (JSON.parse(texts[index] as string) as { wantErr: boolean }).wantErr,
    );
    console.log(`check ${kind}: ${texts.length - wrong.length}/${texts.length}`);
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(!hasVectors('signed-note'))('published checkpoints', () => {
  it('each has its published result', async () => {
    const { cases } = JSON.parse(readFileSync(join(vectorRoot, 'signed-note/checkpoint-parse.json'), 'utf8')) as {
      cases: { text: string; wantErr: boolean }[];
    };
    const results = await answers(cases.map(({ text }) => ({ kind: 'checkpoint', text })));
    expect(results.map(({ verdict }) => verdict !== 'valid')).toEqual(cases.map(({ wantErr }) => wantErr));
    console.log(`check checkpoint: ${cases.length}/${cases.length}`);
  });
});

describe('notes', () => {
  const log = logSigner('example.com/log', ed25519Signer(new Uint8Array(32).fill(1)));
  const other = logSigner('example.com/other', ed25519Signer(new Uint8Array(32).fill(2)));
  const text = decodeUtf8(signNote('hello\n', [log])) as string;
  const weak = formatVerifierKey('weak', 1, Uint8Array.of(1, ...Array.from({ length: 31 }, () => 0)));
  const pq = formatVerifierKey('pq', 6, new Uint8Array(1312));
  const lineOf = (key: string): string => {
    const [name, id] = key.split('+') as [string, string];
    return `hello\n\n\u2014 ${name} ${Buffer.concat([Buffer.from(id, 'hex'), Buffer.alloc(64)]).toString('base64')}\n`;
  };
  it('are valid, invalid, not checkable or unsupported', async () => {
    const cases: [object, string][] = [
      [{ text, keys: [log.verifierKey] }, 'valid'],
      [{ text, keys: log.verifierKey }, 'valid'],
      [{ text, keys: [other.verifierKey] }, 'not-checkable I_KEY_UNKNOWN'],
      [{ text, keys: [] }, 'not-checkable I_KEY_UNKNOWN'],
      [{ text: text.replace('hello', 'hallo'), keys: [log.verifierKey, other.verifierKey] }, 'invalid E_SIG'],
      [{ text, keys: [log.verifierKey, log.verifierKey] }, 'invalid E_KEY'],
      [{ text, keys: ['garbage'] }, 'invalid E_KEY'],
      [{ text: 'hello', keys: [log.verifierKey] }, 'invalid E_NOTE'],
      [{ text: lineOf(weak), keys: [weak] }, 'invalid E_KEY_WEAK'],
      [{ text: lineOf(pq), keys: [pq] }, 'unsupported I_ALG'],
      [{ text }, 'invalid E_CASE'],
      [{ text: 7, keys: [] }, 'invalid E_CASE'],
    ];
    const results = await answers(cases.map(([fields]) => ({ kind: 'note', ...fields })));
    expect(results.map(says)).toEqual(cases.map(([, expected]) => expected));
  });
});

describe('time-stamps', () => {
  const imprint = createHash('sha256').update('x').digest();
  const token = issueToken({ imprint, genTime: '20260901100000.25Z' }).toString('base64');
  it('are valid with their time, or say why not', async () => {
    const hex = imprint.toString('hex');
    const cases: [object, string][] = [
      [{ token, imprint: hex, roots: rootPem }, 'valid'],
      [{ token, imprint: hex, roots: [rootPem] }, 'valid'],
      [{ token, imprint: hex.replace(/^../, '00'), roots: rootPem }, 'invalid E_TSA_IMPRINT'],
      [{ token, imprint: hex, roots: [] }, 'not-checkable I_KEY_UNTRUSTED'],
      [{ token: 'AAAA', imprint: hex, roots: rootPem }, 'invalid E_PARSE'],
      [{ token: '!', imprint: hex, roots: rootPem }, 'invalid E_CASE'],
      [{ token, imprint: hex, roots: 'no PEM' }, 'invalid E_KEY'],
    ];
    const results = await answers(cases.map(([fields]) => ({ kind: 'time-stamp', ...fields })));
    expect(results.map(says)).toEqual(cases.map(([, expected]) => expected));
    expect(results[0]?.time).toBe('2026-09-01T10:00:00.250Z');
  });
});

describe('containers', () => {
  it('answers every hostile one with its code, and opens the sound ones', async () => {
    const hostile = hostileZips.filter(({ isHeavy }) => isHeavy !== true);
    const zips = [...hostile, ...soundZips.map((zip) => ({ ...zip, code: undefined }))]
      .map((zip) => ({ ...zip, data: zip.bytes() }))
      .filter(({ data }) => data.length < 2 ** 20);
    const results = await answers(zips.map(({ data }) => ({ kind: 'zip', bytes: Buffer.from(data).toString('base64') })));
    expect(results.map(says)).toEqual(zips.map(({ code }) => (code === undefined ? 'valid' : `invalid ${code}`)));
    console.log(`check zip: ${zips.length}/${zips.length}`);
  });
  it('finds what its manifest misses, and takes a poor manifest for no refusal', async () => {
    const digest = `sha256:${createHash('sha256').update('x').digest('hex')}`;
    const manifest = (...paths: string[]): ZipPart => ({
      name: 'manifest.json',
      data: decodeUtf8(
        canonicalizeBytes({
          v: 1,
          created: '2026-09-01T10:00:00.000Z',
          producer: 'test',
          chains: [],
          files: paths.map((path) => ({ path, size: 1, sha256: digest, role: 'artifact' })),
        }),
      ),
    });
    const file: ZipPart = { name: 'artifacts/a', data: 'x' };
    const zips = [
      zipOf([mimetypePart, manifest('artifacts/a'), file]),
      zipOf([mimetypePart, manifest('artifacts/a')]),
      zipOf([mimetypePart, manifest(), file]),
      zipOf([mimetypePart, manifest('artifacts/b'), file]),
      zipOf([mimetypePart, file]),
    ];
    const results = await answers(zips.map((zip) => ({ kind: 'zip', bytes: zip.toString('base64') })));
    expect(results.map(says)).toEqual([
      'valid',
      'invalid E_ZIP_MISSING',
      'invalid E_ZIP_UNLISTED',
      'invalid E_ZIP_MISSING',
      'valid',
    ]);
    expect(results[4]).toMatchObject({ findings: [{ code: 'E_MANIFEST' }] });
    expect(results[0]).not.toHaveProperty('findings');
  });
  it('goes on after what is no case', async () => {
    const results = await answers([{ kind: 'zip' }, { kind: 'zip', bytes: '' }, '', '{', { kind: 'inclusion', leafIdx: '1' }]);
    expect(results.map(says)).toEqual([
      'invalid E_CASE',
      'invalid E_ZIP_FORMAT',
      'invalid E_CASE',
      'invalid E_CASE',
      'invalid E_CASE',
    ]);
  });
});
