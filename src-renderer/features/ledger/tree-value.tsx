import { useTranslation } from 'react-i18next';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Money } from '../../components/money.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';
import type { TreeRow } from './tree-rows.ts';

const LONGEST = 600;

/** What stands beside a member's name: its value, or how much it holds. */
export function TreeValue({ row, isLit }: { readonly row: TreeRow; readonly isLit: boolean }) {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const state = row.state !== undefined && row.state !== 'disclosed' && <StateWord name={row.state} />;
  const disclosed = row.state === 'disclosed' && <span className="t-3">{t('disclosed')}</span>;
  if (row.kind === 'object' || row.kind === 'array') {
    if (row.name === '_sd')
      return (
        <>
          <StateWord name="withheld" />{' '}
          <span className="t-2">{t('digests', { count: row.children, shown: formats.number(row.children) })}</span>
        </>
      );
    return (
      <>
        {row.money !== undefined && <Money value={row.money} />}
        {row.summary !== undefined && (
          <span className="t-2">
            <EvidenceText text={shortly(row.summary)} />
          </span>
        )}
        {row.money === undefined && row.summary === undefined && (
          <span className="t-3">
            {t(row.kind === 'object' ? 'memberCount' : 'elementCount', {
              count: row.children,
              shown: formats.number(row.children),
            })}
          </span>
        )}
        {state}
      </>
    );
  }
  return (
    <>
      {row.value !== undefined && (
        <span className={isLit && row.size > 0 ? 'tree-lit' : undefined}>
          <EvidenceText text={shortly(row.value)} mono={row.kind !== 'string'} />
        </span>
      )}
      {row.value !== undefined && row.value.length > LONGEST && (
        <span className="t-3">{t('cut', { count: row.value.length })}</span>
      )}
      {row.kind !== 'string' && <span className="t-3">{t(`kinds.${row.kind}`)}</span>}
      {disclosed}
      {state}
    </>
  );
}

const shortly = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
