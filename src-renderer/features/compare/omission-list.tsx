import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { Omissions } from '../../../src-core/host/groups/compare.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';

interface OmissionListProps {
  readonly title: string;
  readonly count: number;
  readonly groups: readonly Omissions[];
}

/** Entries that one side shows and the other does not, folded by chain. */
export function OmissionList({ title, count, groups }: OmissionListProps) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  return (
    <section className="compare-only" aria-label={title}>
      <h3 className="compare-only-head">
        <strong>{title}</strong> <span className="t-small t-2">{t('entries', { count, shown: formats.number(count) })}</span>
      </h3>
      {groups.length === 0 ? (
        <p className="t-2 compare-none">{t('onlyNone')}</p>
      ) : (
        <ul>
          {groups.map((group) => (
            <OmissionGroup key={group.chain} group={group} />
          ))}
        </ul>
      )}
    </section>
  );
}

function OmissionGroup({ group }: { readonly group: Omissions }) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const [isOpen, setOpen] = useState(false);
  const more = group.count - group.entries.length;
  return (
    <li className="compare-group" data-difference tabIndex={-1}>
      <button type="button" className="compare-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
        <Mark name="indeterminate" />
        <span className="compare-group-name">
          <EvidenceText text={group.chainName ?? group.chain} />
        </span>
        <span className="t-small t-2">
          {t(group.whole ? 'wholeChain' : 'seqRange', { from: formats.number(group.first), to: formats.number(group.last) })}
        </span>
        <span className="compare-count">{formats.number(group.count)}</span>
      </button>
      {isOpen && (
        <ul className="compare-entries">
          {group.entries.map(({ seq, digest, type, txn, lineId }) => (
            <li key={digest}>
              <span className="t-figure compare-seq">{formats.number(seq)}</span>
              {lineId === undefined ? (
                <span className="t-mono">{type}</span>
              ) : (
                <AriaButton className="link t-mono" onPress={() => go({ screen: 'ledger', lineId })}>
                  <EvidenceText text={type ?? digest} />
                </AriaButton>
              )}
              {txn !== undefined && txn !== '-' && (
                <span className="t-mono t-2">
                  <EvidenceText text={txn} />
                </span>
              )}
            </li>
          ))}
          {more > 0 && <li className="t-small t-2">{t('andMore', { count: more, shown: formats.number(more) })}</li>}
        </ul>
      )}
    </li>
  );
}
