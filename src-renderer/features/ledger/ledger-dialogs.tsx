import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../../src-core/host/groups/ledger.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { TextDialog } from './text-dialog.tsx';

export type OpenDialog = 'save' | 'goto';

interface LedgerDialogsProps {
  readonly open: OpenDialog | undefined;
  readonly current: SavedView | undefined;
  readonly filter: string;
  readonly onClose: () => void;
  readonly onGoTo: (target: string) => Promise<string | undefined>;
  readonly onSave: (name: string) => Promise<string | undefined>;
}

export function LedgerDialogs({ open, current, filter, onClose, onGoTo, onSave }: LedgerDialogsProps) {
  const { t } = useTranslation('ledger');
  if (open === 'goto')
    return (
      <TextDialog
        title={t('goTo')}
        label={t('goToLabel')}
        hint={t('goToHint')}
        act={t('goToDo')}
        mostLength={200}
        isMono
        onDone={onGoTo}
        onClose={onClose}
      />
    );
  if (open === 'save')
    return (
      <TextDialog
        title={t('saveTitle')}
        label={t('viewName')}
        hint={t('saveHint')}
        first={current?.name ?? ''}
        act={t('saveDo')}
        mostLength={80}
        onDone={onSave}
        onClose={onClose}
      >
        {filter.trim() !== '' && (
          <code className="t-mono t-2 led-saved">
            <EvidenceText text={filter} />
          </code>
        )}
      </TextDialog>
    );
  return null;
}
