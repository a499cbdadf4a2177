import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../scripts/project-root.ts';
import type { Finding } from '../../src-core/evidence/finding.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { writeFolder } from '../fixtures/write-folder.ts';
import type { SpoiltBundle } from './faults.ts';

/** What the second reader is asked: paths of evidence, of a policy, of known heads, of a ruling. */
export interface Job {
  readonly paths?: readonly string[];
  readonly policy?: string;
  readonly heads?: string;
  readonly ruling?: string;
}

export interface ReaderAnswer {
  readonly entries: number;
  readonly findings: readonly {
    readonly code: string;
    readonly chain: string | null;
    readonly line: number | null;
    readonly path: string | null;
    readonly caused: boolean;
  }[];
  readonly chains: readonly ChainAnswer[];
  readonly ruling?: Readonly<Record<string, string>>;
}

interface ChainAnswer {
  readonly id: string;
  readonly end: string;
  readonly first?: number;
  readonly last?: number;
  readonly head?: string;
}

/** Codes that the second reader tells; it is silent on time, windows of keys, authority of agents, seals and time stamps. */
export const covered: ReadonlySet<string> = new Set(
  [
    'E_PARSE E_PARSE_DUPKEY E_LIMIT E_ENVELOPE E_CANON E_SCHEMA E_SUM E_ARTIFACT E_DISCLOSURE E_INCLUSION E_CONSISTENCY',
    'E_MANIFEST E_ZIP_MISSING E_ZIP_UNLISTED E_ZIP_MIMETYPE E_ZIP_NAME E_ZIP_DUP E_ZIP_LINK E_ZIP_CRYPT E_ZIP_METHOD E_ZIP_HEADER E_ZIP_CRC',
    'E_SIG E_KEYID E_KEY_WEAK E_KEY_BINDING E_CKPT_SIG E_POP I_KEY_UNKNOWN I_KEY_UNTRUSTED I_ALG I_WITNESS_QUORUM',
    'E_PREV E_DUP E_FORK E_CHAIN_MIX E_LINE_ORDER E_AFTER_CLOSE E_REF_TXN E_REF_TYPE',
    'E_SEQ_GAP E_TRUNC_HEAD E_ROLLBACK I_OPEN_CHAIN I_REF_MISSING I_ARTIFACT_MISSING E_SETTLE_SUM E_SETTLE_QUORUM',
  ].flatMap((line) => line.split(' ')),
);

/** Why the second reader cannot run here; undefined where it can. */
export function readerMissing(): string | undefined {
  const probe = spawnSync('python3', ['-c', 'import cryptography'], { encoding: 'utf8' });
  if (probe.error !== undefined) return 'python3 is not installed';
  return probe.status === 0 ? undefined : 'python3-cryptography is not installed';
}

/** Has one process of the second reader do all jobs. */
export function runReader(jobs: readonly Job[], folder: string): ReaderAnswer[] {
  const list = join(folder, 'jobs.json');
  writeFileSync(list, JSON.stringify(jobs.map((job, id) => ({ id, ...job }))));
  const reader = join(projectRoot, 'test/second-reader/read.py');
  const printed = execFileSync('python3', [reader, '--list', list], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return JSON.parse(printed) as ReaderAnswer[];
}

/** Writes evidence and what goes with it for the second reader. */
export function writeJob({ files, policy, heads }: SpoiltBundle, folder: string): Job {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: Parameters<typeof canonicalizeBytes>[0]): string => {
    writeFileSync(join(folder, name), canonicalizeBytes(value));
    return join(folder, name);
  };
  return {
    paths: [writeFolder(files, join(folder, 'bundle'))],
    ...(policy && { policy: write('policy.json', policy) }),
    ...(heads && {
      heads: write(
        'heads.json',
        heads.map((head) => ({ ...head })),
      ),
    }),
  };
}

/** What both must say alike: how many entries, the root causes and where they stand, the chains and their ends. */
export interface Reading {
  readonly entries: number;
  readonly roots: readonly string[];
  readonly chains: readonly ChainAnswer[];
}

const sorted = (places: readonly string[]): string[] => [...new Set(places)].sort();

export function readingOfReader(answer: ReaderAnswer): Reading {
  const roots = answer.findings.filter(({ caused }) => !caused);
  return {
    entries: answer.entries,
    roots: sorted(roots.map(({ code, chain, line, path }) => placeOf(code, chain ?? path, line))),
    chains: answer.chains.map(({ id, end, first, last, head }) => ({ id, end, first, last, head })),
  };
}

export function readingOfVerify({ counts, findings, chains }: Evidence): Reading {
  const roots = findings.filter(({ code, cause }) => cause === undefined && covered.has(code));
  return {
    entries: counts.entries,
    roots: sorted(roots.map((finding) => placeOf(finding.code, ownerOf(finding), finding.line))),
    chains: [...chains.values()]
      .map(({ id, end, first, last, head }) => ({ id, end, first, last, head }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** What is wrong with a container as such has no place that both must name alike. */
function ownerOf({ code, chain, path }: Finding): string | undefined {
  return code.startsWith('E_ZIP_') || code === 'E_MANIFEST' ? undefined : (chain ?? path?.replace(/^.*!/, ''));
}

function placeOf(code: string, owner: string | null | undefined, line: number | null | undefined): string {
  return [code, owner, line].filter((part) => part !== null && part !== undefined).join(' ');
}

/** A folder for a file to be written into. */
export function writeTo(path: string, bytes: Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}
