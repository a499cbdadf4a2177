import { connectDesktop, desktopBridge } from './desktop-client.ts';
import type { HostClient, HostFailure } from './host-client.ts';
import { connectLocal } from './local-client.ts';

export { HostFailure, type HostClient } from './host-client.ts';

/** A host that answers, until `ended` says why it no longer does. */
export interface ConnectedHost extends HostClient {
  /** Resolves when no call can succeed any more: the session ended, or the host is gone. The page has to be opened anew. */
  readonly ended: Promise<HostFailure>;
}

/**
 * Finds the host of this page and begins to speak with it.
 *
 * @throws {HostFailure} `E_SESSION_ENDED` where the page was loaded again or its code is spent: it has to be opened anew, since what
 * proves it to its host lives in its memory alone
 */
export async function connectHost(): Promise<ConnectedHost> {
  const bridge = desktopBridge();
  return bridge === undefined ? connectLocal() : connectDesktop(bridge);
}
