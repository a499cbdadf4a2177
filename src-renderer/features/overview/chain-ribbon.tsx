import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { ChainRow, Ribbon, RibbonRun } from '../../../src-core/host/groups/overview.ts';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { timeTicks } from '../../components/time-ticks.ts';
import './chain-ribbon.css';
import '../../components/cause-tag.css';

const ROW = 16;
/** Height tells the status before colour does. */
const HEIGHTS: Record<RibbonRun['status'], number> = { pass: 3, 'not-checked': 5, indeterminate: 8, fail: 12, gap: 12 };
const COLOURS: Record<RibbonRun['status'], string> = {
  pass: '--pass',
  'not-checked': '--mute',
  indeterminate: '--open',
  fail: '--fail',
  gap: '--fail',
};
const LEGEND: readonly (readonly [RibbonRun['status'], string])[] = [
  ['pass', 'pass'],
  ['not-checked', 'not-checked'],
  ['indeterminate', 'indeterminate'],
  ['fail', 'fail'],
  ['gap', 'missing'],
];

const END_MARKS: Record<ChainRow['end'], MarkName> = {
  proven: 'pass',
  open: 'indeterminate',
  truncated: 'fail',
  unknown: 'not-checked',
};

/** Every chain on one time axis, a row each; the worst status of a bucket wins. */
export function ChainRibbon({ ribbon, chains }: { readonly ribbon: Ribbon; readonly chains: readonly ChainRow[] }) {
  const { t } = useTranslation(['overview', 'states']);
  const formats = useFormats();
  const [asTable, setAsTable] = useState(false);
  const bucketSeconds = Math.max(1, Math.round((ribbon.to - ribbon.from) / Math.max(1, ribbon.buckets) / 1000));
  return (
    <>
      <div className="overview-head">
        <h2 id="ribbon-head" className="t-heading">
          {t('ribbon')}
        </h2>
        <span className="t-small t-2">
          {t('ribbonHint', { buckets: formats.number(ribbon.buckets), each: formats.duration(bucketSeconds) })}
        </span>
        <ul className="ribbon-legend t-small" aria-hidden>
          {LEGEND.map(([status, word]) => (
            <li key={status}>
              <span className="ribbon-key" data-status={status} />
              {t(`states:${word}`)}
            </li>
          ))}
        </ul>
        <button type="button" className="link t-small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'asRibbon' : 'asTable')}
        </button>
      </div>
      {asTable ? <RibbonTable ribbon={ribbon} chains={chains} /> : <RibbonRows ribbon={ribbon} chains={chains} />}
    </>
  );
}

