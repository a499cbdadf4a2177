/** An element ends at 33,554,428 px in Chromium, 1,398,101 rows of 24; whatever stands beyond is silently not there. */
const MOST_PIXELS = 15_000_000;

/** Sizes in CSS pixels. */
export interface GridSize {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of what shows rows, without the head. */
  readonly viewport: number;
}

/** How high the scrolled element is made. */
export const spacerHeight = ({ rows, rowHeight }: GridSize): number => Math.min(rows * rowHeight, MOST_PIXELS);

/** More rows than pixels: the scroll bar shows a fraction, and rows are moved by hand. */
export const isScaled = ({ rows, rowHeight }: GridSize): boolean => rows * rowHeight > MOST_PIXELS;

/** The farthest that the rows can be scrolled, in pixels of rows that all exist. */
export const lastTop = ({ rows, rowHeight, viewport }: GridSize): number => Math.max(0, rows * rowHeight - viewport);

const lastScroll = (size: GridSize): number => Math.max(0, spacerHeight(size) - size.viewport);

export const clampTop = (size: GridSize, top: number): number => Math.min(lastTop(size), Math.max(0, top));

/** The rows' offset for where the scroll bar stands. */
export function topOfScroll(size: GridSize, scroll: number): number {
  if (!isScaled(size)) return clampTop(size, scroll);
  const fraction = Math.min(1, Math.max(0, scroll / lastScroll(size)));
  return fraction === 1 ? lastTop(size) : Math.round((fraction * lastTop(size)) / size.rowHeight) * size.rowHeight;
}

/** Where the scroll bar stands for an offset of the rows. */
export function scrollOfTop(size: GridSize, top: number): number {
  if (!isScaled(size)) return top;
  return (top / lastTop(size)) * lastScroll(size);
}

/** The offset nearest to `top` at which a row shows whole. */
export function topShowing(size: GridSize, top: number, row: number): number {
  const from = row * size.rowHeight;
  if (from < top) return clampTop(size, from);
  const lowest = from + size.rowHeight - size.viewport;
  return clampTop(size, Math.max(top, lowest));
}

/** Rows that show, wholly or in part; `to` excluded. */
export function rowsShown({ rows, rowHeight, viewport }: GridSize, top: number): { readonly from: number; readonly to: number } {
  const from = Math.min(rows, Math.floor(top / rowHeight));
  return { from, to: Math.min(rows, Math.ceil((top + viewport) / rowHeight)) };
}

/** Whole rows on a page, one of which stays in sight when turning it. */
export const rowsPerPage = ({ rowHeight, viewport }: GridSize): number => Math.max(1, Math.floor(viewport / rowHeight) - 1);
