import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_BYTES = 1_000_000;

/** Where faults of the program itself are written down, so that a person can report one by its number. */
export interface FaultLog {
  readonly path: string;
  /** Writes down what went wrong and where in the program, and answers with the fault's number. */
  record(during: string, fault: unknown): Promise<string>;
}

export async function openFaultLog(dataFolder: string): Promise<FaultLog> {
  const folder = join(dataFolder, 'logs');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'faults.log');
  return {
    path,
    async record(during, fault) {
      const id = randomBytes(6).toString('hex');
      const line = JSON.stringify({ id, at: new Date().toISOString(), during, ...describe(fault) });
      try {
        const size = await stat(path).then(
          (found) => found.size,
          () => 0,
        );
        if (size > MOST_BYTES) await rename(path, `${path}.1`);
        await appendFile(path, `${line}\n`, { mode: 0o600 });
      } catch {
        // A log that cannot be written must not turn one fault into two.
      }
      return id;
    },
  };
}

/** Class, system code and places in the program. Never the message: it may quote evidence, and no log may hold any. */
function describe(fault: unknown): { class: string; code?: string; stack: string[] } {
  if (!(fault instanceof Error)) return { class: typeof fault, stack: [] };
  const { code } = fault as { code?: unknown };
  const stack = (fault.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 20);
  return { class: fault.name, ...(typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? { code } : {}), stack };
}
