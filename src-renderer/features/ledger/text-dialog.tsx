import { useState, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';

interface TextDialogProps {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly first?: string;
  readonly act: string;
  readonly mostLength: number;
  readonly isMono?: boolean;
  /** Says what is wrong with what was typed; undefined closes. */
  readonly onDone: (text: string) => Promise<string | undefined>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks for one line of text. */
export function TextDialog({
  title,
  label,
  hint,
  first = '',
  act,
  mostLength,
  isMono = false,
  onDone,
  onClose,
  children,
}: TextDialogProps) {
  const { t } = useTranslation('common');
  const [text, setText] = useState(first);
  const [wrong, setWrong] = useState<string>();
  const submit = async (): Promise<void> => {
    if (text.trim() === '') return;
    const problem = await onDone(text.trim());
    if (problem === undefined) onClose();
    else setWrong(problem);
  };
  return (
    <ModalOverlay className="scrim" isOpen onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="palette led-dialog">
        <Dialog className="palette-dialog">
          <form
            className="led-form"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <Heading slot="title" className="t-title">
              {title}
            </Heading>
            <label htmlFor="led-dialog-text">{label}</label>
            <input
              id="led-dialog-text"
              autoFocus
              className={isMono ? 'led-input t-mono' : 'led-input'}
              maxLength={mostLength}
              autoComplete="off"
              spellCheck={false}
              aria-describedby="led-dialog-hint"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setWrong(undefined);
              }}
            />
            <p id="led-dialog-hint" className={wrong === undefined ? 't-small t-2' : 't-small led-wrong'} role="status">
              {wrong ?? hint}
            </p>
            {children}
            <p className="led-acts">
              <Button kind="primary" type="submit" isDisabled={text.trim() === ''}>
                {act}
              </Button>
              <Button onPress={onClose}>{t('cancel')}</Button>
            </p>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
