import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../../src-core/host/shapes.ts';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useSettings } from '../../state/settings.ts';

interface OverviewRulerProps {
  readonly caseId: string;
  readonly filter: string;
  readonly sort: string;
  readonly total: number;
  readonly whole: boolean;
  readonly from: number;
  readonly to: number;
  readonly onGo: (row: number) => void;
}

const COLOURS: Partial<Record<Status | 'none', string>> = { fail: '--fail', indeterminate: '--open', 'not-checked': '--mute' };
/** A part with a mark is drawn at least so high, worse ones wider, so that they differ without colour. */
const SHARES: Partial<Record<Status | 'none', number>> = { fail: 1, indeterminate: 0.6, 'not-checked': 0.35 };

/** All rows at once beside the grid: where findings stand, and which part shows. */
export function OverviewRuler({ caseId, filter, sort, total, whole, from, to, onGo }: OverviewRulerProps) {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(0);
  const theme = useSettings(({ settings }) => settings.theme);
  const buckets = Math.max(1, Math.min(1000, Math.floor(height / 2)));
  const marks = useCall('ledger.marks', { caseId, filter, sort, buckets }, { enabled: whole && height > 0, keep: true });

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (element !== null && height > 0) draw(element, marks.data ?? []);
  }, [marks.data, height, theme]);

  const at = (y: number): number => Math.min(total - 1, Math.max(0, Math.floor((y / Math.max(1, height)) * total)));
  const share = (row: number): string => `${total === 0 ? 0 : (row / total) * 100}%`;
  return (
    <div
      className="ruler"
      role="slider"
      tabIndex={0}
      aria-label={t('ruler')}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, total)}
      aria-valuenow={Math.min(from + 1, total)}
      aria-valuetext={t('rulerText', { from: formats.number(Math.min(from + 1, total)), total: formats.number(total) })}
      onKeyDown={(event) => {
        const step = Math.max(1, Math.round(total / 100));
        const next = {
          ArrowDown: from + step,
          ArrowUp: from - step,
          PageDown: from + step * 10,
          PageUp: from - step * 10,
          Home: 0,
          End: total - 1,
        }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        onGo(Math.min(total - 1, Math.max(0, next)));
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onGo(at(event.nativeEvent.offsetY));
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) onGo(at(event.clientY - event.currentTarget.getBoundingClientRect().top));
      }}
    >
      <canvas ref={canvas} />
      <span className="ruler-view" style={{ insetBlockStart: share(from), blockSize: share(Math.max(0, to - from)) }} />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, marks: readonly (Status | 'none')[]): void {
  const scale = window.devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const part = height / Math.max(1, marks.length);
  for (const [index, mark] of marks.entries()) {
    const colour = COLOURS[mark];
    if (colour === undefined) continue;
    const length = (SHARES[mark] ?? 1) * (width - 4);
    context.fillStyle = style.getPropertyValue(colour);
    context.fillRect(2 + (width - 4 - length), index * part, length, Math.max(2, Math.min(part - 0.5, 4)));
  }
}
