import {
  memo,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { Icon } from './icon.tsx';
import { useGridScroll } from './use-grid-scroll.ts';
import { rowsPerPage, rowsShown, spacerHeight } from './virtual-grid-scroll.ts';
import './virtual-grid.css';

export interface GridColumn {
  readonly id: string;
  readonly title: string;
  /** In pixels; the last column takes what is left. */
  readonly width: number;
  readonly isFigure?: boolean;
  readonly isSortable?: boolean;
}

export interface GridHandle {
  /** Scrolls until a row shows. */
  show(row: number, where?: 'nearest' | 'middle'): void;
  focus(): void;
}

interface VirtualGridProps<Row> {
  readonly handle?: Ref<GridHandle>;
  readonly label: string;
  readonly rows: number;
  readonly columns: readonly GridColumn[];
  /** The row at a place; undefined while it is not here yet. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly cell: (row: Row, column: string) => ReactNode;
  /** Marks a row for its style. */
  readonly rowState?: (row: Row) => string;
  /** The row with the focus, and the cell in it; -1: the row itself. */
  readonly active: { readonly row: number; readonly column: number };
  readonly sort?: string;
  readonly onSort?: (column: string) => void;
  readonly onWidth?: (column: string, width: number) => void;
  readonly onActive: (row: number, column: number) => void;
  readonly onOpen?: (row: number) => void;
  readonly onMenu?: (row: number, column: number, x: number, y: number) => void;
  /** Rows that show, `to` excluded. */
  readonly onShown: (from: number, to: number, perView: number) => void;
}

const ROW = 24;
const HEAD = 24;

/** A grid of as many rows as there are, of which only those that show exist on the page. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { label, rows, columns, active, onShown } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { top, size, show } = useGridScroll(scroller, rows, ROW, HEAD);
  const shown = rowsShown(size, top);
  useEffect(() => onShown(shown.from, shown.to, rowsPerPage(size) + 1), [onShown, shown.from, shown.to, size.viewport]);

  const focus = (): void => scroller.current?.querySelector<HTMLElement>('[data-roving]')?.focus({ preventScroll: true });
  useImperativeHandle(props.handle, () => ({ show, focus }));
  // The focus goes where the selection goes, as long as it is in the rows; looked at before this drawing takes the old row away.
  const hadFocus = useRef(false);
  hadFocus.current = scroller.current?.querySelector('.vgrid-rows')?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus.current) focus();
  }, [active.row, active.column]);
  // Chosen from elsewhere, a row far away comes to the middle.
  useEffect(() => {
    const isFar = Math.abs(active.row * ROW - top) > 3 * size.viewport;
    show(active.row, isFar ? 'middle' : 'nearest');
  }, [active.row]);

  const move = (row: number, column = active.column): void => {
    if (rows === 0) return;
    const next = Math.min(rows - 1, Math.max(0, row));
    props.onActive(next, column);
    show(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      !(event.target instanceof Element) ||
      event.target.closest('.vgrid-rows') === null
    )
      return;
    const page = rowsPerPage(size);
    const to = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows, End: rows }[event.key];
    if (to !== undefined) move(active.row + to);
    else if (event.key === 'ArrowRight') move(active.row, Math.min(columns.length - 1, active.column + 1));
    else if (event.key === 'ArrowLeft') move(active.row, Math.max(-1, active.column - 1));
    else if (event.key === 'Enter') props.onOpen?.(active.row);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = (document.activeElement ?? event.target).getBoundingClientRect();
      props.onMenu?.(active.row, Math.max(0, active.column), box.left + 24, box.bottom);
    } else return;
    event.preventDefault();
  };

  const list: number[] = [];
  for (let index = shown.from; index < shown.to; index++) list.push(index);
  // The row with the focus stays on the page, out of sight, so that keys go on from where they were.
  const isAway = active.row < rows && (active.row < shown.from || active.row >= shown.to);
  if (isAway && active.row < shown.from) list.unshift(active.row);
  else if (isAway) list.push(active.row);

  const template = columns
    .map(({ width }, at) => (at === columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
  return (
    <div
      ref={scroller}
      className="vgrid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      data-keys="list"
      onKeyDown={onKeyDown}
    >
      <div className="vgrid-wide" role="presentation" style={{ '--columns': template } as React.CSSProperties}>
        <Head {...props} />
        <div className="vgrid-spacer" role="presentation" style={{ height: spacerHeight(size) }}>
          <div className="vgrid-layer" role="presentation" style={{ height: Math.min(size.viewport, rows * ROW) }}>
            <div className="vgrid-rows" role="rowgroup" style={{ transform: `translateY(${shown.from * ROW - top}px)` }}>
              {list.map((index) => (
                <GridRow
                  key={index}
                  index={index}
                  row={props.rowAt(index)}
                  columns={columns}
                  cell={props.cell}
                  state={props.rowState}
                  isAway={isAway && index === active.row}
                  activeColumn={index === active.row ? active.column : undefined}
                  onActive={props.onActive}
                  onOpen={props.onOpen}
                  onMenu={props.onMenu}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

function Head<Row>({ columns, sort, onSort, onWidth }: VirtualGridProps<Row>) {
  return (
    <div className="vgrid-head" role="rowgroup">
      <div className="vgrid-row" role="row" aria-rowindex={1}>
        {columns.map(({ id, title, isFigure, isSortable, width }, at) => {
          const way = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined;
          return (
            <div
              key={id}
              role="columnheader"
              aria-colindex={at + 1}
              className={isFigure === true ? 'vgrid-title figure' : 'vgrid-title'}
              {...(isSortable === true ? { 'aria-sort': way ?? 'none' } : {})}
            >
              {isSortable === true ? (
                <button type="button" className="vgrid-sort t-label" onClick={() => onSort?.(id)}>
                  <span>{title}</span>
                  {way !== undefined && <Icon name={way === 'ascending' ? 'sort-up' : 'sort-down'} size={12} />}
                </button>
              ) : (
                <span className="t-label">{title}</span>
              )}
              {onWidth !== undefined && at < columns.length - 1 && <Grip width={width} onWidth={(next) => onWidth(id, next)} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Drags a column's edge. For keys, the column chooser has the same. */
function Grip({ width, onWidth }: { readonly width: number; readonly onWidth: (width: number) => void }) {
  const from = useRef<{ readonly x: number; readonly width: number }>(undefined);
  return (
    <span
      className="vgrid-grip"
      aria-hidden
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (from.current !== undefined) onWidth(Math.round(Math.max(48, from.current.width + event.clientX - from.current.x)));
      }}
      onPointerUp={() => (from.current = undefined)}
    />
  );
}

