import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failure } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useCall } from '../../host/use-call.ts';
import { BytesPane, type BytesView } from './bytes-pane.tsx';
import { DetailPane } from './detail-pane.tsx';
import { LinksPane } from './links-pane.tsx';
import type { Selected } from './selected-bytes.ts';
import { Splitter } from './splitter.tsx';

interface PanesProps {
  readonly caseId: string;
  readonly lineId: number | undefined;
  readonly selected: Selected | undefined;
  readonly isNarrow: boolean;
  /** The line is not among the rows. */
  readonly isLeftOut: boolean;
  readonly onSelect: (selected: Selected) => void;
  readonly onGo: (lineId: number) => void;
  readonly onCopy: () => void;
}

type Pane = 'detail' | 'bytes' | 'links';
const PANES: readonly Pane[] = ['detail', 'bytes', 'links'];
const LEAST = 200;

/** The selected line: its members, its bytes and its neighbours, beside each other; in a narrow window one at a time. */
export function Panes({ caseId, lineId, selected, isNarrow, isLeftOut, onSelect, onGo, onCopy }: PanesProps) {
  const { t } = useTranslation('ledger');
  const detail = useCall('ledger.read', { caseId, id: lineId ?? 0 }, { enabled: lineId !== undefined, keep: true });
  const fields = useCall(
    'ledger.fields',
    { caseId, id: lineId ?? 0 },
    { enabled: lineId !== undefined && detail.data !== undefined },
  );
  const [view, setView] = useState<BytesView>('hex');
  const [widths, setWidths] = useState({ bytes: 548, links: 404 });
  const [pane, setPane] = useState<Pane>('detail');
  const part = selected?.part;
  useEffect(() => {
    if (part === 'envelope') setView('envelope');
    else if (part === 'payload') setView((now) => (now === 'envelope' ? 'hex' : now));
  }, [part, selected]);
  const known = useMemo(() => (fields.data?.known === true ? fields.data : undefined), [fields.data]);

  if (lineId === undefined) return <Empty>{t('chooseLine')}</Empty>;
  if (detail.error !== null) return <Failure error={detail.error} retry={() => void detail.refetch()} />;
  if (detail.data === undefined) return null;
  const parts: Record<Pane, React.JSX.Element> = {
    detail: (
      <DetailPane
        detail={detail.data}
        fields={known}
        selected={selected}
        isLeftOut={isLeftOut}
        onSelect={onSelect}
        onCopy={onCopy}
      />
    ),
    bytes: <BytesPane detail={detail.data} selected={selected} view={view} onView={setView} onSelect={onSelect} />,
    links: <LinksPane detail={detail.data} onGo={onGo} />,
  };
  if (isNarrow)
    return (
      <div className="panes-stack">
        <div className="panes-tabs">
          <Segmented
            label={t('panes')}
            value={pane}
            onChange={setPane}
            options={PANES.map((value) => ({ value, text: t(value === 'bytes' ? 'bytesPane' : value) }))}
          />
        </div>
        {parts[pane]}
      </div>
    );
  return (
    <div className="panes" style={{ gridTemplateColumns: `minmax(${LEAST}px, 1fr) 0 ${widths.bytes}px 0 ${widths.links}px` }}>
      {parts.detail}
      <Splitter
        label={t('bytesWidth')}
        way="columns"
        value={widths.bytes}
        least={LEAST}
        most={900}
        onChange={(bytes) => setWidths((now) => ({ ...now, bytes }))}
      />
      {parts.bytes}
      <Splitter
        label={t('linksWidth')}
        way="columns"
        value={widths.links}
        least={LEAST}
        most={900}
        onChange={(links) => setWidths((now) => ({ ...now, links }))}
      />
      {parts.links}
    </div>
  );
}
