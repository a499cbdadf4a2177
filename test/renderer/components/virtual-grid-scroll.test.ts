import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isScaled,
  lastTop,
  rowsPerPage,
  rowsShown,
  scrollOfTop,
  spacerHeight,
  topOfScroll,
  topShowing,
  type GridSize,
} from '../../../src-renderer/components/virtual-grid-scroll.ts';

const sizes: fc.Arbitrary<GridSize> = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 20_000_000 })),
  rowHeight: fc.constant(24),
  viewport: fc.integer({ min: 48, max: 2000 }),
});
const lastScroll = (size: GridSize): number => Math.max(0, spacerHeight(size) - size.viewport);

describe('scrolling rows of any number', () => {
  it('never makes an element higher than a browser can', () => {
    fc.assert(fc.property(sizes, (size) => spacerHeight(size) < 33_554_428));
  });

  it('shows the first row at the top of the bar and the last at its end', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(rowsShown(size, topOfScroll(size, 0)).from).toBe(0);
        expect(rowsShown(size, topOfScroll(size, lastScroll(size))).to).toBe(size.rows);
      }),
    );
  });

  it('shows every row whole when asked, and moves no more than it must', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (size, a, b) => {
        fc.pre(size.viewport >= size.rowHeight);
        const row = Math.floor(a * (size.rows - 1));
        const top = b * lastTop(size);
        const next = topShowing(size, top, row);
        expect(row * 24).toBeGreaterThanOrEqual(next - 1e-6);
        expect((row + 1) * 24).toBeLessThanOrEqual(next + Math.max(size.viewport, 24) + 1e-6);
        const wasWhole = row * 24 >= top && (row + 1) * 24 <= top + size.viewport;
        if (wasWhole) expect(next).toBeCloseTo(top, 6);
      }),
    );
  });

  it('puts the bar where the rows are: there and back again is less than two pixels of the bar', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (size, share) => {
        const scroll = share * lastScroll(size);
        expect(Math.abs(scrollOfTop(size, topOfScroll(size, scroll)) - scroll)).toBeLessThan(24);
      }),
    );
  });

  it('is the browser’s own scrolling as long as the rows fit', () => {
    const size = { rows: 1000, rowHeight: 24, viewport: 300 };
    expect(isScaled(size)).toBe(false);
    expect(topOfScroll(size, 123.5)).toBe(123.5);
    expect(isScaled({ ...size, rows: 10_000_000 })).toBe(true);
  });

  it('turns a page by whole rows and keeps one in sight', () => {
    expect(rowsPerPage({ rows: 10, rowHeight: 24, viewport: 100 })).toBe(3);
    expect(rowsPerPage({ rows: 10, rowHeight: 24, viewport: 10 })).toBe(1);
  });
});
