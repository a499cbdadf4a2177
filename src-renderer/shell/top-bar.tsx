import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { OpenCase } from '../../src-core/host/groups/cases.ts';
import { Button, KeyCap } from '../components/button.tsx';
import { EvidenceText } from '../components/evidence-text.tsx';
import { Icon } from '../components/icon.tsx';
import { VerdictChip } from '../components/verdict-chip.tsx';
import { useRoute } from '../state/route.ts';
import './top-bar.css';

interface TopBarProps {
  readonly open: OpenCase | undefined;
  readonly onPalette: () => void;
  readonly onLanguage: () => void;
}

export function TopBar({ open, onPalette, onLanguage }: TopBarProps) {
  const { t } = useTranslation('shell');
  const { past, future, back, forward, route } = useRoute();
  return (
    <header className="top-bar">
      <span className="top-history">
        <Button kind="quiet" small icon="back" label={t('back')} isDisabled={past.length === 0} onPress={back} />
        <Button kind="quiet" small icon="forward" label={t('forward')} isDisabled={future.length === 0} onPress={forward} />
      </span>
      {open === undefined ? (
        <span className="top-title">{t(`screens.${route.screen}`)}</span>
      ) : (
        <>
          <span className="top-case">
            {open.reference !== '' && (
              <span className="t-3">
                <EvidenceText text={open.reference} />
              </span>
            )}
            <span className="top-title">
              <EvidenceText text={open.title} />
            </span>
          </span>
          <VerdictChip verdict={open.verdict} />
        </>
      )}
      <span className="top-gap" />
      <AriaButton className="palette-field" onPress={onPalette} aria-keyshortcuts="Control+K">
        <Icon name="search" size={14} />
        <span>{t('goOrRun')}</span>
        <KeyCap keys="Mod+K" />
      </AriaButton>
      <AriaButton className="language" onPress={onLanguage} lang={t('otherLanguage.tag')}>
        {t('otherLanguage.name')}
      </AriaButton>
    </header>
  );
}
