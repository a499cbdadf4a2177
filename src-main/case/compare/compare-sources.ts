import { rmSync } from 'node:fs';
import type { ComparisonStep } from '../../../src-core/host/groups/compare.ts';
import { evidenceFolder } from '../../case-import/sources.ts';
import { readMeta } from '../../store/meta.ts';
import { callThread } from '../call-thread.ts';
import type { CaseSession } from '../case-session.ts';
import type { ComparedSources } from './compare-stored.ts';

/** What the thread of a comparison is told. */
export interface CompareQuestion {
  /** The case's file. */
  readonly path: string;
  readonly folder: string;
  readonly a: string;
  readonly b: string;
}

interface Kept {
  readonly key: string;
  readonly result: ComparedSources;
}

// The last pair of each case: looking at it and then exporting its proof verifies it once.
const kept = new WeakMap<CaseSession, Kept>();

/**
 * Verifies two sources, each by itself, and holds them against each other, in a thread of its own: the case answers everything else
 * meanwhile.
 *
 * @throws {AssizeError} `E_SOURCE` where they are not two sources of this case; `E_CANCELLED` where the signal ends it
 */
export async function compareSources(session: CaseSession, a: string, b: string, signal?: AbortSignal): Promise<ComparedSources> {
  const key = [a, b, readMeta(session.read, 'generation'), readMeta(session.read, 'policy')].join(' ');
  const known = kept.get(session);
  if (known?.key === key) return known.result;
  const folder = evidenceFolder(session.dataFolder);
  try {
    const question: CompareQuestion = { path: session.read.path, folder, a, b };
    const result = await callThread<ComparedSources, ComparisonStep>(new URL('./compare-worker.ts', import.meta.url), question, {
      signal,
      onStep: (step) => session.tell({ topic: 'comparison', caseId: session.caseId, a, b, step }),
    });
    kept.set(session, { key, result });
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
