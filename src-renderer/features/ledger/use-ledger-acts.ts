import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerRow, SavedView } from '../../../src-core/host/groups/ledger.ts';
import { visibleText } from '../../components/visible-text.ts';
import { copyText } from '../../host/copy-text.ts';
import { HostFailure } from '../../host/host-client.ts';
import { useHost } from '../../host/host-context.ts';
import { useAct } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { notify } from '../../state/toasts.ts';
import { spellColumns, type ShownColumn } from './columns.ts';
import type { LedgerRows } from './use-ledger-rows.ts';
import type { Selection } from './use-selection.ts';

interface Parts {
  readonly caseId: string;
  readonly rows: LedgerRows;
  readonly selection: Selection;
  readonly filter: string;
  readonly sort: string;
  readonly columns: readonly ShownColumn[];
}

export interface LedgerActs {
  readonly copy: (text: string) => void;
  readonly flag: (row: LedgerRow) => void;
  readonly exportAll: (format: 'csv' | 'ndjson') => void;
  readonly nextFinding: (way: 'next' | 'previous') => void;
  /** Says what is wrong with a target; undefined once it is gone to. */
  readonly goTo: (target: string) => Promise<string | undefined>;
  readonly saveView: (name: string) => Promise<string | undefined>;
  readonly removeView: (view: SavedView) => void;
}

const told = (error: unknown): string => {
  if (!(error instanceof HostFailure)) throw error;
  return `${error.code}: ${error.message}`;
};

/** What can be done in the ledger, apart from moving in it. */
export function useLedgerActs({ caseId, rows, selection, filter, sort, columns }: Parts): LedgerActs {
  const { t } = useTranslation(['ledger', 'common']);
  const formats = useFormats();
  const host = useHost();
  const exporting = useAct('ledger.export', ['custody']);
  const saving = useAct('files.save');
  const removing = useAct('ledger.removeView', ['ledger']);
  const { change } = rows;
  const { active, lineId, goToLine } = selection;
  const failed = (error: unknown): void => notify(told(error), { failure: true });

  return useMemo(
    () => ({
      copy: (text) => {
        if (text !== '') void copyText(text).then(() => notify(t('common:copied')));
      },
      flag: (row) => {
        void host.call('ledger.flag', { caseId, id: row.id, flagged: !row.flagged }).then(change).catch(failed);
      },
      exportAll: (format) => {
        notify(t('exporting'));
        exporting.mutate(
          { caseId, filter, sort, format },
          {
            onError: failed,
            onSuccess: ({ handle, rows: written }) =>
              saving.mutate(
                { handle, suggestedName: `ledger.${format}` },
                {
                  onError: failed,
                  onSuccess: ({ saved }) => {
                    const counts = { count: written, shown: formats.number(written), filter: visibleText(filter) };
                    if (saved) notify(t(filter.trim() === '' ? 'exportedAll' : 'exported', counts));
                  },
                },
              ),
          },
        );
      },
      nextFinding: (way) => {
        void host
          .call('ledger.nextFinding', { caseId, filter: rows.filter, sort: rows.sort, after: active.row, way })
          .then(({ id }) => (id === undefined ? notify(t('noFinding')) : goToLine(id)))
          .catch(failed);
      },
      goTo: async (target) => {
        try {
          const place = await host.call('ledger.locate', {
            caseId,
            filter: rows.filter,
            sort: rows.sort,
            target,
            ...(lineId === undefined ? {} : { near: lineId }),
          });
          if (place.id === undefined) return t(place.reads === undefined ? 'noTarget' : `notFound.${place.reads}`);
          goToLine(place.id);
          return undefined;
        } catch (error) {
          return told(error);
        }
      },
      saveView: async (name) => {
        try {
          await host.call('ledger.saveView', { caseId, name, filter, sort, columns: spellColumns(columns) });
          notify(t('viewSaved'));
          return undefined;
        } catch (error) {
          return told(error);
        }
      },
      removeView: (view) =>
        removing.mutate({ caseId, id: view.id }, { onSuccess: () => notify(t('viewRemoved')), onError: failed }),
    }),
    [
      t,
      host,
      caseId,
      change,
      exporting,
      filter,
      sort,
      saving,
      formats,
      rows.filter,
      rows.sort,
      active.row,
      goToLine,
      lineId,
      columns,
      removing,
    ],
  );
}
