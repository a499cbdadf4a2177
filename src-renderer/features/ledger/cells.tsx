import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerColumn, LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Money } from '../../components/money.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';

/** Draws what a line says in a column. */
export function useLedgerCell(): (row: LedgerRow, column: string) => ReactNode {
  const { t, i18n } = useTranslation(['ledger', 'common']);
  const formats = useFormats();
  const words = useCodeWords();
  return useCallback(
    (row: LedgerRow, column: string): ReactNode => {
      switch (column as LedgerColumn) {
        case 'seq':
          return (
            <>
              {row.flagged && (
                <span className="led-flag" role="img" aria-label={t('flagged')}>
                  <Icon name="flag" size={12} />
                </span>
              )}
              {row.seq === undefined ? <span className="t-3">{t('noSeq')}</span> : formats.number(row.seq)}
            </>
          );
        case 'at':
          return <Instant at={row.at} />;
        case 'actor':
          return (
            <Actor row={row} role={row.role === undefined ? '' : t(`common:roles.${row.role}`, { defaultValue: row.role })} />
          );
        case 'type':
          return row.type !== undefined && <EvidenceText mono text={row.type} />;
        case 'txn':
          return row.txn !== undefined && <EvidenceText mono text={row.txn} />;
        case 'amount':
          return row.amount !== undefined && <Money value={row.amount} />;
        case 'digest':
          return row.digest !== undefined && <ShortDigest value={row.digest} />;
        case 'status':
          return (
            <span className="led-status">
              <StateWord name={row.status} />
              {row.code !== undefined && <code className="t-mono">{row.code}</code>}
              {row.code !== undefined && (
                <span className="t-2">
                  {row.follows === undefined
                    ? words(row.code).title
                    : row.follows.seq === undefined
                      ? t('followsCode', { code: row.follows.code })
                      : t('follows', { seq: formats.number(row.follows.seq) })}
                </span>
              )}
            </span>
          );
        case 'chain':
          return <EvidenceText text={row.chainName ?? row.chain} />;
        case 'role':
          return row.role !== undefined && t(`common:roles.${row.role}`, { defaultValue: row.role });
        case 'line':
          return formats.number(row.line);
        case 'terminal':
          return row.terminal !== undefined && <EvidenceText text={row.terminal} />;
        case 'kid':
          return row.kid !== undefined && <EvidenceText mono text={row.kid} />;
      }
    },
    // The language changes what `t`, `words` and `formats` say.
    [t, i18n.language, formats],
  );
}

function Instant({ at }: { readonly at: string | undefined }) {
  const { t } = useTranslation('ledger');
  if (at === undefined) return <span className="t-3">{t('noTime')}</span>;
  return (
    <time className="t-mono" dateTime={at}>
      <span className="t-3">{at.slice(0, 10)}</span> {at.slice(11, 23)}
    </time>
  );
}

function Actor({ row, role }: { readonly row: LedgerRow; readonly role: string }) {
  const name = row.actorName ?? row.actor;
  if (name === undefined) return null;
  return (
    <>
      <EvidenceText text={name} /> <span className="t-3 led-role">{role}</span>
    </>
  );
}

export function ShortDigest({ value }: { readonly value: string }) {
  const digits = value.replace(/^sha256:/, '');
  return (
    <span className="t-mono t-2">
      <span aria-hidden>
        {digits.slice(0, 8)}
        <span className="t-3">…</span>
        {digits.slice(-8)}
      </span>
      <span className="sr-only">{digits}</span>
    </span>
  );
}
