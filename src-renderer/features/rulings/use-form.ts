import { useCallback, useState } from 'react';
import type { RulingForm, RulingView, WrittenForm } from '../../../src-core/host/groups/rulings.ts';
import type { Disclosed } from '../../../src-core/ruling/court/disclosures.ts';
import type { HostFailure } from '../../host/host-client.ts';
import { useAct } from '../../host/use-call.ts';
import { useCaseId } from '../../state/open-case.ts';

/** A form of a ruling as it is chosen, written and saved. */
export interface FormFile {
  readonly form: RulingForm;
  readonly choose: (form: RulingForm) => void;
  readonly disclosed: ReadonlySet<Disclosed>;
  readonly disclose: (what: Disclosed, isChosen: boolean) => void;
  readonly isPending: boolean;
  readonly error: HostFailure | null;
  readonly written: WrittenForm | undefined;
  readonly isSaved: boolean;
  readonly write: () => void;
  readonly save: () => void;
}

export function useForm({ id }: Pick<RulingView, 'id'>): FormFile {
  const caseId = useCaseId();
  const [form, setForm] = useState<RulingForm>('zip');
  const [disclosed, setDisclosed] = useState<ReadonlySet<Disclosed>>(new Set());
  const [written, setWritten] = useState<WrittenForm>();
  const [isSaved, setSaved] = useState(false);
  const made = useAct('rulings.form', ['custody']);
  const saved = useAct('files.save');
  // A file that was written is of the choice that it was written under.
  const forget = useCallback(() => {
    setWritten(undefined);
    setSaved(false);
  }, []);
  return {
    form,
    choose: (next) => {
      setForm(next);
      forget();
    },
    disclosed,
    disclose: (what, isChosen) => {
      setDisclosed((before) => new Set(isChosen ? [...before, what] : [...before].filter((one) => one !== what)));
      forget();
    },
    isPending: made.isPending,
    error: made.error ?? saved.error,
    written,
    isSaved,
    write: () => {
      forget();
      made.mutate({ caseId, id, form, disclose: form === 'zip' ? [...disclosed] : [] }, { onSuccess: setWritten });
    },
    save: () => {
      if (written === undefined) return;
      saved.mutate({ handle: written.handle, suggestedName: written.name }, { onSuccess: (answer) => setSaved(answer.saved) });
    },
  };
}
