import { useRef } from 'react';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { LedgerColumn, LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { KeyCap } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { cellFilter, cellText } from './columns.ts';

export interface MenuPlace {
  readonly row: LedgerRow;
  readonly column: LedgerColumn;
  readonly x: number;
  readonly y: number;
}

export type RowAct = 'and' | 'and not' | 'or' | 'only' | 'copy' | 'copyDigest' | 'flag' | 'replay';

interface RowMenuProps {
  readonly place: MenuPlace;
  readonly onAct: (act: RowAct) => void;
  readonly onClose: () => void;
}

/** What can be done with a cell and its row. */
export function RowMenu({ place: { row, column, x, y }, onAct, onClose }: RowMenuProps) {
  const { t } = useTranslation('ledger');
  const anchor = useRef<HTMLSpanElement>(null);
  const filter = cellFilter(row, column);
  return (
    <>
      <span ref={anchor} className="led-anchor" style={{ insetInlineStart: x, insetBlockStart: y }} aria-hidden />
      <Popover
        className="led-popover"
        aria-label={t('rowMenu')}
        triggerRef={anchor}
        isOpen
        onOpenChange={(open) => !open && onClose()}
        placement="bottom start"
      >
        <Menu
          className="led-menu"
          aria-label={t('rowMenu')}
          autoFocus="first"
          onAction={(key) => onAct(key as RowAct)}
          onClose={onClose}
        >
          {filter !== undefined ? (
            <MenuSection aria-label={t('asFilter')}>
              <MenuItem id="and" className="led-item" textValue={t('filterAnd')}>
                <span>{t('filterAnd')}</span>
                <code className="t-mono t-2 led-item-value">
                  <EvidenceText text={filter} />
                </code>
                <KeyCap keys="f" />
              </MenuItem>
              <MenuItem id="and not" className="led-item" textValue={t('filterNot')}>
                {t('filterNot')}
                <KeyCap keys="Shift+f" />
              </MenuItem>
              <MenuItem id="or" className="led-item" textValue={t('filterOr')}>
                {t('filterOr')}
              </MenuItem>
              <MenuItem id="only" className="led-item" textValue={t('filterOnly')}>
                {t('filterOnly')}
              </MenuItem>
            </MenuSection>
          ) : null}
          <MenuSection aria-label={t('rowActs')} className="led-section">
            <MenuItem id="copy" className="led-item" textValue={t('commands.copy')} isDisabled={cellText(row, column) === ''}>
              {t('commands.copy')}
              <KeyCap keys="Mod+C" />
            </MenuItem>
            <MenuItem
              id="copyDigest"
              className="led-item"
              textValue={t('commands.copyDigest')}
              isDisabled={row.digest === undefined}
            >
              {t('commands.copyDigest')}
              <KeyCap keys="Mod+Shift+C" />
            </MenuItem>
            <MenuItem id="flag" className="led-item" textValue={t(row.flagged ? 'unflag' : 'flag')}>
              {t(row.flagged ? 'unflag' : 'flag')}
              <KeyCap keys="b" />
            </MenuItem>
            <MenuItem id="replay" className="led-item" textValue={t('replay')} isDisabled={row.txn === undefined}>
              {t('replay')}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </>
  );
}
