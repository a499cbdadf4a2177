import { useState, type ReactNode } from 'react';
import { DropZone } from 'react-aria-components/DropZone';
import { isFileDropItem } from 'react-aria-components/useDragAndDrop';
import { useTranslation } from 'react-i18next';
import type { ChosenFile } from '../../src-core/host/groups/files.ts';
import { HostFailure } from '../host/host-client.ts';
import { useHost } from '../host/host-context.ts';
import { useFormats } from '../i18n/format.ts';
import { notify } from '../state/toasts.ts';
import { EvidenceText } from './evidence-text.tsx';

interface DropAreaProps {
  readonly label: string;
  readonly className: string;
  readonly onFiles: (files: readonly ChosenFile[]) => void;
  readonly children: ReactNode;
}

interface Sending {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** Where files are dropped. The host takes their bytes in, hashing on the way; the page holds none of them. */
export function DropArea({ label, className, onFiles, children }: DropAreaProps) {
  const { t } = useTranslation('import');
  const formats = useFormats();
  const host = useHost();
  const [sending, setSending] = useState<Sending>();
  const take = async (files: readonly File[]): Promise<void> => {
    const taken: ChosenFile[] = [];
    try {
      for (const file of files) {
        setSending({ name: file.name, done: 0, total: file.size });
        taken.push(await host.takeFile(file, (done) => setSending({ name: file.name, done, total: file.size })));
      }
      onFiles(taken);
    } catch (error) {
      if (!(error instanceof HostFailure)) throw error;
      notify(`${error.code}: ${error.message}`, { failure: true });
    } finally {
      setSending(undefined);
    }
  };
  return (
    <DropZone
      className={className}
      aria-label={label}
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => void Promise.all(items.filter(isFileDropItem).map((item) => item.getFile())).then(take)}
    >
      {children}
      {sending !== undefined && (
        <p className="t-2" role="status">
          {t('sending', { name: '', done: formats.bytes(sending.done), total: formats.bytes(sending.total) })}{' '}
          <EvidenceText text={sending.name} />
        </p>
      )}
    </DropZone>
  );
}
