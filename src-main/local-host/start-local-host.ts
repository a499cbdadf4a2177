import { appHandlers } from '../application/app-handlers.ts';
import { createApplication } from '../application/application.ts';
import { fileCallsWithoutDialogs } from '../application/file-calls.ts';
import { openPageFiles } from '../application/page-files.ts';
import { runSelfTest } from '../application/self-test/run-self-test.ts';
import { openServices, type Services } from '../application/services.ts';
import type { SelfTest } from '../../src-core/host/groups/app.ts';
import { openRunFolder, type RunFolder } from './run-folder.ts';
import { openLocalServer } from './server.ts';

export interface LocalHostOptions {
  readonly dataFolder: string;
  /** The folder of the program: its digest is over what lies there. */
  readonly programFolder: string;
  /** The built page. */
  readonly pageFolder: string;
}

export interface LocalHost {
  readonly origin: string;
  readonly run: RunFolder;
  readonly services: Services;
  /** As it came out when the host started. */
  readonly selfTest: SelfTest;
  /** The page's address with a new code: opens it once, within half a minute. */
  newAddress(): string;
  close(): Promise<void>;
}

/** Serves the console to this machine alone. Opens no window. */
export async function startLocalHost(options: LocalHostOptions): Promise<LocalHost> {
  const services = await openServices(options.dataFolder);
  const { files, faults, events, forwardCase } = services;
  const selfTest = runSelfTest(new Date());
  const facts = appHandlers({ host: 'local', dialogs: false }, options.programFolder, services.settings, selfTest);
  const server = await openLocalServer(await openPageFiles(options.pageFolder), (pageOrigin) =>
    createApplication({
      pageOrigin,
      handlers: { ...services.handlers, ...fileCallsWithoutDialogs, ...facts },
      forwardCase,
      files,
      faults,
      events,
    }),
  );
  const run = await openRunFolder(options.dataFolder, server.origin, server.codes);
  return {
    origin: server.origin,
    run,
    services,
    selfTest,
    newAddress: () => `${server.origin}/#${server.codes.mint()}`,
    async close() {
      await run.close();
      await server.close();
      await services.close();
    },
  };
}
