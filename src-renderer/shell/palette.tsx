import { useMemo } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { commandsOf, useCommandSets, type Command } from '../state/commands.ts';
import './palette.css';

/** Everything that can be done from here, found by its name. */
export function Palette({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell');
  return (
    <ModalOverlay className="scrim" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="palette">
        <Dialog className="palette-dialog" aria-label={t('palette')}>
          <PaletteBody onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('shell');
  const sets = useCommandSets((state) => state.sets);
  const { contains } = useFilter({ sensitivity: 'base' });
  const sections = useMemo(
    () => [
      ...Map.groupBy(
        commandsOf(sets).filter(({ enabled }) => enabled !== false),
        ({ section }) => section,
      ),
    ],
    [sets],
  );
  const run = (command: Command): void => {
    onClose();
    // The dialog gives the focus back first; a command may then move it.
    requestAnimationFrame(() => command.run());
  };
  return (
    <Autocomplete filter={contains}>
      <SearchField className="palette-search" aria-label={t('palette')} autoFocus>
        <Icon name="search" />
        <Input className="palette-input" placeholder={t('goOrRun')} />
        <KeyCap keys="Esc" />
      </SearchField>
      <Menu
        className="palette-menu"
        aria-label={t('commands')}
        renderEmptyState={() => <p className="empty t-2">{t('noCommand')}</p>}
      >
        {sections.map(([section, commands]) => (
          <MenuSection key={section} className="palette-section">
            <Header className="t-label palette-header">{section}</Header>
            {commands.map((command) => (
              <MenuItem
                key={command.id}
                id={command.id}
                className="palette-item"
                textValue={command.title}
                onAction={() => run(command)}
              >
                <Icon name={command.icon ?? 'chevron-right'} />
                <span className="palette-name">{command.title}</span>
                {command.keys?.[0] !== undefined && <KeyCap keys={command.keys[0]} />}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
      <p className="palette-foot t-small t-2" aria-hidden>
        <KeyCap keys="ArrowUp" /> <KeyCap keys="ArrowDown" /> {t('choose')} <KeyCap keys="Enter" /> {t('run')}
      </p>
    </Autocomplete>
  );
}
