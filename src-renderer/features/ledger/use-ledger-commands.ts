import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerDetail, LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { copyText } from '../../host/copy-text.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import type { OpenDialog } from './ledger-dialogs.tsx';
import type { RowAct } from './row-menu.tsx';

interface Parts {
  readonly row: LedgerRow | undefined;
  readonly active: { readonly row: number; readonly column: number };
  readonly rows: number;
  readonly links: LedgerDetail['links'] | undefined;
  readonly choose: (row: number, column: number) => void;
  readonly goToLine: (id: number) => void;
  readonly nextFinding: (way: 'next' | 'previous') => void;
  readonly focusFilter: () => void;
  readonly focusGrid: () => void;
  readonly focusDetail: () => void;
  readonly openDialog: (dialog: OpenDialog) => void;
  readonly flag: (row: LedgerRow) => void;
  readonly copyValue: () => void;
  readonly copyDigest: () => void;
  readonly filterBy: (join: RowAct) => void;
  readonly exportAll: (format: 'csv' | 'ndjson') => void;
}

/** Text that is marked goes before what is selected otherwise: copying it is what the keys mean everywhere. */
function copyMarked(otherwise: () => void): void {
  const { activeElement: element } = document;
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  const marked = isField
    ? element.value.slice(element.selectionStart ?? 0, element.selectionEnd ?? 0)
    : (getSelection()?.toString() ?? '');
  if (marked !== '') void copyText(marked);
  else if (!isField) otherwise();
}

/** Everything of the ledger that a key does. */
export function useLedgerCommands(parts: Parts): void {
  const { t } = useTranslation('ledger');
  const { row, active, rows, links, choose, goToLine, nextFinding, focusFilter, focusGrid, focusDetail, openDialog } = parts;
  const { flag, copyValue, copyDigest, filterBy, exportAll } = parts;
  useCommands(
    useMemo((): Command[] => {
      const section = t('commands.section');
      const has = row !== undefined;
      const step = (by: number) => () => choose(Math.min(rows - 1, Math.max(0, active.row + by)), active.column);
      const { previous, next } = links ?? {};
      return [
        { id: 'ledger.filter', title: t('commands.filter'), section, keys: ['Mod+F', '/'], icon: 'filter', run: focusFilter },
        {
          id: 'ledger.save',
          title: t('commands.save'),
          section,
          keys: ['Mod+S'],
          icon: 'bookmark',
          run: () => openDialog('save'),
        },
        { id: 'ledger.goto', title: t('commands.goto'), section, keys: ['Mod+G'], icon: 'search', run: () => openDialog('goto') },
        { id: 'ledger.next', title: t('commands.next'), section, keys: ['j'], icon: 'ledger', run: step(1), enabled: has },
        {
          id: 'ledger.previous',
          title: t('commands.previous'),
          section,
          keys: ['k'],
          icon: 'ledger',
          run: step(-1),
          enabled: has,
        },
        {
          id: 'ledger.detail',
          title: t('commands.detail'),
          section,
          keys: ['Enter'],
          icon: 'ledger',
          run: focusDetail,
          enabled: has,
        },
        { id: 'ledger.list', title: t('commands.list'), section, keys: ['Escape'], icon: 'ledger', run: focusGrid },
        {
          id: 'ledger.chain-previous',
          title: t('commands.chainPrevious'),
          section,
          keys: ['['],
          icon: 'back',
          run: () => previous !== undefined && goToLine(previous.lineId),
          enabled: previous !== undefined,
        },
        {
          id: 'ledger.chain-next',
          title: t('commands.chainNext'),
          section,
          keys: [']'],
          icon: 'forward',
          run: () => next !== undefined && goToLine(next.lineId),
          enabled: next !== undefined,
        },
        {
          id: 'ledger.finding',
          title: t('commands.finding'),
          section,
          keys: ['F8'],
          icon: 'flag',
          run: () => nextFinding('next'),
        },
        {
          id: 'ledger.finding-previous',
          title: t('commands.findingPrevious'),
          section,
          keys: ['Shift+F8'],
          icon: 'flag',
          run: () => nextFinding('previous'),
        },
        {
          id: 'ledger.flag',
          title: t('commands.flag'),
          section,
          keys: ['b'],
          icon: 'flag',
          run: () => row !== undefined && flag(row),
          enabled: has,
        },
        {
          id: 'ledger.and',
          title: t('commands.and'),
          section,
          keys: ['f'],
          icon: 'filter',
          run: () => filterBy('and'),
          enabled: has,
        },
        {
          id: 'ledger.not',
          title: t('commands.not'),
          section,
          keys: ['Shift+f'],
          icon: 'filter',
          run: () => filterBy('and not'),
          enabled: has,
        },
        {
          id: 'ledger.copy',
          title: t('commands.copy'),
          section,
          keys: ['Mod+C'],
          icon: 'copy',
          run: () => copyMarked(copyValue),
        },
        {
          id: 'ledger.copy-digest',
          title: t('commands.copyDigest'),
          section,
          keys: ['Mod+Shift+C'],
          icon: 'copy',
          run: copyDigest,
          enabled: row?.digest !== undefined,
        },
        {
          id: 'ledger.export',
          title: t('commands.export'),
          section,
          keys: ['Mod+E'],
          icon: 'reports',
          run: () => exportAll('csv'),
        },
        {
          id: 'ledger.export-ndjson',
          title: t('commands.exportNdjson'),
          section,
          keys: ['Mod+Shift+E'],
          icon: 'reports',
          run: () => exportAll('ndjson'),
        },
      ];
    }, [
      t,
      row,
      active,
      rows,
      links,
      choose,
      goToLine,
      nextFinding,
      focusFilter,
      focusGrid,
      focusDetail,
      openDialog,
      flag,
      copyValue,
      copyDigest,
      filterBy,
      exportAll,
    ]),
  );
}
