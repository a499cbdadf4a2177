import { digestOf } from '../../src-core/crypto/sha256.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { randomBundle } from '../fixtures/random-bundle.ts';
import { dropLine, swapLines } from '../fixtures/bundle-builder.ts';
import { zipOf } from '../fixtures/zip-bytes.ts';
import type { ZipPart } from '../fixtures/zip-bytes.ts';

/** A container and the policy to read it under. */
export interface SpoiltContainer {
  readonly container: Uint8Array;
  readonly policy: Uint8Array;
}

const MIMETYPE: ZipPart = { name: 'mimetype', data: 'application/vnd.assize.atb+zip' };

/** Sealed containers of one random bundle, whole and with one fault each. */
export function containerFaults(): Readonly<Record<string, SpoiltContainer>> {
  const extra = encodeUtf8('extra');
  const { built } = randomBundle(7);
  const sealed = built.sealed();
  const policy = built.policyBytes;
  const [chain] = [...sealed.keys()].filter((path) => path.startsWith('entries/'));
  const chainPath = chain as string;
  const zip = (files: ReadonlyMap<string, Uint8Array>, first: readonly ZipPart[] = [MIMETYPE], method = 0): SpoiltContainer => ({
    container: zipOf([...first, ...[...files].map(([name, data]) => ({ name, data, method }))]),
    policy,
  });
  const withManifest = (change: (manifest: JsonObject) => JsonObject): SpoiltContainer => {
    const manifest = JSON.parse(new TextDecoder().decode(sealed.get('manifest.json'))) as JsonObject;
    return zip(new Map(sealed).set('manifest.json', canonicalizeBytes(change(manifest))));
  };
  const without = (path: string): Map<string, Uint8Array> => new Map([...sealed].filter(([name]) => name !== path));
  const chainRow = (changes: JsonObject) => (manifest: JsonObject) => ({
    ...manifest,
    chains: (manifest['chains'] as JsonObject[]).map((row, i) => (i > 0 ? row : { ...row, ...changes })),
  });
  const text = (path: string): string => new TextDecoder().decode(sealed.get(path));
  return {
    whole: zip(sealed),
    deflated: zip(sealed, [MIMETYPE], 8),
    'no manifest': zip(without('manifest.json')),
    'a file is missing': zip(without(chainPath)),
    'a file is not listed': zip(new Map(sealed).set(`artifacts/${digestOf(extra).slice(7)}`, extra)),
    'a file changed after sealing': zip(
      new Map([...sealed].map(([name, data]) => [name, name.startsWith('log/') ? encodeUtf8('x') : data])),
    ),
    'a line dropped after sealing': zip(dropLine(sealed, chainPath, 1)),
    'lines swapped after sealing': zip(swapLines(sealed, chainPath, 1, 2)),
    'a manifest with a space': zip(new Map(sealed).set('manifest.json', encodeUtf8(text('manifest.json').replace(',', ', ')))),
    'a manifest with LF': zip(new Map(sealed).set('manifest.json', encodeUtf8(`${text('manifest.json')}\n`))),
    'a manifest with another member': withManifest((manifest) => ({ ...manifest, more: 1 })),
    'another count': withManifest(chainRow({ count: 99 })),
    'another head': withManifest(chainRow({ head: `sha256:${'0'.repeat(64)}` })),
    'another first': withManifest(chainRow({ first: 1 })),
    'another actor': withManifest(chainRow({ actor: 'somebody' })),
    'a chain that the manifest forgets': withManifest((manifest) => ({
      ...manifest,
      chains: (manifest['chains'] as JsonObject[]).slice(1),
    })),
    'files out of order': withManifest((manifest) => ({ ...manifest, files: (manifest['files'] as JsonObject[]).toReversed() })),
    'a manifest of another version': withManifest((manifest) => ({ ...manifest, v: 2 })),
    'no mimetype': zip(sealed, []),
    'another mimetype': zip(sealed, [{ name: 'mimetype', data: 'application/zip' }]),
    'mimetype deflated': zip(sealed, [{ ...MIMETYPE, method: 8 }]),
    'mimetype last': { container: zipOf([...[...sealed].map(([name, data]) => ({ name, data })), MIMETYPE]), policy },
    'a path that climbs': zip(new Map(sealed).set('../out', encodeUtf8('x'))),
    'a name of Windows': zip(new Map(sealed).set('artifacts/NUL.txt', encodeUtf8('x'))),
    'a name twice but for case': zip(new Map(sealed).set('Artifacts/A', encodeUtf8('x')).set('artifacts/a', encodeUtf8('y'))),
    'an encrypted member': { container: zipOf([MIMETYPE, { name: 'artifacts/a', data: 'x', flags: 1 }]), policy },
    'another method': { container: zipOf([MIMETYPE, { name: 'artifacts/a', data: 'x', method: 12 }]), policy },
    'a symbolic link': {
      container: zipOf([MIMETYPE, { name: 'artifacts/a', data: 'x', external: (0o120777 << 16) >>> 0 }]),
      policy,
    },
    'a wrong checksum': {
      container: zipOf([MIMETYPE, { name: 'artifacts/a', data: 'x', central: { crc32: 1 }, local: { crc32: 1 } }]),
      policy,
    },
    'headers that differ': {
      container: zipOf([MIMETYPE, { name: 'artifacts/a', data: 'x', local: { name: 'artifacts/b' } }]),
      policy,
    },
  };
}
