import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { EvidenceText } from '../components/evidence-text.tsx';
import { useToasts } from '../state/toasts.ts';
import './toast.css';

const SHOWN_FOR = 5000;

export function ToastLine() {
  const { t } = useTranslation('common');
  const { toast, close } = useToasts();
  useEffect(() => {
    if (toast === undefined || toast.failure) return;
    const timer = setTimeout(close, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast, close]);
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {toast !== undefined && (
        <div className="toast" data-failure={toast.failure}>
          <EvidenceText text={toast.text} />
          {toast.undo !== undefined && (
            <Button
              kind="quiet"
              small
              onPress={() => {
                toast.undo?.();
                close();
              }}
            >
              {t('undo')}
            </Button>
          )}
          <Button kind="quiet" small icon="close" label={t('close')} onPress={close} />
        </div>
      )}
    </div>
  );
}
