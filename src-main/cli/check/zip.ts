import { createHash } from 'node:crypto';
import type { Refusal } from '../../../src-core/import/container-rules.ts';
import {
  compareMembers,
  MANIFEST_MEMBER,
  parseManifest,
  type ManifestFinding,
  type SeenMember,
} from '../../../src-core/import/manifest.ts';
import { readWhole, type Member } from '../../../src-core/import/member.ts';
import { dataRefusal } from '../../../src-core/import/zip/open-container.ts';
import { openContainer } from '../../files/read-container.ts';
import { base64Field } from './case-fields.ts';
import type { Answer, CheckKind } from './check-kind.ts';

/** Most refusals that an answer lists. */
const mostListed = 100;

/**
 * Whether a container would be opened, every member read. The answer's code is the gravest refusal's; `refusals` lists all, missing and
 * unlisted members last. What else is wrong with its manifest (E_MANIFEST) refuses no container; `findings` lists it.
 */
export const zipKind: CheckKind = {
  kind: 'zip',
  async answer(fields): Promise<Answer> {
    const opened = await openContainer(base64Field(fields, 'bytes'));
    if (opened.outcome === 'refused') return refused(opened.refusals);
    const { members } = opened.container;
    const seen: SeenMember[] = [];
    const damaged: Refusal[] = [];
    for (const member of members) {
      const outcome = await readThrough(member);
      if ('code' in outcome) damaged.push(outcome);
      else seen.push(outcome);
    }
    if (damaged.length > 0) return refused(damaged);
    const findings = await judgeManifest(members, seen);
    const absent = findings.filter(({ code }) => code !== 'E_MANIFEST');
    if (absent.length > 0) return refused(absent.map(({ code, path, message }) => ({ code, member: path, message })));
    return findings.length === 0
      ? { verdict: 'valid' }
      : { verdict: 'valid', findings: findings.slice(0, mostListed).map((it) => ({ ...it })) };
  },
};

async function readThrough(member: Member): Promise<SeenMember | Refusal> {
  const hash = createHash('sha256');
  try {
    for await (const piece of member.read()) hash.update(piece);
    return { name: member.name, size: member.size, sha256: `sha256:${hash.digest('hex')}` };
  } catch (error) {
    return dataRefusal(error, member.name);
  }
}

async function judgeManifest(members: readonly Member[], seen: readonly SeenMember[]): Promise<readonly ManifestFinding[]> {
  const member = members.find(({ name }) => name === MANIFEST_MEMBER);
  if (member === undefined) return [{ code: 'E_MANIFEST', path: MANIFEST_MEMBER, message: 'the container has no manifest' }];
  const { manifest, findings } = parseManifest(await readWhole(member));
  return manifest === undefined
    ? findings
    : compareMembers(manifest, seen).sort((a, b) => Number(a.code === 'E_ZIP_UNLISTED') - Number(b.code === 'E_ZIP_UNLISTED'));
}

function refused(refusals: readonly { code: string; member?: string; message: string }[]): Answer {
  const [gravest] = refusals;
  if (gravest === undefined) throw new Error('a refusal has a reason');
  const { code, message, member } = gravest;
  return {
    verdict: 'invalid',
    code,
    message: member === undefined ? message : `${member}: ${message}`,
    refusals: refusals.slice(0, mostListed).map((refusal) => ({ ...refusal })),
  };
}
