import { createContext, useContext } from 'react';
import type { HostClient } from './host-client.ts';

export const HostContext = createContext<HostClient | undefined>(undefined);

/** The host of this page. */
export function useHost(): HostClient {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error('no host above this component');
  return host;
}
