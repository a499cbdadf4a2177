import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Channel, Request, Value } from '../../src-core/host/contract.ts';
import type { HostFailure } from './host-client.ts';
import { useHost } from './host-context.ts';

interface CallOptions<Answer> {
  /** Without it nothing is asked yet. */
  readonly enabled?: boolean;
  /** Goes on showing the last answer while the next is under way. */
  readonly keep?: boolean;
  /** Milliseconds after an answer at which to ask again; undefined: not until something changes. */
  readonly again?: (answer: Answer) => number | undefined;
}

/** Asks the host and keeps the answer; what changes the case makes its answers be asked for again (see `watch-host`). */
export function useCall<C extends Channel>(
  channel: C,
  request: Request<C>,
  { enabled = true, keep = false, again }: CallOptions<Value<C>> = {},
): UseQueryResult<Value<C>, HostFailure> {
  const host = useHost();
  return useQuery<Value<C>, HostFailure>({
    queryKey: [channel, request],
    queryFn: ({ signal }) => host.call(channel, request, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(again === undefined
      ? {}
      : { refetchInterval: ({ state }) => (state.data === undefined ? false : (again(state.data) ?? false)) }),
  });
}

/** Asks the host to do something; afterwards everything of the named groups is asked for again. */
export function useAct<C extends Channel>(
  channel: C,
  groups: readonly string[] = [],
): UseMutationResult<Value<C>, HostFailure, Request<C>> {
  const host = useHost();
  const queries = useQueryClient();
  return useMutation<Value<C>, HostFailure, Request<C>>({
    mutationFn: (request) => host.call(channel, request),
    onSuccess: async () => {
      await queries.invalidateQueries({ predicate: ({ queryKey }) => groups.includes(String(queryKey[0]).split('.')[0] ?? '') });
    },
  });
}
