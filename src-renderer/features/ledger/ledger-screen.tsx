import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerColumn, LedgerRow, SavedView } from '../../../src-core/host/groups/ledger.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { VirtualGrid, type GridColumn, type GridHandle } from '../../components/virtual-grid.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go, useRoute } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import { useLedgerCell } from './cells.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import {
  cellFilter,
  cellText,
  DEFAULT_COLUMNS,
  FIGURES,
  nextSort,
  readColumns,
  SORTABLE,
  spellColumns,
  withComparison,
  type ShownColumn,
} from './columns.ts';
import { LedgerDialogs, type OpenDialog } from './ledger-dialogs.tsx';
import { OverviewRuler } from './overview-ruler.tsx';
import { Panes } from './panes.tsx';
import { QueryField } from './query-field.tsx';
import { RowMenu, type MenuPlace, type RowAct } from './row-menu.tsx';
import { nodeOf, type Selected } from './selected-bytes.ts';
import { Splitter } from './splitter.tsx';
import { useFilter } from './use-filter.ts';
import { useLedgerActs } from './use-ledger-acts.ts';
import { useLedgerCommands } from './use-ledger-commands.ts';
import { useLedgerRows } from './use-ledger-rows.ts';
import { useNarrow } from './use-narrow.ts';
import { useSelection } from './use-selection.ts';
import { ViewsMenu } from './views-menu.tsx';
import './ledger.css';
import './panes.css';

const rowState = (row: LedgerRow): string => row.status;

