import { useCallback, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Channel, Request, Value } from '../../src-core/host/contract.ts';
import { HostFailure } from './host-client.ts';
import { useHost } from './host-context.ts';

/** An act with a secret in its request, which is kept nowhere in the page: the cache of acts would hold it for minutes. */
export function useSecretAct<C extends Channel>(channel: C, groups: readonly string[]) {
  const host = useHost();
  const queries = useQueryClient();
  const [state, setState] = useState<{ readonly isPending: boolean; readonly error?: HostFailure }>({ isPending: false });
  const run = useCallback(
    async (request: Request<C>, onDone: (value: Value<C>) => void): Promise<void> => {
      setState({ isPending: true });
      try {
        const value = await host.call(channel, request);
        await queries.invalidateQueries({
          predicate: ({ queryKey }) => groups.includes(String(queryKey[0]).split('.')[0] ?? ''),
        });
        setState({ isPending: false });
        onDone(value);
      } catch (error) {
        if (!(error instanceof HostFailure)) throw error;
        setState({ isPending: false, error });
      }
    },
    // The groups are written at the call and never change.
    [host, queries, channel],
  );
  return { ...state, run };
}
