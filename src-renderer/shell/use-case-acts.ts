import { useMemo } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import type { HostEvent } from '../../src-core/host/contract.ts';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import { HostFailure } from '../host/host-client.ts';
import { useHost } from '../host/host-context.ts';
import { commandsOf, useCommandSets } from '../state/commands.ts';
import { useJobs } from '../state/jobs.ts';
import { useOpenCase } from '../state/open-case.ts';
import { go, useRoute } from '../state/route.ts';
import { notify } from '../state/toasts.ts';

interface CaseActs {
  readonly openHandle: (handle: string) => Promise<void>;
  readonly openSample: () => void;
  readonly closeCase: () => void;
  /** Imports files into the open case, or into a new one that is named for the first of them. */
  readonly takeEvidence: (files: readonly ChosenFile[], policy?: ChosenFile) => Promise<void>;
  readonly onCommand: (event: Extract<HostEvent, { topic: 'command' }>) => void;
}

/** What opens, closes and fills cases, from wherever it is asked for. */
export function useCaseActs(): CaseActs {
  const host = useHost();
  const queries = useQueryClient();
  const { t } = useTranslation('shell');
  return useMemo((): CaseActs => {
    const fail = (error: unknown): void => {
      if (!(error instanceof HostFailure)) throw error;
      notify(`${error.code}: ${error.message}`, { failure: true });
    };
    const show = (open: OpenCase): void => {
      queries.setQueryData(['cases.read', { caseId: open.caseId }], open);
      useOpenCase.getState().set(open.caseId);
      useRoute.getState().reset({ screen: 'overview' });
      const [warning] = open.warnings;
      if (warning !== undefined) notify(`${warning.code}: ${warning.message}`, { failure: true });
      void queries.invalidateQueries({ queryKey: ['cases.recent'] });
    };
    const acts: CaseActs = {
      openHandle: (handle) => host.call('cases.open', { handle }).then(show, fail),
      openSample: () => void host.call('cases.openSample', {}).then(show, fail),
      closeCase: () => {
        const { caseId, set } = useOpenCase.getState();
        set(undefined);
        useRoute.getState().reset({ screen: 'start' });
        if (caseId !== undefined) host.call('cases.close', { caseId }).catch(fail);
        void queries.invalidateQueries({ queryKey: ['cases.recent'] });
      },
      takeEvidence: async (files, policy) => {
        const [first] = files;
        if (first === undefined) return;
        try {
          let caseId = useOpenCase.getState().caseId;
          if (caseId === undefined) {
            const open = await host.call('cases.create', {
              title:
                first.name
                  .replace(/\.[^.]+$/, '')
                  .slice(0, 200)
                  .toWellFormed() || t('untitled'),
              reference: '',
            });
            show(open);
            caseId = open.caseId;
          }
          const job = await host.call('imports.start', {
            caseId,
            files: files.map(({ handle }) => handle),
            ...(policy === undefined ? {} : { policy: policy.handle }),
          });
          useJobs.getState().take(job);
          go({ screen: 'import' });
        } catch (error) {
          fail(error);
        }
      },
      onCommand: ({ command, handle, name = '' }) => {
        if (command === 'open-case' && handle !== undefined) void acts.openHandle(handle);
        else if (command === 'open-evidence' && handle !== undefined) void acts.takeEvidence([{ handle, name, bytes: 0 }]);
        else {
          // The host's menu names commands as the page does, and screens by their names.
          const offered = commandsOf(useCommandSets.getState().sets);
          (offered.find(({ id }) => id === command) ?? offered.find(({ id }) => id === `go.${command}`))?.run();
        }
      },
    };
    return acts;
  }, [host, queries, t]);
}
