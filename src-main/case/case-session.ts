import { rmSync } from 'node:fs';
import type { TrustPolicy } from '../../src-core/evidence/policy.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import type { HostEvent } from '../../src-core/host/contract.ts';
import type { HeldFile } from '../application/file-handles.ts';
import { caseSources, evidenceFolder, type SpooledSources } from '../case-import/sources.ts';
import { policyInEffect, readPolicy } from '../case-import/policies.ts';
import { CustodyLog, type Remembered } from '../custody/custody-log.ts';
import type { CaseKey } from '../custody/case-key.ts';
import type { CustodyAct, CustodyDetails } from '../custody/custody-entry.ts';
import type { OpenCaseFile } from '../store/case-file.ts';
import { connect, type ReadDatabase, type WriteDatabase } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';

export type CasePart = Extract<HostEvent, { topic: 'case' }>['part'];

/** Said once, when a case is opened. */
export interface CaseWarning {
  readonly code: string;
  readonly message: string;
}

/** What the worker of a case may ask of the application. */
export interface SessionHost {
  readonly caseId: string;
  readonly dataFolder: string;
  /** A new file of the application's own that `files.save` can save. */
  spool(name: string): Promise<HeldFile>;
  emit(event: HostEvent): void;
  /** Epoch milliseconds. */
  now(): number;
}

/** Evidence that is being derived, or was. */
interface Derived {
  readonly controller: AbortController;
  readonly evidence: Promise<Evidence>;
  waiting: number;
}

/** An open case, in the worker that holds its file. What every handler works with. */
export class CaseSession {
  readonly caseId: string;
  /** As the file has it; outlives every opening. */
  readonly caseUuid: string;
  readonly dataFolder: string;
  readonly openedAt: number;
  /** For everything that only reads: SQLite refuses writes through it. */
  readonly read: ReadDatabase;
  readonly remembered: Remembered;
  readonly warnings: CaseWarning[] = [];
  /** Whom acts name: set with each request. */
  analyst = '';
  /** Whether the stored verdict bears its stamp; `wrong` and `unchecked` ones are shown as not checked. */
  stamp: 'right' | 'wrong' | 'unchecked' | 'none' = 'none';
  readonly key: CaseKey;
  readonly #file: OpenCaseFile;
  readonly #host: SessionHost;
  readonly #custody: CustodyLog;
  #derived: Derived | undefined;
  #spooled: SpooledSources | undefined;

  constructor(file: OpenCaseFile, key: CaseKey, host: SessionHost) {
    this.#file = file;
    this.#host = host;
    this.key = key;
    this.caseId = host.caseId;
    this.dataFolder = host.dataFolder;
    this.openedAt = host.now();
    this.caseUuid = readMeta(file.database, 'id') ?? '';
    this.read = connect(file.database.path, 'read');
    this.#custody = new CustodyLog({
      database: file.database,
      dataFolder: host.dataFolder,
      caseUuid: this.caseUuid,
      key,
      now: () => host.now(),
    });
    this.remembered = this.#custody.remembered();
  }

  /** Changes the case: all of `work` or nothing of it. Other connections wait meanwhile, so it is to be short. */
  write<T>(work: (database: WriteDatabase) => T): T {
    return this.#file.database.inTransaction(() => work(this.#file.database));
  }

  /** Signs what was done into the case's custody; within `write`, together with it. */
  record(act: CustodyAct, details: CustodyDetails): void {
    this.#custody.append(act, details, this.analyst);
    this.emit('custody');
  }

  /** Notes the last act outside the file. Called after every request. */
  remember(): void {
    this.#custody.remember();
  }

  emit(part: CasePart): void {
    this.#host.emit({ topic: 'case', caseId: this.caseId, part });
  }

  /** Tells how far a long call has come. */
  tell(step: Extract<HostEvent, { topic: 'comparison' }>): void {
    this.#host.emit(step);
  }

  /** A file that the page may save; write to its `path`, then answer with its `handle`. */
  spool(name: string): Promise<HeldFile> {
    return this.#host.spool(name);
  }

  now(): number {
    return this.#host.now();
  }

  /** The policy that the case is judged under; undefined: none. */
  policy(): { readonly policy: TrustPolicy; readonly document: Uint8Array } | undefined {
    return readPolicy(this.read, policyInEffect(this.read));
  }

  /**
   * The verified evidence of the whole case, derived from the stored bytes under the case's policy; kept until the evidence or the policy
   * changes. Large cases take as long as verifying them: lists and filters read the store instead.
   *
   * @param signal - ends the waiting; what nobody waits for any more is given up
   * @throws {AssizeError} `E_CASE_DAMAGED` where stored bytes are not those that were received
   */
  async evidence(signal?: AbortSignal): Promise<Evidence> {
    signal?.throwIfAborted();
    const derived = (this.#derived ??= this.#begin());
    derived.waiting += 1;
    const leave = (): void => {
      derived.waiting -= 1;
      if (derived.waiting > 0) return;
      derived.controller.abort();
      // Whoever asks next begins anew.
      if (this.#derived === derived) this.#derived = undefined;
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await derived.evidence;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** A path of `evidence()` as people know it. */
  shownPath(path: string): string {
    return this.#spooled?.shown(path) ?? path;
  }

  /** Evidence or policy changed: what was derived from them is let go of. */
  forgetEvidence(): void {
    this.#derived = undefined;
  }

  close(): void {
    this.read.close();
    this.#file.close();
  }

  #begin(): Derived {
    const controller = new AbortController();
    const evidence = this.#derive(controller.signal);
    const derived: Derived = { controller, evidence, waiting: 0 };
    evidence.catch(() => {
      if (this.#derived === derived) this.#derived = undefined;
    });
    return derived;
  }

  async #derive(signal: AbortSignal): Promise<Evidence> {
    // Half of the time that opening a case takes would go into loading the engine, which lists and filters do without.
    const { verifyStored } = await import('./stored-evidence.ts');
    const folder = evidenceFolder(this.dataFolder);
    try {
      const { evidence, spooled } = await verifyStored(this.read, caseSources(this.read), folder, { signal });
      this.#spooled = spooled;
      return evidence;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
