import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import type { Cause } from '../../../src-core/host/groups/findings.ts';
import { Button } from '../../components/button.tsx';

interface DismissDialogProps {
  readonly cause: Cause;
  readonly onClose: () => void;
  readonly onDismiss: (reason: string) => void;
}

/** A cause is dismissed with a reason or not at all. */
export function DismissDialog({ cause, onClose, onDismiss }: DismissDialogProps) {
  const { t } = useTranslation(['findings', 'common']);
  const [reason, setReason] = useState('');
  return (
    <ModalOverlay className="scrim" isOpen onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="palette dismiss">
        <Dialog className="palette-dialog">
          <form
            className="dismiss-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (reason.trim() !== '') onDismiss(reason.trim());
            }}
          >
            <Heading slot="title" className="t-title">
              {t('dismissTitle', { code: cause.code })}
            </Heading>
            <label htmlFor="dismiss-reason">{t('dismissReason')}</label>
            <textarea
              id="dismiss-reason"
              autoFocus
              required
              rows={3}
              maxLength={2000}
              className="note-field"
              aria-describedby="dismiss-hint"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <p id="dismiss-hint" className="t-small t-2">
              {t('dismissHint')}
            </p>
            <p className="note-acts">
              <Button kind="primary" type="submit" isDisabled={reason.trim() === ''}>
                {t('dismissDo')}
              </Button>
              <Button onPress={onClose}>{t('common:cancel')}</Button>
            </p>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