/** Every line of the case: filtered, ordered, taken apart. */
export default function LedgerScreen() {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const caseId = useCaseId();
  const route = useRoute((state) => state.route);
  const filter = useFilter(caseId, route.screen === 'ledger' ? (route.filter ?? '') : '');
  const [sort, setSort] = useState('at');
  const [columns, setColumns] = useState<readonly ShownColumn[]>(DEFAULT_COLUMNS);
  const [member, setMember] = useState<Selected | undefined>(
    route.screen === 'ledger' && route.pointer !== undefined ? { part: 'payload', pointer: route.pointer } : undefined,
  );
  const [dialog, setDialog] = useState<OpenDialog>();
  const [menu, setMenu] = useState<MenuPlace>();
  const [height, setHeight] = useState(408);
  const [shown, setShown] = useState({ from: 0, to: 0 });
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<GridHandle>(null);
  const screen = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const rows = useLedgerRows(caseId, filter.applied, sort);
  const selection = useSelection({ caseId, rows, grid });
  const { active, lineId, row, choose, goToLine } = selection;
  const views = useCall('ledger.views', { caseId });
  const detail = useCall('ledger.read', { caseId, id: lineId ?? 0 }, { enabled: lineId !== undefined, keep: true });
  const cell = useLedgerCell();

  useRouteOf({ filter, lineId, member, goToLine, setMember });
  const spelt = spellColumns(columns).join(' ');
  const current = views.data?.find(
    (view) => view.filter === filter.applied && view.sort === sort && view.columns.join(' ') === spelt,
  );
  const showView = useCallback(
    (view: SavedView | undefined) => {
      filter.put(view?.filter ?? '');
      setSort(view?.sort ?? 'at');
      setColumns(view === undefined ? DEFAULT_COLUMNS : readColumns(view.columns));
    },
    [filter.put],
  );
  const acts = useLedgerActs({ caseId, rows, selection, filter: filter.applied, sort, columns });
  const columnAt = (at: number): LedgerColumn => columns[Math.max(0, at)]?.id ?? 'seq';
  const act = useCallback(
    (what: RowAct, on: LedgerRow | undefined, column: LedgerColumn) => {
      if (on === undefined) return;
      const comparison = cellFilter(on, column);
      if (what === 'copy') acts.copy(cellText(on, column));
      else if (what === 'copyDigest') acts.copy(on.digest ?? '');
      else if (what === 'flag') acts.flag(on);
      else if (what === 'replay') go({ screen: 'transactions', ...(on.txn === undefined ? {} : { txn: on.txn }) });
      else if (comparison !== undefined)
        filter.put(what === 'only' ? comparison : withComparison(filter.applied, comparison, what));
    },
    [acts, filter.put, filter.applied],
  );
  const copyMember = useCallback(() => {
    const node = detail.data === undefined ? undefined : nodeOf(detail.data, member);
    const inGrid = screen.current?.querySelector('.vgrid')?.contains(document.activeElement) === true;
    if (!inGrid && node?.value !== undefined) acts.copy(node.value);
    else if (row !== undefined) acts.copy(cellText(row, columnAt(active.column)));
  }, [detail.data, member, acts, row, active.column, columns]);
  const focusPane = useCallback((name: string) => {
    const pane = screen.current?.querySelector<HTMLElement>(`[data-name="${name}"]`);
    pane?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  }, []);

  useLedgerCommands({
    row,
    active,
    rows: rows.total,
    links: detail.data?.links,
    choose,
    goToLine,
    nextFinding: acts.nextFinding,
    focusFilter: useCallback(() => {
      field.current?.focus();
      field.current?.select();
    }, []),
    focusGrid: useCallback(() => grid.current?.focus(), []),
    focusDetail: useCallback(() => focusPane('detail'), [focusPane]),
    openDialog: setDialog,
    flag: acts.flag,
    copyValue: copyMember,
    copyDigest: useCallback(() => acts.copy(row?.digest ?? ''), [acts, row]),
    filterBy: useCallback((join: RowAct) => act(join, row, columnAt(active.column)), [act, row, active.column, columns]),
    exportAll: acts.exportAll,
  });
  useStatusNote(
    row === undefined
      ? ''
      : t('status', { at: formats.number(active.row + 1), total: formats.number(rows.total), line: formats.number(row.line) }),
  );

  const gridColumns = useMemo(
    (): GridColumn[] =>
      columns.map(({ id, width }) => ({
        id,
        width,
        title: t(`heads.${id}`),
        isFigure: FIGURES.has(id),
        isSortable: SORTABLE.has(id),
      })),
    [columns, t],
  );
  const { want } = rows;
  const onShown = useCallback(
    (from: number, to: number) => {
      setShown((now) => (now.from === from && now.to === to ? now : { from, to }));
      want(from, to);
    },
    [want],
  );
  useEffect(() => want(shown.from, shown.to), [want, shown.from, shown.to]);
  const onMenu = useCallback(
    (index: number, column: number, x: number, y: number) => {
      const on = rows.rowAt(index);
      const id = columns[column]?.id;
      if (on !== undefined && id !== undefined) setMenu({ row: on, column: id, x, y });
    },
    [rows.rowAt, columns],
  );
  const onOpen = useCallback(() => focusPane('detail'), [focusPane]);
  const onWidth = useCallback(
    (id: string, width: number) => setColumns((now) => now.map((column) => (column.id === id ? { ...column, width } : column))),
    [],
  );

  return (
    <div ref={screen} className="ledger" style={{ gridTemplateRows: `auto minmax(160px, 1fr) 0 minmax(160px, ${height}px)` }}>
      <div className="led-bar" data-pane>
        <h1 className="sr-only">{t('title')}</h1>
        <ViewsMenu
          views={views.data ?? []}
          current={current}
          onChoose={showView}
          onRemove={acts.removeView}
          onExport={acts.exportAll}
        />
        <QueryField caseId={caseId} filter={filter} field={field} onDone={() => grid.current?.focus()} />
        <RowCount rows={rows} />
        <Button small keys="Mod+S" onPress={() => setDialog('save')}>
          {t('saveView')}
        </Button>
        <ColumnChooser columns={columns} onChange={setColumns} />
      </div>
      <div className="led-rows" data-pane>
        {rows.error !== undefined ? (
          <Failure error={rows.error} />
        ) : rows.isNew ? (
          <Loading />
        ) : rows.total === 0 && rows.whole ? (
          <Nothing isFiltered={filter.applied.trim() !== ''} filter={filter.applied} onClear={() => filter.put('')} />
        ) : (
          <VirtualGrid
            handle={grid}
            label={t('grid')}
            rows={rows.total}
            columns={gridColumns}
            rowAt={rows.rowAt}
            cell={cell}
            rowState={rowState}
            active={active}
            sort={sort}
            onSort={(column) => setSort(nextSort(sort, column))}
            onWidth={onWidth}
            onActive={choose}
            onOpen={onOpen}
            onMenu={onMenu}
            onShown={onShown}
          />
        )}
        <OverviewRuler
          caseId={caseId}
          filter={rows.filter}
          sort={rows.sort}
          total={rows.total}
          whole={rows.whole}
          from={shown.from}
          to={shown.to}
          onGo={(to) => {
            grid.current?.show(to, 'middle');
            choose(to, -1);
          }}
        />
      </div>
      <Splitter label={t('panesHeight')} way="rows" value={height} least={160} most={700} onChange={setHeight} />
      <Panes
        caseId={caseId}
        lineId={lineId}
        selected={member}
        isNarrow={isNarrow}
        isLeftOut={selection.isAway}
        onSelect={setMember}
        onGo={goToLine}
        onCopy={copyMember}
      />
      {menu !== undefined && (
        <RowMenu
          place={menu}
          onAct={(what) => act(what, menu.row, menu.column)}
          onClose={() => {
            setMenu(undefined);
            requestAnimationFrame(() => grid.current?.focus());
          }}
        />
      )}
      <LedgerDialogs
        open={dialog}
        current={current}
        filter={filter.applied}
        onClose={() => setDialog(undefined)}
        onGoTo={acts.goTo}
        onSave={acts.saveView}
      />
    </div>
  );
}

