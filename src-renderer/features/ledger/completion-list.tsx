import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Completions } from '../../../src-core/host/groups/ledger.ts';
import type { Status } from '../../../src-core/host/shapes.ts';
import { KeyCap } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';

interface CompletionListProps {
  readonly id: string;
  readonly completions: Completions;
  readonly chosen: number;
  readonly left: number;
  readonly onChoose: (at: number) => void;
}

/** What can be typed next. Values say how many of the rows have them. */
export function CompletionList({ id, completions, chosen, left, onChoose }: CompletionListProps) {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const { field, among, expects } = completions;
  return (
    <div className="completion" style={{ insetInlineStart: left }}>
      <p className="completion-title t-small t-2">
        {expects === 'value' || expects === 'quote' ? (
          <>
            {t('values')} <code className="t-mono">{field}</code>
            {among !== undefined && ` ${t('inRows', { count: among, shown: formats.number(among) })}`}
          </>
        ) : (
          t(`offer.${expects}`)
        )}
      </p>
      <ul id={id} ref={list} role="listbox" aria-label={t('completions')}>
        {completions.items.map((item, at) => (
          <li
            key={item.value}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === chosen}
            className="completion-item"
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(at);
            }}
          >
            {field === 'status' && <Mark name={item.value as Status} size={12} />}
            <span className="completion-value">
              <EvidenceText mono text={item.value} />
              {item.name !== undefined && (
                <span className="t-small t-3">
                  {' '}
                  <EvidenceText text={item.name} />
                </span>
              )}
            </span>
            {item.count !== undefined && <span className="t-2">{formats.number(item.count)}</span>}
          </li>
        ))}
      </ul>
      <p className="completion-foot t-small t-2" aria-hidden>
        <KeyCap keys="ArrowUp" /> <KeyCap keys="ArrowDown" /> {t('choose')} <KeyCap keys="Tab" /> {t('accept')}{' '}
        <KeyCap keys="Esc" /> {t('closeList')}
      </p>
    </div>
  );
}
