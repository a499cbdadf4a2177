import { useTranslation } from 'react-i18next';
import type { ScopedVerdict } from '../../src-core/host/groups/cases.ts';
import { useFormats } from '../i18n/format.ts';
import { EvidenceText } from './evidence-text.tsx';
import { StateWord } from './state-word.tsx';
import './verdict-chip.css';

/** A verdict with what it speaks of: how many, under whose keys, by which tool, without a network. Never the word alone. */
export function VerdictChip({ verdict }: { readonly verdict: ScopedVerdict }) {
  const { t } = useTranslation('verdict');
  const formats = useFormats();
  const numbers = { holding: formats.number(verdict.holding), entries: formats.number(verdict.entries), count: verdict.entries };
  return (
    <span className="verdict-chip" data-verdict={verdict.verdict}>
      <span className="verdict-word">
        <StateWord name={verdict.verdict} />
      </span>
      <span>{verdict.verdict === 'not-checked' ? t('nothing') : t('hold', numbers)}</span>
      <span>
        {verdict.trust.mode === 'claimed' ? (
          t('claimed')
        ) : (
          <>
            {t('pinnedBy')} <EvidenceText fit="line" text={verdict.trust.name} />
          </>
        )}
      </span>
      <span>{t('offline', { tool: verdict.tool })}</span>
    </span>
  );
}
