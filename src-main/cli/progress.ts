import type { EvidenceOptions } from './evidence-options.ts';
import type { CommandIo } from './command.ts';

const EVERY_MS = 200;

/** Draws one line on a terminal's standard error: how much is read, how fast, and how long the rest may take. */
export function withProgress(options: EvidenceOptions, io: CommandIo): EvidenceOptions {
  if (!io.showProgress) return options;
  const start = io.now();
  let last = start;
  let drawn = false;
  return {
    ...options,
    onProgress({ bytes, total }) {
      const now = io.now();
      if (bytes >= total && drawn) {
        io.stderr('\r\u001b[K');
        drawn = false;
      }
      if (now - last < EVERY_MS || bytes >= total) return;
      last = now;
      drawn = true;
      const rate = bytes / Math.max(1, now - start);
      const left = Math.ceil((total - bytes) / Math.max(1, rate) / 1000);
      const megabytes = (value: number): string => (value / 1e6).toFixed(1);
      io.stderr(`\r\u001b[K${megabytes(bytes)} / ${megabytes(total)} MB  ${megabytes(rate * 1000)} MB/s  ${left} s`);
    },
  };
}
