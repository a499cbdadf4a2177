import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { copyText } from '../../host/copy-text.ts';
import { notify } from '../../state/toasts.ts';

/** Turns each envelope of the exported file into a case that `assize check` answers. */
const COMMAND = `jq -c '.proof[] | .jwk as $jwk | .envelopes[] | {kind: "dsse", envelope: ., jwk: $jwk}' fork-proof.json | assize check`;

/** How somebody who has nothing but the exported file checks it. */
export function ProofNote() {
  const { t } = useTranslation(['compare', 'common']);
  return (
    <div className="compare-proof">
      <p className="t-small t-2">{t('proof.how')}</p>
      <p className="compare-command">
        <code className="t-mono">{COMMAND}</code>
        <Button
          small
          kind="quiet"
          icon="copy"
          label={t('proof.copy')}
          onPress={() => void copyText(COMMAND).then(() => notify(t('common:copied')))}
        />
      </p>
    </div>
  );
}
