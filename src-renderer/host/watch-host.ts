import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { HostEvent } from '../../src-core/host/contract.ts';
import { useComparison } from '../state/comparison.ts';
import { useJobs } from '../state/jobs.ts';
import { useHost } from './host-context.ts';

const GROUPS: Record<Extract<HostEvent, { topic: 'case' }>['part'], readonly string[]> = {
  evidence: [
    'cases',
    'overview',
    'ledger',
    'findings',
    'transactions',
    'compare',
    'rulings',
    'audit',
    'trust',
    'reports',
    'custody',
  ],
  triage: ['cases', 'overview', 'findings', 'custody'],
  rulings: ['cases', 'rulings', 'custody'],
  custody: ['custody'],
  views: ['ledger'],
};

/** Keeps what the page shows in step with what the host says. */
export function useWatchHost(onCommand: (event: Extract<HostEvent, { topic: 'command' }>) => void): void {
  const host = useHost();
  const queries = useQueryClient();
  useEffect(
    () =>
      host.listen((event) => {
        if (event.topic === 'job') {
          useJobs.getState().take(event.job);
        } else if (event.topic === 'comparison') {
          useComparison.getState().hear(event);
        } else if (event.topic === 'case') {
          const groups = GROUPS[event.part];
          void queries.invalidateQueries({
            predicate: ({ queryKey }) => groups.includes(String(queryKey[0]).split('.')[0] ?? ''),
          });
        } else {
          onCommand(event);
        }
      }),
    [host, queries, onCommand],
  );
}
