import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../../src-core/host/groups/ledger.ts';
import { KeyCap } from '../../components/button.tsx';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';

interface ViewsMenuProps {
  readonly views: readonly SavedView[];
  readonly current: SavedView | undefined;
  readonly onChoose: (view: SavedView | undefined) => void;
  readonly onRemove: (view: SavedView) => void;
  readonly onExport: (format: 'csv' | 'ndjson') => void;
}

/** Saved views: a filter with its columns and order, under a name. */
export function ViewsMenu({ views, current, onChoose, onRemove, onExport }: ViewsMenuProps) {
  const { t } = useTranslation('ledger');
  return (
    <MenuTrigger>
      <AriaButton
        className="button views-button"
        aria-label={`${t('savedViews')}: ${current === undefined ? t('everything') : visibleText(current.name)}`}
      >
        <Icon name="bookmark" size={14} />
        <span className="views-name">{current === undefined ? t('everything') : <EvidenceText text={current.name} />}</span>
        <Icon name="chevron-down" size={12} />
      </AriaButton>
      <Popover className="led-popover" placement="bottom start">
        <Menu
          className="led-menu"
          aria-label={t('savedViews')}
          onAction={(key) => {
            const [act, id] = String(key).split(':');
            const view = views.find((one) => one.id === id);
            if (act === 'export') onExport(id === 'ndjson' ? 'ndjson' : 'csv');
            else if (act === 'remove' && view !== undefined) onRemove(view);
            else onChoose(view);
          }}
        >
          <MenuSection aria-label={t('savedViews')}>
            <MenuItem id="show:" className="led-item" textValue={t('everything')}>
              {t('everything')}
            </MenuItem>
            {views.map((view) => (
              <MenuItem key={view.id} id={`show:${view.id}`} className="led-item" textValue={view.name}>
                <span className="led-item-name">
                  <EvidenceText text={view.name} />
                  <code className="t-mono t-3">
                    <EvidenceText text={view.filter} />
                  </code>
                </span>
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection aria-label={t('changeView')} className="led-section">
            <MenuItem id="export:csv" className="led-item" textValue={t('commands.export')}>
              {t('commands.export')}
              <KeyCap keys="Mod+E" />
            </MenuItem>
            <MenuItem id="export:ndjson" className="led-item" textValue={t('commands.exportNdjson')}>
              {t('commands.exportNdjson')}
              <KeyCap keys="Mod+Shift+E" />
            </MenuItem>
            {current !== undefined && (
              <MenuItem id={`remove:${current.id}`} className="led-item" textValue={t('removeView')}>
                {t('removeView')}
              </MenuItem>
            )}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
