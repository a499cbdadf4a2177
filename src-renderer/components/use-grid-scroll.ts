import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { clampTop, isScaled, scrollOfTop, topOfScroll, topShowing, type GridSize } from './virtual-grid-scroll.ts';

interface GridScroll {
  /** Offset of the rows, in pixels. */
  readonly top: number;
  readonly size: GridSize;
  readonly moveTo: (top: number) => void;
  readonly show: (row: number, where?: 'nearest' | 'middle') => void;
}

/**
 * Scrolls rows of any number. While they fit, the browser scrolls; beyond that the wheel moves by rows, and the bar by its fraction.
 *
 * @param head - height of what stands above the rows inside of the scroller
 */
export function useGridScroll(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  head: number,
): GridScroll {
  const [viewport, setViewport] = useState(0);
  const [wanted, setTop] = useState(0);
  const size: GridSize = { rows, rowHeight, viewport };
  const top = clampTop(size, wanted);
  const now = useRef({ top, size });
  now.current = { top, size };
  // Where the bar was put by us: the event that follows says nothing new.
  const put = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setViewport(Math.max(0, element.clientHeight - head));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller, head]);

  const moveTo = useCallback(
    (next: number) => {
      const { size: current } = now.current;
      const clamped = clampTop(current, next);
      now.current = { ...now.current, top: clamped };
      setTop(clamped);
      const element = scroller.current;
      if (element === null) return;
      put.current = scrollOfTop(current, clamped);
      element.scrollTop = put.current;
    },
    [scroller],
  );

  // Another number of rows or another height: the bar follows the rows, not they the bar.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || viewport === 0) return;
    put.current = scrollOfTop(now.current.size, now.current.top);
    element.scrollTop = put.current;
  }, [scroller, rows, viewport]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = (): void => {
      const { scrollTop } = element;
      if (Math.abs(scrollTop - put.current) < 1.5) return;
      put.current = scrollTop;
      const next = topOfScroll(now.current.size, scrollTop);
      now.current = { ...now.current, top: next };
      setTop(next);
    };
    const onWheel = (event: WheelEvent): void => {
      const { size: current, top: at } = now.current;
      if (!isScaled(current) || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? rowHeight
          : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? current.viewport
            : 1;
      moveTo(at + event.deltaY * unit);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroller, rowHeight, moveTo]);

  const show = useCallback(
    (row: number, where: 'nearest' | 'middle' = 'nearest') => {
      const { size: current, top: at } = now.current;
      const isInSight = row * rowHeight >= at && (row + 1) * rowHeight <= at + current.viewport;
      if (isInSight) return;
      // Not measured yet: the row at the top is in sight whatever the height will be.
      if (current.viewport === 0) return moveTo(row * rowHeight);
      const middle = row * rowHeight - Math.floor(current.viewport / 2 / rowHeight) * rowHeight;
      moveTo(where === 'middle' ? middle : topShowing(current, at, row));
    },
    [rowHeight, moveTo],
  );

  return { top, size, moveTo, show };
}