function RibbonRows({ ribbon, chains }: { readonly ribbon: Ribbon; readonly chains: readonly ChainRow[] }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const [row, setRow] = useState(0);
  const ticks = useMemo(() => timeTicks(ribbon.from, ribbon.to), [ribbon.from, ribbon.to]);
  const chain = chains[row];
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setRow((now) => Math.min(chains.length - 1, Math.max(0, now + step)));
    } else if (event.key === 'Enter' && chain !== undefined) {
      go({ screen: 'ledger', filter: `chain == ${spellValue(chain.chain)}` });
    }
  };
  return (
    <div className="ribbon">
      <ul className="ribbon-names">
        {chains.map((item) => (
          <li key={item.chain}>
            <span className="ribbon-name">
              <EvidenceText text={item.name} />
            </span>
            <span className="t-small t-2">{t(`common:roles.${item.role}`, { defaultValue: item.role })}</span>
          </li>
        ))}
      </ul>
      <div className="ribbon-middle">
        <div
          className="ribbon-track"
          role="slider"
          tabIndex={0}
          aria-label={t('ribbonSlider')}
          aria-valuemin={1}
          aria-valuemax={Math.max(1, chains.length)}
          aria-valuenow={row + 1}
          aria-valuetext={chain === undefined ? '' : describeRow(chain, ribbon.rows[row] ?? [], t, formats.number)}
          onKeyDown={onKey}
        >
          <RibbonCanvas ribbon={ribbon} rows={chains.length} ticks={ticks.map(({ at }) => at)} />
          <div className="ribbon-ticks t-label" aria-hidden>
            {ticks.map(({ at, label }) => (
              <span
                key={at}
                style={{ insetInlineStart: `${((at - ribbon.from) / Math.max(1, ribbon.to - ribbon.from)) * 100}%` }}
              >
                {label}
              </span>
            ))}
          </div>
        </div>
        {ribbon.tags.map((tag) => (
          <button
            key={tag.cause}
            type="button"
            tabIndex={-1}
            className="cause-tag ribbon-tag"
            aria-label={t('ribbonTag', { number: tag.cause })}
            style={{ insetInlineStart: `${(tag.bucket / ribbon.buckets) * 100}%`, insetBlockStart: `${tag.chain * ROW + 1}px` }}
            onClick={() => go({ screen: 'findings' })}
          >
            {tag.cause}
          </button>
        ))}
      </div>
      <ul className="ribbon-ends">
        {chains.map((item) => (
          <li key={item.chain}>
            <span className="ribbon-count">{formats.number(item.entries)}</span>
            {item.missing > 0 ? (
              <span className="state" data-state="missing">
                <Mark name="fail" size={12} />
                {t('missing', { count: item.missing, shown: formats.number(item.missing) })}
              </span>
            ) : (
              <span className="state" data-state={END_MARKS[item.end]}>
                <Mark name={END_MARKS[item.end]} size={12} />
                {t(`ends.${item.end}`)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function describeRow(
  chain: ChainRow,
  runs: readonly RibbonRun[],
  t: (key: string, values: Record<string, unknown>) => string,
  number: (value: number) => string,
): string {
  const worst = (['fail', 'gap', 'indeterminate', 'not-checked'] as const).find((status) =>
    runs.some((run) => run.status === status),
  );
  return t('ribbonRow', {
    name: visibleText(chain.name),
    entries: number(chain.entries),
    end: t(`ends.${chain.end}`, {}),
    worst: t(`worst.${worst ?? 'pass'}`, {}),
  });
}

function RibbonCanvas({
  ribbon,
  rows,
  ticks,
}: {
  readonly ribbon: Ribbon;
  readonly rows: number;
  readonly ticks: readonly number[];
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const paint = (): void => drawRibbon(element, ribbon, rows, ticks);
    paint();
    const resized = new ResizeObserver(paint);
    resized.observe(element);
    // Colours come from the page's tokens, which change with the theme.
    const themed = new MutationObserver(paint);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }, [ribbon, rows, ticks]);
  return <canvas ref={canvas} className="ribbon-canvas" style={{ blockSize: `${rows * ROW}px` }} aria-hidden />;
}

function drawRibbon(canvas: HTMLCanvasElement, ribbon: Ribbon, rows: number, ticks: readonly number[]): void {
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(rows * ROW * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string): string => styles.getPropertyValue(name).trim();
  context.fillStyle = colour('--hover');
  for (let row = 0; row < rows; row++) context.fillRect(0, row * ROW + ROW / 2, width, 1);
  context.fillStyle = colour('--line');
  for (const at of ticks) context.fillRect(((at - ribbon.from) / Math.max(1, ribbon.to - ribbon.from)) * width, 0, 1, rows * ROW);
  const unit = width / Math.max(1, ribbon.buckets);
  for (const status of ['pass', 'not-checked', 'indeterminate', 'fail', 'gap'] as const) {
    context.fillStyle = colour(COLOURS[status]);
    context.strokeStyle = context.fillStyle;
    const height = HEIGHTS[status];
    for (const [row, runs] of ribbon.rows.entries()) {
      const middle = row * ROW + ROW / 2 + 0.5;
      for (const run of runs) {
        if (run.status !== status) continue;
        const from = run.from * unit;
        const wide = Math.max(status === 'pass' ? 1 : 1.6, (run.to - run.from) * unit);
        if (status === 'gap') drawGap(context, from, wide, middle, height);
        else context.fillRect(from, middle - height / 2, wide, height);
      }
    }
  }
}

function drawGap(context: CanvasRenderingContext2D, from: number, wide: number, middle: number, height: number): void {
  const to = from + Math.max(7, wide);
  context.lineWidth = 1.5;
  for (const [x, way] of [
    [from, 1],
    [to, -1],
  ] as const) {
    context.beginPath();
    context.moveTo(x + 2.5 * way, middle - height / 2);
    context.lineTo(x, middle - height / 2);
    context.lineTo(x, middle + height / 2);
    context.lineTo(x + 2.5 * way, middle + height / 2);
    context.stroke();
  }
}

/** The same, for whoever does not see the drawing. */
function RibbonTable({ ribbon, chains }: { readonly ribbon: Ribbon; readonly chains: readonly ChainRow[] }) {
  const { t } = useTranslation(['overview', 'states']);
  const formats = useFormats();
  return (
    <table className="ribbon-table t-small">
      <thead>
        <tr className="t-label">
          <th scope="col">{t('chain')}</th>
          <th scope="col">{t('role')}</th>
          <th scope="col" className="t-figure">
            {t('entriesHead')}
          </th>
          <th scope="col">{t('end')}</th>
          <th scope="col">{t('worstHead')}</th>
        </tr>
      </thead>
      <tbody>
        {chains.map((chain, row) => {
          const runs = ribbon.rows[row] ?? [];
          const worst = (['fail', 'gap', 'indeterminate', 'not-checked'] as const).find((status) =>
            runs.some((run) => run.status === status),
          );
          return (
            <tr key={chain.chain}>
              <th scope="row">
                <EvidenceText text={chain.name} />
              </th>
              <td>{t(`common:roles.${chain.role}`, { defaultValue: chain.role })}</td>
              <td className="t-figure">{formats.number(chain.entries)}</td>
              <td>{t(`ends.${chain.end}`)}</td>
              <td>{t(`worst.${worst ?? 'pass'}`)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
