import type { StatedManifest } from '../../src-core/evidence/verify/manifest-claims.ts';
import type { InputFinding } from '../../src-core/evidence/verify/open-verification.ts';
import { compareMembers, MANIFEST_MEMBER, parseManifest, SEAL_MEMBER, sealFault, type ManifestFinding } from '../../src-core/import/manifest.ts';
import { readWhole, type Member } from '../../src-core/import/member.ts';
import type { ReadMember } from './evidence-feed.ts';

const mostBytes = 64 * 2 ** 20;

/**
 * Holds the manifest of a container against the members that were read. A manifest that cannot be read gives no claims, and its own
 * findings stand alone.
 */
export async function readManifest(
  path: string,
  members: readonly Member[],
  read: readonly ReadMember[],
): Promise<{ findings: InputFinding[]; manifest?: StatedManifest }> {
  const toInput = (finding: ManifestFinding): InputFinding => ({ ...finding, path: `${path}!${finding.path ?? MANIFEST_MEMBER}` });
  const refuse = (member: string, message: string): InputFinding => toInput({ code: 'E_MANIFEST', path: member, message });
  const member = members.find(({ name }) => name === MANIFEST_MEMBER);
  if (member === undefined) return { findings: [refuse(MANIFEST_MEMBER, 'the container has no manifest')] };
  if (member.size > mostBytes) return { findings: [refuse(MANIFEST_MEMBER, `the manifest has more than ${mostBytes} bytes`)] };
  const bytes = await readWhole(member);
  const seal = members.find(({ name }) => name === SEAL_MEMBER);
  const isSealTooLong = seal !== undefined && seal.size > mostBytes;
  const fault = seal === undefined || isSealTooLong ? undefined : sealFault(await readWhole(seal), bytes);
  const sealed = isSealTooLong ? 'the seal is too long' : fault;
  const sealFindings = sealed === undefined ? [] : [refuse(SEAL_MEMBER, sealed)];
  const { manifest, findings } = parseManifest(bytes);
  if (manifest === undefined) return { findings: [...findings.map(toInput), ...sealFindings] };
  const stated: StatedManifest = {
    path: `${path}!${MANIFEST_MEMBER}`,
    prefix: `${path}!`,
    chains: manifest.chains,
    omitted: (manifest.omitted ?? []).map((item) => item.digest),
  };
  return { findings: [...compareMembers(manifest, read).map(toInput), ...sealFindings], manifest: stated };
}
