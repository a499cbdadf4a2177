import { useCallback, useState } from 'react';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import type { HostFailure } from '../../host/host-client.ts';
import { useAct } from '../../host/use-call.ts';
import { useCaseId } from '../../state/open-case.ts';

/** The written file of a ruling, and saving it where the user says. */
export interface RulingFiles {
  readonly isPending: boolean;
  readonly error: HostFailure | null;
  readonly saved: boolean;
  /** Written and checked, to be saved. */
  readonly file: { readonly handle: string; readonly name: string } | undefined;
  readonly take: (handle: string, name: string) => void;
  readonly exportAgain: () => void;
  readonly save: () => void;
}

export function useExport({ id }: Pick<RulingView, 'id'>): RulingFiles {
  const caseId = useCaseId();
  const [file, setFile] = useState<RulingFiles['file']>();
  const [saved, setSaved] = useState(false);
  const exported = useAct('rulings.export', ['rulings', 'custody']);
  const written = useAct('files.save');
  const take = useCallback((handle: string, name: string) => {
    setSaved(false);
    setFile({ handle, name });
  }, []);
  const { mutate } = exported;
  const exportAgain = useCallback(
    () => mutate({ caseId, id }, { onSuccess: ({ handle, name }) => take(handle, name) }),
    [mutate, caseId, id, take],
  );
  const save = useCallback(() => {
    if (file === undefined) return;
    written.mutate({ handle: file.handle, suggestedName: file.name }, { onSuccess: (answer) => setSaved(answer.saved) });
  }, [file, written]);
  return { isPending: exported.isPending, error: exported.error ?? written.error, saved, file, take, exportAgain, save };
}
