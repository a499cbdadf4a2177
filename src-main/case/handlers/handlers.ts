import type { CaseChannel, Value } from '../../../src-core/host/contract.ts';
import type { Checked } from '../../application/handlers.ts';
import type { CaseSession } from '../case-session.ts';

/** Answers of some of the channels of an open case. They run in the worker that holds its file open. */
export type CaseHandlers<C extends CaseChannel = CaseChannel> = {
  readonly [K in C]: (session: CaseSession, request: Checked<K>, signal: AbortSignal) => Promise<Value<K>> | Value<K>;
};