/** How many rows there are, or how far the store has looked. */
function RowCount({ rows }: { readonly rows: ReturnType<typeof useLedgerRows> }) {
  const { t } = useTranslation(['ledger', 'common']);
  const formats = useFormats();
  if (rows.isNew) return null;
  const counts = { count: rows.total, shown: formats.number(rows.total), all: formats.number(rows.all) };
  if (!rows.whole) {
    const percent = rows.all === 0 ? 0 : Math.floor((rows.looked / rows.all) * 100);
    return (
      <p className="led-count t-small">
        <span>{t(rows.stopped ? 'partly' : 'looking', { ...counts, percent })}</span>
        {!rows.stopped && (
          <Button kind="quiet" small onPress={rows.stop}>
            {t('common:stop')}
          </Button>
        )}
      </p>
    );
  }
  return (
    <p className="led-count t-small" role="status">
      {rows.filter.trim() === '' ? t('allRows', counts) : t('someRows', { ...counts, ms: formats.number(rows.milliseconds) })}
    </p>
  );
}

function Nothing({
  isFiltered,
  filter,
  onClear,
}: {
  readonly isFiltered: boolean;
  readonly filter: string;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation('ledger');
  if (!isFiltered)
    return (
      <Empty>
        {t('noLines')}{' '}
        <Button kind="quiet" small onPress={() => go({ screen: 'import' })}>
          {t('importNow')}
        </Button>
      </Empty>
    );
  return (
    <Empty>
      {t('noMatch')} <code className="t-mono">{filter}</code>{' '}
      <Button kind="quiet" small onPress={onClear}>
        {t('clearFilter')}
      </Button>
    </Empty>
  );
}

interface RouteOf {
  readonly filter: ReturnType<typeof useFilter>;
  readonly lineId: number | undefined;
  readonly member: Selected | undefined;
  readonly goToLine: (id: number) => void;
  readonly setMember: (member: Selected | undefined) => void;
}

/** Keeps what the page shows in its route, and follows a route that came from elsewhere. */
function useRouteOf({ filter, lineId, member, goToLine, setMember }: RouteOf): void {
  const route = useRoute((state) => state.route);
  const own = useRef<typeof route>(undefined);
  const { put } = filter;
  useEffect(() => {
    if (route.screen !== 'ledger' || route === own.current) return;
    own.current = route;
    put(route.filter ?? '');
    if (route.pointer !== undefined) setMember({ part: 'payload', pointer: route.pointer });
    if (route.lineId !== undefined) goToLine(route.lineId);
  }, [route, put, goToLine, setMember]);
  const { applied } = filter;
  const pointer = member?.part === 'payload' ? member.pointer : undefined;
  useEffect(() => {
    if (useRoute.getState().route.screen !== 'ledger' || lineId === undefined) return;
    const next = {
      screen: 'ledger' as const,
      ...(applied === '' ? {} : { filter: applied }),
      lineId,
      ...(pointer === undefined ? {} : { pointer }),
    };
    own.current = next;
    useRoute.getState().replace(next);
  }, [applied, lineId, pointer]);
}
