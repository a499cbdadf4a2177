// One verification in a process of its own: prints what it took, as one JSON document.
//
//   node test/bench/verify-once.ts BUNDLE POLICY fast|reference
import { buildReport } from '../../src-core/evidence/report.ts';
import { loadEvidence } from '../../src-main/files/load-evidence.ts';

const [bundle = '', policy = '', path = 'fast'] = process.argv.slice(2);
const start = performance.now();
const { evidence } = await loadEvidence([bundle], { policy, path: path === 'reference' ? 'reference' : 'fast' });
const { verdict, counts, reportDigest } = buildReport(evidence, 'bench');
const seconds = (performance.now() - start) / 1000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(
  `${JSON.stringify({ seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, maxRssMb: maxRSS / 1024, entries: counts.entries, verdict, reportDigest })}\n`,
);
