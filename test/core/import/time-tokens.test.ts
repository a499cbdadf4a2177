import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../../src-core/import/member.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { checkTimeTokens } from '../../../src-core/import/time-tokens.ts';
import { nodeX509 } from '../../../src-main/crypto/node-x509.ts';
import { loadEvidence } from '../../../src-main/files/load-evidence.ts';
import { packContainer } from '../../../src-main/files/write-container.ts';
import { LogStory } from '../../fixtures/log-story.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';
import { issueToken, rootPem, type TokenOptions } from '../../fixtures/tsa.ts';

/** One entry, whose checkpoint no witness saw and a time-stamping authority did. */
function stamped(options: Partial<TokenOptions> = {}) {
  const story = new LogStory('stamped', { witnesses: [], quorum: 0 });
  story.add();
  const checkpoint = story.checkpoint();
  const built = story.builder.build();
  const note = built.files.get(checkpoint.path) as Uint8Array;
  const imprint = createHash('sha256').update(note).digest();
  const token = new Uint8Array(issueToken({ imprint, genTime: '20260302010003.1239Z', ...options }));
  return { story, built, token, imprint, checkpointPath: checkpoint.path };
}

async function findings(token: Uint8Array, { story, built }: ReturnType<typeof stamped>, roots = [rootPem]): Promise<string[]> {
  const timeTokens = checkTimeTokens([{ path: 'anchors/a.tsr', bytes: token }], roots, nodeX509);
  return story.findings(built, { timeTokens, changes: { tsaRoots: roots } });
}

describe('the time-stamp tokens of a bundle', () => {
  it('are read with their bounds rounded outward', async () => {
    const { token, imprint } = stamped();
    expect(checkTimeTokens([{ path: 'anchors/a.tsr', bytes: token }], [rootPem], nodeX509)).toEqual([
      {
        path: 'anchors/a.tsr',
        status: 'trusted',
        imprint: imprint.toString('hex'),
        genTime: Date.parse('2026-03-02T01:00:03.123Z'),
        accuracyMs: 1001,
      },
    ]);
  });

  it('anchor the checkpoint that they are over', async () => {
    const scene = stamped();
    const timeTokens = checkTimeTokens([{ path: 'anchors/a.tsr', bytes: scene.token }], [rootPem], nodeX509);
    const evidence = scene.story.verify(scene.built, { timeTokens, changes: { tsaRoots: [rootPem] } });
    expect(evidence.findings).toEqual([]);
    expect([...evidence.brackets.values()]).toEqual([{ notAfter: Date.parse('2026-03-02T01:00:04.124Z') }]);
  });

  it.each([
    ['sha384', '2.16.840.1.101.3.4.2.2'],
    ['sha512', '2.16.840.1.101.3.4.2.3'],
  ])('over %s of a note anchor it too', async (hash, imprintHash) => {
    const scene = stamped();
    const note = scene.built.files.get(scene.checkpointPath) as Uint8Array;
    const imprint = createHash(hash).update(note).digest();
    const token = new Uint8Array(issueToken({ imprint, imprintHash, genTime: '20260302010003.1239Z' }));
    const policy = writeFolder(new Map([['policy.json', canonicalizeBytes({ ...scene.built.policy, tsaRoots: [rootPem] })]]));
    const { evidence } = await loadEvidence([writeFolder(new Map(scene.built.files).set('anchors/user.tsr', token))], {
      policy: join(policy, 'policy.json'),
    });
    expect(evidence.findings.map(({ code }) => code)).toEqual([]);
    expect([...evidence.brackets.values()]).toEqual([{ notAfter: Date.parse('2026-03-02T01:00:04.124Z') }]);
  });

  it('are not checkable under a policy without roots', async () => {
    const scene = stamped();
    expect(await findings(scene.token, scene, [])).toEqual(['I_TIME_UNANCHORED user']);
  });

  it('over another hash: E_TSA_IMPRINT', async () => {
    const scene = stamped({ imprint: Buffer.alloc(32, 1) });
    expect(await findings(scene.token, scene)).toEqual(['E_TSA_IMPRINT anchors/a.tsr', 'I_TIME_UNANCHORED user < E_TSA_IMPRINT']);
  });

  it('with a changed signature: E_TSA_CHAIN', async () => {
    const scene = stamped();
    const { token } = scene;
    token[token.length - 1] = (token.at(-1) as number) ^ 1;
    expect(await findings(token, scene)).toEqual(['E_TSA_CHAIN user', 'I_TIME_UNANCHORED user < E_TSA_CHAIN']);
  });

  it('no tokens at all: E_TSA_CHAIN on the file', async () => {
    const scene = stamped();
    expect(await findings(Uint8Array.of(1, 2, 3), scene)).toEqual([
      'E_TSA_CHAIN anchors/a.tsr',
      'I_TIME_UNANCHORED user < E_TSA_CHAIN',
    ]);
  });

  it.each(['folder', 'container'] as const)('count in a %s that is loaded from disk', async (kind) => {
    const { built, token } = stamped();
    const policy = writeFolder(new Map([['policy.json', canonicalizeBytes({ ...built.policy, tsaRoots: [rootPem] })]]));
    const files = new Map(built.files).set('anchors/user.tsr', token);
    const folder =
      kind === 'folder'
        ? writeFolder(files)
        : writeFolder(
            new Map([
              ['case.atb', await packContainer([...built.sealed({ files })].map(([name, bytes]) => memberOf(name, bytes)))],
            ]),
          );
    const { evidence } = await loadEvidence([kind === 'folder' ? folder : join(folder, 'case.atb')], {
      policy: join(policy, 'policy.json'),
    });
    expect(evidence.findings.map(({ code }) => code)).toEqual([]);
    expect([...evidence.brackets.values()]).toEqual([{ notAfter: Date.parse('2026-03-02T01:00:04.124Z') }]);
  });

  it('files of other kinds are left alone', async () => {
    expect(checkTimeTokens([{ path: 'anchors/readme.txt', bytes: Uint8Array.of(1) }], [], nodeX509)).toEqual([]);
  });
});
