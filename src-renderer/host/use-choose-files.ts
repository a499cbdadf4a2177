import { useCallback } from 'react';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import { HostFailure } from './host-client.ts';
import { useHost } from './host-context.ts';

type Purpose = 'evidence' | 'policy' | 'claim' | 'ruling' | 'key' | 'pack' | 'case';

const ACCEPTED: Record<Purpose, string> = {
  evidence: '.atb,.ndjson,.jsonl,.json,.jwt,.txt',
  policy: '.json',
  claim: '.json',
  ruling: '.json,.zip',
  key: '.json,.jwk',
  pack: '.json',
  case: '.assize',
};

/** Lets the user choose files: by the host's dialog, or where it has none by the browser's, whose bytes the host then takes in. */
export function useChooseFiles(): (purpose: Purpose, multiple: boolean) => Promise<readonly ChosenFile[]> {
  const host = useHost();
  return useCallback(
    async (purpose, multiple) => {
      try {
        return await host.call('files.choose', { purpose, multiple });
      } catch (error) {
        if (!(error instanceof HostFailure) || error.code !== 'E_NO_DIALOG') throw error;
      }
      const files = await askBrowser(ACCEPTED[purpose], multiple);
      return Promise.all(files.map((file) => host.takeFile(file)));
    },
    [host],
  );
}

function askBrowser(accept: string, multiple: boolean): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = multiple;
  return new Promise((done) => {
    input.addEventListener('change', () => done([...(input.files ?? [])]));
    input.addEventListener('cancel', () => done([]));
    input.click();
  });
}
