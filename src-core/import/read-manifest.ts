import type { StatedManifest } from '../evidence/verify/manifest-claims.ts';
import type { InputFinding } from '../evidence/verify/open-verification.ts';
import { compareMembers, MANIFEST_MEMBER, parseManifest, SEAL_MEMBER, sealFault, type ManifestFinding } from './manifest.ts';
import { readWhole, type Member } from './member.ts';
import type { ReadMember } from './evidence-feed.ts';

const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;

/**
 * Reads the manifest of a container and holds its list of files against what was read. What it says of chains is left to the
 * verification, which knows the lines.
 *
 * @param root - the container's path, before `!` in the paths of findings
 */
export async function readManifest(
  root: string,
  members: readonly Member[],
  read: readonly ReadMember[],
): Promise<{ findings: InputFinding[]; manifest?: StatedManifest }> {
  const place = (found: ManifestFinding): InputFinding => ({ ...found, path: `${root}!${found.path ?? MANIFEST_MEMBER}` });
  const member = members.find(({ name }) => name === MANIFEST_MEMBER);
  if (member === undefined) return { findings: [place({ code: 'E_MANIFEST', message: 'the container has no manifest' })] };
  if (member.size > MOST_MANIFEST_BYTES)
    return { findings: [place({ code: 'E_MANIFEST', message: `the manifest has more than ${MOST_MANIFEST_BYTES} bytes` })] };
  const bytes = await readWhole(member);
  const { manifest, findings } = parseManifest(bytes);
  if (manifest === undefined) return { findings: findings.map(place) };
  const seal = members.find(({ name }) => name === SEAL_MEMBER);
  const fault = seal === undefined || seal.size > MOST_MANIFEST_BYTES ? undefined : sealFault(await readWhole(seal), bytes);
  return {
    findings: fault === undefined ? [] : [place({ code: 'E_MANIFEST', path: SEAL_MEMBER, message: fault })],
    manifest: {
      path: `${root}!${MANIFEST_MEMBER}`,
      prefix: `${root}!`,
      chains: manifest.chains,
      omitted: (manifest.omitted ?? []).map(({ digest }) => digest),
      differences: compareMembers(manifest, read).map(place),
    },
  };
}
