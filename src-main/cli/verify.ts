import { AXES, type Axis } from '../../src-core/evidence/finding.ts';
import { buildReport } from '../../src-core/evidence/report.ts';
import { verdictOf } from '../../src-core/evidence/verify/assemble.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { VERSION } from '../version.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { usageError } from './options.ts';
import { renderReport } from './render-report.ts';

export interface VerifyOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
  /** The axes that decide the exit code; all if absent. */
  readonly require?: readonly Axis[] | undefined;
  /** Epoch milliseconds of `--at`. */
  readonly at?: number | undefined;
  readonly evidence: EvidenceOptions;
}

/** Verifies evidence and reports on it. The exit code is that of the worst axis asked for. */
export async function runVerify(options: VerifyOptions, io: CommandIo): Promise<ExitCode> {
  const { evidence } = await loadEvidence(options.paths, {
    stdin: io.stdin,
    signal: io.signal,
    at: options.at,
    ...options.evidence,
  });
  const report = buildReport(evidence, VERSION, options.at);
  await io.stdout(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, io));
  return EXIT[verdictOf(report.axes, options.require ?? AXES)];
}

/** Reads `--require`: names of axes, separated by commas. @throws {AssizeError} E_USAGE */
export function parseAxes(text: string | undefined): Axis[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(AXES as readonly string[]).includes(name)) throw usageError(`--require takes axes (${AXES.join(', ')}), not ${name}`);
  return names as Axis[];
}