interface GridRowProps<Row> {
  readonly index: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn[];
  readonly cell: (row: Row, column: string) => ReactNode;
  readonly state: ((row: Row) => string) | undefined;
  readonly isAway: boolean;
  readonly activeColumn: number | undefined;
  readonly onActive: (row: number, column: number) => void;
  readonly onOpen: ((row: number) => void) | undefined;
  readonly onMenu: ((row: number, column: number, x: number, y: number) => void) | undefined;
}

function PlainRow<Row>({ index, row, columns, cell, state, isAway, activeColumn, onActive, onOpen, onMenu }: GridRowProps<Row>) {
  const isActive = activeColumn !== undefined;
  const columnOf = (event: MouseEvent): number => {
    const at = event.target instanceof Element ? event.target.closest('[aria-colindex]')?.getAttribute('aria-colindex') : null;
    return Number(at ?? '1') - 1;
  };
  return (
    <div
      className={isAway ? 'vgrid-row away' : 'vgrid-row'}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      data-state={row === undefined ? 'coming' : state?.(row)}
      {...(isActive && activeColumn < 0 ? { tabIndex: 0, 'data-roving': '' } : { tabIndex: -1 })}
      onMouseDown={(event) => {
        onActive(index, -1);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onDoubleClick={() => onOpen?.(index)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu?.(index, columnOf(event), event.clientX, event.clientY);
      }}
    >
      {columns.map(({ id, isFigure }, at) => (
        <div
          key={id}
          role="gridcell"
          aria-colindex={at + 1}
          className={isFigure === true ? 'vgrid-cell figure' : 'vgrid-cell'}
          {...(activeColumn === at ? { tabIndex: 0, 'data-roving': '' } : {})}
        >
          {row === undefined ? <span className="vgrid-bar" /> : cell(row, id)}
        </div>
      ))}
    </div>
  );
}

const GridRow = memo(PlainRow) as typeof PlainRow;
