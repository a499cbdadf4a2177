import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import './readable-language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TimeSeries } from '../../../src-core/host/groups/reports.ts';
import { Button } from '../../components/button.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { timeTicks } from '../../components/time-ticks.ts';
import { bucketsBetween, countBetween, timeFilter } from './time-filter.ts';

const HEIGHT = 220;

interface Span {
  readonly first: number;
  readonly last: number;
}

/** Entries and findings over time. Dragging, or the arrows with Shift, choose a stretch of time that the ledger can show. */
export function TimeChart({ series }: { readonly series: TimeSeries }) {
  const { t } = useTranslation('reports');
  const formats = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const [span, setSpan] = useState<Span>();
  const [cursor, setCursor] = useState(0);
  const takeSpan = useRef(setSpan);

  useEffect(() => {
    const parent = box.current;
    if (parent === null) return undefined;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(
        optionsOf(series, parent.clientWidth, (low, high) => takeSpan.current(bucketsBetween(series, low, high))),
        [[...series.at], [...series.entries], [...series.errors], [...series.infos]],
        parent,
      );
    };
    draw();
    // A canvas keeps the colours that it was drawn with.
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const sizes = new ResizeObserver(() => {
      if (chart.current?.width !== parent.clientWidth) chart.current?.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    sizes.observe(parent);
    return () => {
      themes.disconnect();
      sizes.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [series]);

  const last = series.at.length - 1;
  const shown: Span = span ?? { first: Math.min(cursor, last), last: Math.min(cursor, last) };
  const open = (): void =>
    go({ screen: 'ledger', filter: timeFilter(series.at[shown.first] ?? 0, (series.at[shown.last] ?? 0) + series.step) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 20, PageUp: -20, Home: -last, End: last }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(last, cursor + by));
      setCursor(next);
      const anchor = span === undefined ? cursor : span.first === cursor ? span.last : span.first;
      const chosen = event.shiftKey ? { first: Math.min(anchor, next), last: Math.max(anchor, next) } : undefined;
      setSpan(chosen);
      mark(chart.current, series, chosen ?? { first: next, last: next });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open();
    } else if (event.key === 'Escape' && span !== undefined) {
      event.stopPropagation();
      setSpan(undefined);
      chart.current?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }
  };
  const counts = {
    from: formats.utc(series.at[shown.first] ?? 0).slice(0, 19),
    to: formats.utc((series.at[shown.last] ?? 0) + series.step).slice(0, 19),
    entries: t('entries', count(countBetween(series.entries, shown.first, shown.last), formats.number)),
    errors: t('errors', count(countBetween(series.errors, shown.first, shown.last), formats.number)),
    infos: t('infos', count(countBetween(series.infos, shown.first, shown.last), formats.number)),
  };
  return (
    <div className="report-chart">
      <ul className="report-legend t-small" aria-hidden>
        {(['entries', 'errors', 'infos'] as const).map((name) => (
          <li key={name}>
            <span className="report-key" data-series={name} />
            {t(`series.${name}`)}
          </li>
        ))}
      </ul>
      <div
        ref={box}
        className="report-canvas"
        role="slider"
        tabIndex={0}
        aria-label={t('chartSlider')}
        aria-valuemin={1}
        aria-valuemax={last + 1}
        aria-valuenow={Math.min(cursor, last) + 1}
        aria-valuetext={t('span', counts)}
        onKeyDown={onKeyDown}
        onFocus={() => span === undefined && mark(chart.current, series, shown)}
      />
      <p className="report-span t-small">
        <span className="t-2">{t(span === undefined ? 'spanHint' : 'span', counts)}</span>
        {span !== undefined && (
          <Button small icon="ledger" onPress={open}>
            {t('showSpan')}
          </Button>
        )}
      </p>
    </div>
  );
}

const count = (value: number, number: (value: number) => string): { count: number; shown: string } => ({
  count: value,
  shown: number(value),
});

/** Lays the selection of the chart over buckets. */
function mark(chart: uPlot | undefined, series: TimeSeries, { first, last }: Span): void {
  if (chart === undefined) return;
  const left = chart.valToPos(series.at[first] ?? 0, 'x');
  const right = chart.valToPos((series.at[last] ?? 0) + series.step, 'x');
  chart.setSelect({ left, top: 0, width: Math.max(2, right - left), height: chart.over.clientHeight }, false);
}

function optionsOf(series: TimeSeries, width: number, onSelect: (low: number, high: number) => void): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${token('--sans')}`;
  const bars = uPlot.paths.bars?.({ size: [0.8, 24], align: 1 });
  const outline = uPlot.paths.stepped?.({ align: 1 });
  const axis = {
    stroke: token('--ink-3'),
    font,
    ticks: { show: false },
    border: { show: true, stroke: token('--rule'), width: 1 },
  };
  const drawn = (colour: string, scale: string): uPlot.Series => ({
    stroke: token(colour),
    fill: token(colour),
    width: 0,
    scale,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  });
  const upTo: uPlot.Scale = { range: (_chart, _low, high) => [0, Math.max(1, high) * 1.05] };
  const ofWhole = (_chart: uPlot, splits: number[]): string[] =>
    splits.map((value) => (Number.isInteger(value) ? new Intl.NumberFormat(document.documentElement.lang).format(value) : ''));
  const end = (series.at.at(-1) ?? 0) + series.step;
  return {
    width: Math.max(200, width),
    height: HEIGHT,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { x: true, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: { x: { time: false, range: [series.at[0] ?? 0, end] }, y: upTo, findings: upTo },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: true, stroke: token('--line'), width: 1 },
        splits: (_chart, _index, low, high) => timeTicks(low, high).map(({ at }) => at),
        values: (_chart, splits) => {
          const labels = new Map(timeTicks(series.at[0] ?? 0, end).map(({ at, label }) => [at, label]));
          return splits.map((at) => labels.get(at) ?? '');
        },
      },
      { ...axis, scale: 'y', size: 56, grid: { show: true, stroke: token('--line'), width: 1 }, values: ofWhole },
      { ...axis, scale: 'findings', side: 1, size: 48, grid: { show: false }, values: ofWhole },
    ],
    series: [
      {},
      { ...drawn('--mute-tint', 'y'), stroke: token('--rule'), width: 1, ...(outline === undefined ? {} : { paths: outline }) },
      drawn('--fail', 'findings'),
      drawn('--open', 'findings'),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width: wide } = chart.select;
          if (wide > 1) onSelect(chart.posToVal(left, 'x'), chart.posToVal(left + wide, 'x'));
        },
      ],
    },
  };
}
