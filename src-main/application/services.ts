import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCases } from '../case/open-cases.ts';
import { policyFileHandlers } from '../case/trust/open-policy.ts';
import { isSystemError } from '../files/write-durably.ts';
import type { ForwardCase } from './application.ts';
import { createEventHub, type EventHub } from './event-hub.ts';
import { openFaultLog, type FaultLog } from './fault-log.ts';
import { openFileSpool, type FileSpool } from './file-handles.ts';
import type { ApplicationChannel, ApplicationHandlers } from './handlers.ts';
import { rulingHandlers } from './ruling-handlers.ts';
import { openSettings, type SettingsFile } from './settings.ts';

type HostChannel = `app.${string}` | `settings.${string}` | `files.${string}`;

/** What stands behind an application, whichever host shows it. */
export interface Services {
  readonly dataFolder: string;
  readonly files: FileSpool;
  readonly faults: FaultLog;
  readonly settings: SettingsFile;
  readonly events: EventHub;
  /** Everything but what each host answers in its own way. */
  readonly handlers: ApplicationHandlers<Exclude<ApplicationChannel, HostChannel>>;
  readonly forwardCase: ForwardCase;
  /** True once: on data that no console has been opened on. */
  isFirstStart(): Promise<boolean>;
  close(): Promise<void>;
}

export async function openServices(dataFolder: string): Promise<Services> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const files = await openFileSpool(dataFolder);
  const faults = await openFaultLog(dataFolder);
  const settings = await openSettings(dataFolder);
  const events = createEventHub();
  const cases = openCases({ dataFolder, files, emit: events.emit, analyst: () => settings.read().settings.analyst });
  return {
    dataFolder,
    files,
    faults,
    settings,
    events,
    handlers: { ...cases.handlers, ...rulingHandlers(dataFolder), ...policyFileHandlers },
    forwardCase: cases.forwardCase,
    async isFirstStart() {
      try {
        await writeFile(join(dataFolder, 'started'), '', { flag: 'wx', mode: 0o600 });
        return true;
      } catch (error) {
        if (isSystemError(error, 'EEXIST')) return false;
        throw error;
      }
    },
    async close() {
      await cases.close();
      await files.close();
    },
  };
}
