import type { Answer, HostError } from '../../src-core/host/answer.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { contract, type CaseChannel, type Channel, type HostEvent } from '../../src-core/host/contract.ts';
import type { EventHub } from './event-hub.ts';
import type { FaultLog } from './fault-log.ts';
import { asChosen, type FileSpool, type HeldFile } from './file-handles.ts';
import type { ApplicationHandlers, CallContext, Checked } from './handlers.ts';
import { isChannel, readRequest } from './read-request.ts';
import type { Sender } from './sender.ts';

/** Answers a channel of an open case, in the worker of that case. */
export type ForwardCase = <C extends CaseChannel>(channel: C, request: Checked<C>, context: CallContext) => Promise<unknown>;

export interface ApplicationParts {
  /** The origin whose main frames alone may call. */
  readonly pageOrigin: string;
  readonly handlers: ApplicationHandlers;
  readonly forwardCase: ForwardCase;
  readonly files: FileSpool;
  readonly faults: FaultLog;
  /** Where what the application tells unasked is heard by the hosts. */
  readonly events: EventHub;
}

/** The application behind both hosts: the one door through which a page reaches anything. */
export interface Application {
  /**
   * Answers one call. Never rejects: what is wrong with the call, the evidence or the program comes back as an error with a code.
   *
   * @param requestJson - as the page sent it, unread
   * @param signal - aborted when the page takes the call back
   */
  call(channel: string, requestJson: string, sender: Sender | undefined, signal?: AbortSignal): Promise<Answer<unknown>>;
  /** Takes the bytes of a file that a page hands over. */
  takeFile(name: string, chunks: AsyncIterable<Uint8Array>, sender: Sender | undefined): Promise<Answer<unknown>>;
  /** Holds a file of the user's own, for a host that learns the paths of what was dropped. */
  holdFile(path: string, sender: Sender | undefined): Promise<Answer<unknown>>;
  /** What a page may save: the file behind one of its handles. */
  fileToSave(handle: string, sender: Sender | undefined): HeldFile;
  /**
   * Hears everything that the application tells a page unasked, until the returned function is called.
   *
   * @throws {AssizeError} `E_SENDER`
   */
  listen(sender: Sender | undefined, listener: (event: HostEvent) => void): () => void;
  /** Takes all running calls of a page back: it is gone. */
  dropPage(page: string): void;
}

export function createApplication(parts: ApplicationParts): Application {
  const { files, faults, events } = parts;
  const running = new Map<string, Set<AbortController>>();

  const requirePage = (sender: Sender | undefined): Sender => {
    if (sender === undefined || !sender.mainFrame || sender.origin !== parts.pageOrigin)
      throw new AssizeError('E_SENDER', 'only the pages of this application may call it');
    return sender;
  };

  const answer = async (channel: Channel, requestJson: string, page: string, signal: AbortSignal): Promise<unknown> => {
    const context: CallContext = { signal, page, files, emit: events.emit };
    const request = readRequest(channel, requestJson);
    if (isCaseChannel(channel)) return parts.forwardCase(channel, request as Checked<CaseChannel>, context);
    // Which handler belongs to which channel is held by the type of the table; the compiler cannot see it through the union.
    const handler = parts.handlers[channel] as (request: unknown, context: CallContext) => unknown;
    return handler(request, context);
  };

  const asError = async (during: string, failure: unknown, signal?: AbortSignal): Promise<HostError> => {
    if (failure instanceof AssizeError) return describeFailure(failure, files);
    if (signal?.aborted === true) return { code: 'E_CANCELLED', message: 'taken back before it was done' };
    const id = await faults.record(during, failure);
    return {
      code: 'E_INTERNAL',
      message: `a fault of the program, number ${id}`,
      details: { advice: 'Report it with its number and the line that logs/faults.log holds of it.' },
    };
  };

  return {
    async call(channel, requestJson, sender, signal) {
      const controller = new AbortController();
      const whole = signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]);
      let page: string | undefined;
      try {
        page = requirePage(sender).page;
        if (!isChannel(channel)) throw new AssizeError('E_CHANNEL', 'there is no such call');
        remember(running, page, controller);
        return { ok: true, value: await raceAbort(answer(channel, requestJson, page, whole), whole) };
      } catch (failure) {
        return { ok: false, error: await asError(isChannel(channel) ? channel : 'call', failure, whole) };
      } finally {
        if (page !== undefined) running.get(page)?.delete(controller);
      }
    },

    async takeFile(name, chunks, sender) {
      try {
        requirePage(sender);
        return { ok: true, value: asChosen(await files.take(name, chunks)) };
      } catch (failure) {
        return { ok: false, error: await asError('takeFile', failure) };
      }
    },

    async holdFile(path, sender) {
      try {
        requirePage(sender);
        return { ok: true, value: asChosen(await files.hold(path)) };
      } catch (failure) {
        return { ok: false, error: await asError('holdFile', failure) };
      }
    },

    fileToSave(handle, sender) {
      requirePage(sender);
      const file = files.get(handle);
      // What the user chose is his already; only what the application made is there to be saved.
      if (!file.spooled) throw new AssizeError('E_HANDLE', 'that file is not one to be saved');
      return file;
    },

    listen: (sender, listener) => events.listen(requirePage(sender).page, listener),

    dropPage(page) {
      for (const controller of running.get(page) ?? []) controller.abort();
      running.delete(page);
    },
  };
}

function isCaseChannel(channel: Channel): channel is CaseChannel {
  return contract[channel].by === 'case';
}

function remember(running: Map<string, Set<AbortController>>, page: string, controller: AbortController): void {
  const calls = running.get(page);
  if (calls === undefined) running.set(page, new Set([controller]));
  else calls.add(controller);
}

/** Answers a call that was taken back at once, whether or not its handler looks at the signal. */
function raceAbort(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((done, fail) => {
    const cancel = (): void => fail(new AssizeError('E_CANCELLED', 'taken back before it was done'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(done, fail).finally(() => signal.removeEventListener('abort', cancel));
  });
}

function describeFailure(failure: AssizeError, files: FileSpool): HostError {
  const place: { [name: string]: string | number } = {};
  for (const [name, value] of Object.entries(failure.place)) {
    if (typeof value === 'string') place[name] = files.redact(value);
    else if (typeof value === 'number') place[name] = value;
  }
  const details = {
    ...(failure.advice === undefined ? {} : { advice: files.redact(failure.advice) }),
    ...(Object.keys(place).length === 0 ? {} : { place }),
  };
  return {
    code: failure.code,
    message: files.redact(failure.message),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}
