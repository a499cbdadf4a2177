// One audit of a bundle in a process of its own, for `audit.ts`: prints what it took and what was found, as JSON.
import { readFileSync } from 'node:fs';
import { auditAtOnce } from '../../src-core/audit/audit-evidence.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import { nodeSignatures } from '../../src-main/crypto/node-signatures.ts';
import { loadEvidence } from '../../src-main/files/load-evidence.ts';
import { loadPacks } from '../../src-main/files/load-packs.ts';

const [folder = '', policy = ''] = process.argv.slice(2);
const start = performance.now();
const { evidence } = await loadEvidence([folder], { policy });
const loaded = performance.now();
/** The highest resident size so far, as the system counts it. */
const peak = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
const loadedMb = peak();
const packs = await loadPacks([], { cwd: '/' }, [], createSignatureVerifier('fast', nodeSignatures));
const { core } = auditAtOnce({
  evidence,
  packs: packs.map(({ pack }) => pack),
  request: {
    v: 1,
    asOf: '2026-06-01T00:00:00.000Z',
    jurisdiction: '*',
    settings: [],
    sample: { method: 'random', seed: 'bench', confidence: '95', tolerable: '5', expected: 0 },
  },
});
const done = performance.now();
process.stdout.write(
  JSON.stringify({
    transactions: core.population.transactions,
    entries: evidence.counts.entries,
    verifySeconds: (loaded - start) / 1000,
    auditSeconds: (done - loaded) / 1000,
    verifyMb: loadedMb,
    maxRssMb: peak(),
    exceptions: core.exceptions.map(({ txn, rules }) => ({ txn, rules: rules.map(({ rule }) => rule) })),
  }),
);
