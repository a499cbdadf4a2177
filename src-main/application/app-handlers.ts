import Database from 'better-sqlite3';
import { semanticsVersions } from '../../src-core/arbitration/semantics.ts';
import type { Application as ApplicationFacts, SelfTest } from '../../src-core/host/groups/app.ts';
import { VERSION } from '../version.ts';
import type { ApplicationHandlers } from './handlers.ts';
import { programDigest } from './program-digest.ts';
import { runSelfTest } from './self-test/run-self-test.ts';
import type { SettingsFile } from './settings.ts';

export interface HostFacts {
  readonly host: 'desktop' | 'local';
  /** True where the host shows its own dialogs for files. */
  readonly dialogs: boolean;
  readonly electron?: string;
}

/** What the application says of itself, and its settings. The self-test ran when the host started: no page meets an untested engine. */
export function appHandlers(
  facts: HostFacts,
  programFolder: string,
  settings: SettingsFile,
  testedAtStart: SelfTest,
): ApplicationHandlers<'app.read' | 'app.selfTest' | 'settings.read' | 'settings.write'> {
  let selfTest = testedAtStart;
  // Over some thousand files: once, and not before somebody asks.
  let digest: Promise<string> | undefined;
  return {
    async 'app.read'(): Promise<ApplicationFacts> {
      digest ??= programDigest(programFolder);
      return {
        name: 'Assize',
        version: VERSION,
        host: facts.host,
        platform: `${process.platform} ${process.arch}`,
        node: process.versions.node,
        sqlite: sqliteVersion(),
        ...(facts.electron === undefined ? {} : { electron: facts.electron }),
        programDigest: await digest,
        selfTest,
        dialogs: facts.dialogs,
        semantics: semanticsVersions.join(', '),
      };
    },
    'app.selfTest': () => {
      selfTest = runSelfTest(new Date());
      return selfTest;
    },
    'settings.read': () => settings.read(),
    'settings.write': ({ changes }) => settings.write(changes),
  };
}

function sqliteVersion(): string {
  const memory = new Database(':memory:');
  try {
    return String(memory.prepare('select sqlite_version()').pluck().get());
  } finally {
    memory.close();
  }
}
