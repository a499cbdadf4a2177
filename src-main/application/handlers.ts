import type { z } from 'zod';
import type { CaseChannel, Channel, Contract, HostEvent, Value } from '../../src-core/host/contract.ts';
import type { FileHandles } from './file-handles.ts';

/** A request as its schema lets it through. */
export type Checked<C extends Channel> = z.output<Contract[C]['request']>;

/** What a handler may use besides its request. */
export interface CallContext {
  /** Aborted when the page takes the call back or goes away. */
  readonly signal: AbortSignal;
  /** The page that asks, as the host names it. */
  readonly page: string;
  readonly files: FileHandles;
  readonly emit: (event: HostEvent) => void;
}

export type ApplicationChannel = Exclude<Channel, CaseChannel>;

/** Answers of some of the application's channels. Failures that a person can mend are thrown as AssizeError. */
export type ApplicationHandlers<C extends ApplicationChannel = ApplicationChannel> = {
  readonly [K in C]: (request: Checked<K>, context: CallContext) => Promise<Value<K>> | Value<K>;
};
