import type { Channel, HostEvent, Request, Value } from '../../src-core/host/contract.ts';
import type { HostError } from '../../src-core/host/answer.ts';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';

/** How the page speaks to its host, whichever of the two it is. */
export interface HostClient {
  /** @throws HostFailure where the host answers with an error */
  call<C extends Channel>(channel: C, request: Request<C>, signal?: AbortSignal): Promise<Value<C>>;
  /** @returns a function that ends listening */
  listen(listener: (event: HostEvent) => void): () => void;
  /** Hands over a file that was dropped on the page or chosen in it. */
  takeFile(file: File, onProgress?: (sent: number) => void, signal?: AbortSignal): Promise<ChosenFile>;
}

/** An answer that is no value. `code` is stable; `message` is a sentence for people. */
export class HostFailure extends Error {
  readonly code: string;
  readonly details: HostError['details'];

  constructor(error: HostError) {
    super(error.message);
    this.name = 'HostFailure';
    this.code = error.code;
    this.details = error.details;
  }
}
