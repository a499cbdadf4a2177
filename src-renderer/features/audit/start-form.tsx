import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackRow } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { visibleText } from '../../components/evidence-text.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import type { HostFailure } from '../../host/host-client.ts';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';

interface StartFormProps {
  readonly error: HostFailure | null | undefined;
  readonly isPending: boolean;
  readonly onStart: (order: { readonly packs: readonly string[]; readonly asOf: string; readonly jurisdiction: string }) => void;
  readonly onCancel?: (() => void) | undefined;
}

/** Which rules are applied, and the instant that they stand at. */
export function StartForm(props: StartFormProps) {
  const packs = useCall('packs.list', {});
  if (packs.error !== null) return <Failure error={packs.error} retry={() => void packs.refetch()} />;
  return packs.data === undefined ? <Loading /> : <Form {...props} packs={packs.data} />;
}

function Form({ packs, error, isPending, onStart, onCancel }: StartFormProps & { readonly packs: readonly PackRow[] }) {
  const { t } = useTranslation(['audit', 'common']);
  const formats = useFormats();
  const [chosen, setChosen] = useState<readonly string[]>(packs.slice(0, 1).map(({ digest }) => digest));
  const [asOf, setAsOf] = useState(() => new Date().toISOString());
  const [jurisdiction, setJurisdiction] = useState('*');
  return (
    <form
      className="audit-start"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0 && !isPending) onStart({ packs: chosen, asOf, jurisdiction });
      }}
    >
      <p className="t-verdict">{t('start.about')}</p>
      <p className="t-2">{t('start.scope')}</p>
      <fieldset className="audit-packs">
        <legend className="t-label">{t('start.packs')}</legend>
        {packs.map((pack) => (
          <label key={pack.digest}>
            <input
              type="checkbox"
              checked={chosen.includes(pack.digest)}
              onChange={({ target: { checked } }) =>
                setChosen(checked ? [...chosen, pack.digest] : chosen.filter((digest) => digest !== pack.digest))
              }
            />
            <span>{`${visibleText(pack.id)} ${visibleText(pack.version)}`}</span>{' '}
            <span className="t-2">
              {t('start.rules', { count: pack.rules.length, shown: formats.number(pack.rules.length) })}
            </span>
            <Digest value={pack.digest} />
          </label>
        ))}
      </fieldset>
      <label className="audit-field">
        <span className="t-label">{t('start.asOf')}</span>
        <input className="field t-mono" required value={asOf} onChange={({ target }) => setAsOf(target.value)} />
      </label>
      <label className="audit-field">
        <span className="t-label">{t('start.jurisdiction')}</span>
        <input className="field t-mono" required value={jurisdiction} onChange={({ target }) => setJurisdiction(target.value)} />
      </label>
      {error !== null && error !== undefined && <Failure error={error} />}
      <p className="audit-acts">
        <Button kind="primary" type="submit" keys="Mod+Enter" isDisabled={chosen.length === 0 || isPending}>
          {t('start.do')}
        </Button>
        {onCancel !== undefined && (
          <Button kind="quiet" onPress={onCancel}>
            {t('common:cancel')}
          </Button>
        )}
      </p>
    </form>
  );
}
