import type { Answer } from './answer.ts';
import type { HostEvent } from './contract.ts';

/** What the preload of the desktop host shows to its page, as `assize`, and nothing besides. Everything in it can be cloned. */
export interface DesktopBridge {
  /** @param id - names the call, so that `cancel` can take it back */
  call(channel: string, requestJson: string, id: string): Promise<Answer<unknown>>;
  cancel(id: string): void;
  /** Hands over a file that was dropped or chosen, by its path, which the page never sees. */
  holdFile(file: unknown): Promise<Answer<unknown>>;
  /** Hands over bytes that have no path. Begun by a name, ended by `undefined`. */
  spool(id: string, name: string, chunk: Uint8Array | undefined): Promise<Answer<unknown>>;
  listen(listener: (event: HostEvent) => void): () => void;
}
