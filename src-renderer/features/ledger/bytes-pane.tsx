import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerDetail, TreeNode } from '../../../src-core/host/groups/ledger.ts';
import { valueAtByte } from '../../../src-core/json/locate-values.ts';
import { visibleText } from '../../components/evidence-text.tsx';
import { Empty } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useGridScroll } from '../../components/use-grid-scroll.ts';
import { rowsShown, spacerHeight } from '../../components/virtual-grid-scroll.ts';
import { useFormats } from '../../i18n/format.ts';
import { byteText, PER_ROW } from './byte-text.ts';
import { bytesFromBase64, nodeOf, nodesOf, parentOf, type Selected } from './selected-bytes.ts';

export type BytesView = 'hex' | 'text' | 'envelope';

interface BytesPaneProps {
  readonly detail: LedgerDetail;
  readonly selected: Selected | undefined;
  readonly view: BytesView;
  readonly onView: (view: BytesView) => void;
  readonly onSelect: (selected: Selected) => void;
}

const ROW = 19;

/** The signed bytes, or the whole line, with those of the selected member lit; a byte that is clicked selects its member. */
export function BytesPane({ detail, selected, view, onView, onSelect }: BytesPaneProps) {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const part = view === 'envelope' ? 'envelope' : 'payload';
  const source = part === 'envelope' ? detail.raw : detail.payload;
  const bytes = useMemo(() => (source === undefined ? undefined : bytesFromBase64(source)), [source]);
  const nodes = nodesOf(detail, part);
  const node = selected?.part === part ? nodeOf(detail, selected) : undefined;
  const near = node === undefined ? undefined : parentOf(nodes, node);
  const pick = (byte: number): void => {
    const found = valueAtByte(nodes, byte);
    if (found !== undefined) onSelect({ part, pointer: found.pointer });
  };
  return (
    <section className="pane" data-pane aria-label={t('bytesPane')} data-keys="list" data-name="bytes">
      <header className="pane-head">
        <h2>{t('bytesPane')}</h2>
        <span className="t-2 t-small">
          {t(part === 'payload' ? 'signedPayload' : 'wholeLine')}
          {bytes !== undefined &&
            (node === undefined || node.depth === 0
              ? ` ${t('bytes', { count: bytes.length, shown: formats.number(bytes.length) })}`
              : ` ${t('byteRange', { from: formats.number(node.from), to: formats.number(node.to - 1), all: formats.number(bytes.length) })}`)}
        </span>
        <Segmented
          label={t('bytesView')}
          value={view}
          onChange={onView}
          options={(['hex', 'text', 'envelope'] as const).map((value) => ({ value, text: t(`views.${value}`) }))}
        />
      </header>
      {bytes === undefined ? (
        <Empty>{t('noPayload')}</Empty>
      ) : view === 'text' ? (
        <TextBytes bytes={bytes} node={node} />
      ) : (
        <HexBytes bytes={bytes} node={node} near={near} onPick={pick} />
      )}
    </section>
  );
}

interface HexBytesProps {
  readonly bytes: Uint8Array;
  readonly node: TreeNode | undefined;
  readonly near: TreeNode | undefined;
  readonly onPick: (byte: number) => void;
}

function HexBytes({ bytes, node, near, onPick }: HexBytesProps) {
  const { t } = useTranslation('ledger');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = Math.ceil(bytes.length / PER_ROW);
  const { top, size, show } = useGridScroll(scroller, rows, ROW, 0);
  const from = node?.from;
  useEffect(() => {
    if (from !== undefined && size.viewport > 0) show(Math.floor(from / PER_ROW), 'middle');
  }, [from, bytes, show, size.viewport]);
  const shown = rowsShown(size, top);
  const list: ReactNode[] = [];
  for (let row = shown.from; row < shown.to; row++)
    list.push(<HexRow key={row} row={row} bytes={bytes} node={node} near={near} />);
  return (
    <div
      ref={scroller}
      className="hex"
      tabIndex={0}
      role="group"
      aria-label={t('hexLabel')}
      onClick={(event) => {
        const at = event.target instanceof Element ? event.target.closest('[data-byte]')?.getAttribute('data-byte') : null;
        if (at !== null && at !== undefined) onPick(Number(at));
      }}
    >
      <div style={{ height: spacerHeight(size) }}>
        <div className="hex-layer" style={{ height: Math.min(size.viewport, rows * ROW) }}>
          <div style={{ transform: `translateY(${shown.from * ROW - top}px)` }}>{list}</div>
        </div>
      </div>
    </div>
  );
}

interface HexRowProps extends Pick<HexBytesProps, 'bytes' | 'node' | 'near'> {
  readonly row: number;
}

function HexRow({ row, bytes, node, near }: HexRowProps) {
  const start = row * PER_ROW;
  const end = Math.min(bytes.length, start + PER_ROW);
  const markOf = (at: number): string | undefined => {
    if (node !== undefined && at >= node.from && at < node.to) return 'lit';
    return near !== undefined && near.depth > 0 && at >= near.from && at < near.to ? 'near' : undefined;
  };
  const hex: ReactNode[] = [];
  const text: ReactNode[] = [];
  for (let at = start; at < end; at++) {
    const mark = markOf(at);
    hex.push(
      <span key={at} data-byte={at} data-mark={mark} data-gap={at - start === 8 ? '' : undefined}>
        {(bytes[at] ?? 0).toString(16).padStart(2, '0')}
      </span>,
    );
    text.push(
      <span key={at} data-byte={at} data-mark={mark}>
        {byteText(bytes, at)}
      </span>,
    );
  }
  return (
    <div className="hex-row t-mono">
      <span className="hex-offset t-3">{start.toString(16).padStart(4, '0')}</span>
      <span className="hex-bytes">{hex}</span>
      <span className="hex-text" aria-hidden>
        {text}
      </span>
    </div>
  );
}

function TextBytes({ bytes, node }: { readonly bytes: Uint8Array; readonly node: TreeNode | undefined }) {
  const { t } = useTranslation('ledger');
  const lit = useRef<HTMLElement>(null);
  useEffect(() => lit.current?.scrollIntoView({ block: 'nearest' }), [node]);
  const decode = (from: number, to: number): string => visibleText(new TextDecoder().decode(bytes.subarray(from, to)));
  const isPart = node !== undefined && node.depth > 0;
  return (
    <pre className="bytes-text t-mono" tabIndex={0} role="group" aria-label={t('views.text')}>
      {isPart ? (
        <>
          {decode(0, node.from)}
          <mark ref={lit}>{decode(node.from, node.to)}</mark>
          {decode(node.to, bytes.length)}
        </>
      ) : (
        decode(0, bytes.length)
      )}
    </pre>
  );
}
