import { writeFile } from 'node:fs/promises';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import type { CaseSession } from '../case-session.ts';
import { comparableSources } from '../compare/comparable-sources.ts';
import { compareSources } from '../compare/compare-sources.ts';
import type { CaseHandlers } from './handlers.ts';

/** The proof of every fork between two sources, as `assize compare --json` writes it under `proof`. */
async function exportProof(session: CaseSession, a: string, b: string, signal: AbortSignal) {
  const { proof } = await compareSources(session, a, b, signal);
  if (proof.length === 0)
    throw new AssizeError(
      'E_NO_PROOF',
      'these two sources prove no fork',
      {},
      'Nothing has to be exported: nobody signed two histories.',
    );
  const bytes = canonicalizeBytes({ proof: proof as unknown as JsonValue });
  const file = await session.spool('fork-proof.json');
  await writeFile(file.path, bytes);
  const sha256 = digestOf(bytes);
  session.record('case.exported', { what: 'fork-proof', forks: proof.length, digest: sha256 });
  return { handle: file.handle, sha256, forks: proof.length };
}

export const compareHandlers: CaseHandlers<'compare.sources' | 'compare.run' | 'compare.exportProof'> = {
  'compare.sources': (session) => comparableSources(session.read),
  'compare.run': async (session, { a, b }, signal) => (await compareSources(session, a, b, signal)).comparison,
  'compare.exportProof': (session, { a, b }, signal) => exportProof(session, a, b, signal),
};
