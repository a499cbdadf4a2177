import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../host/copy-text.ts';
import type { HostFailure } from '../host/host-client.ts';
import { Button } from './button.tsx';
import { EvidenceText } from './evidence-text.tsx';
import './notice.css';

/** A pane with nothing in it: one sentence with the reason and the way out. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty t-2">{children}</p>;
}

/** A pane that waits. */
export function Loading({ what, onStop }: { readonly what?: string; readonly onStop?: () => void }) {
  const { t } = useTranslation('common');
  return (
    <p className="empty t-2" role="status">
      {what ?? t('loading')}
      {onStop !== undefined && (
        <>
          {' '}
          <Button kind="quiet" small onPress={onStop}>
            {t('stop')}
          </Button>
        </>
      )}
    </p>
  );
}

/** What went wrong, what still works, and the code that a person can quote. Bad evidence is never told here: it is a finding. */
export function Failure({ error, retry }: { readonly error: HostFailure; readonly retry?: () => void }) {
  const { t } = useTranslation(['common', 'errors']);
  const key = `errors:${error.code}`;
  const said = t(key, { defaultValue: error.message });
  return (
    <div className="failure" role="alert">
      <p>
        <code className="t-mono">{error.code}</code> <EvidenceText text={said} />
      </p>
      {error.details?.advice !== undefined && (
        <p className="t-2">
          <EvidenceText text={error.details.advice} />
        </p>
      )}
      <p className="failure-actions">
        {retry !== undefined && (
          <Button small onPress={retry}>
            {t('common:tryAgain')}
          </Button>
        )}
        <Button
          small
          kind="quiet"
          onPress={() => void copyText(JSON.stringify({ code: error.code, message: error.message, details: error.details }))}
        >
          {t('common:copyDetails')}
        </Button>
      </p>
    </div>
  );
}
