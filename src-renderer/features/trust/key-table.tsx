import { useEffect } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { KeyRow } from '../../../src-core/host/groups/trust.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { EntryLink } from './entry-link.tsx';
import { useRowList } from '../../components/use-row-list.ts';

/** How a key stands: what a revocation cut weighs more than who vouches for it. */
export function keyState(key: KeyRow): { readonly mark: MarkName; readonly word: 'trusted' | 'claimed' | 'revoked' } {
  if (key.cut !== undefined) return { mark: 'fail', word: 'revoked' };
  return key.trusted ? { mark: 'pass', word: 'trusted' } : { mark: 'not-checked', word: 'claimed' };
}

/** Every key that the evidence or the policy presents, the doubtful ones first. */
export function KeyTable({ keys, wanted }: { readonly keys: readonly KeyRow[]; readonly wanted: string | undefined }) {
  const { t } = useTranslation(['trust', 'common']);
  const first = Math.max(
    0,
    keys.findIndex(({ kid }) => kid === wanted),
  );
  const showEntries = (row: number): void => {
    const key = keys[row];
    if (key !== undefined) go({ screen: 'ledger', filter: `kid == ${spellValue(key.kid)}` });
  };
  const rows = useRowList({ count: keys.length, first, onOpen: showEntries });
  useEffect(() => {
    if (wanted !== undefined) rows.body.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'center' });
  }, [wanted, rows.body]);
  return (
    <div className="trust-scroll">
      <table className="trust-table" role="grid" aria-labelledby="trust-keys" aria-rowcount={keys.length + 1} data-keys="list">
        <thead>
          <tr className="t-label">
            <th scope="col">{t('keys.state')}</th>
            <th scope="col">{t('keys.whose')}</th>
            <th scope="col">{t('keys.role')}</th>
            <th scope="col">{t('keys.kid')}</th>
            <th scope="col">{t('keys.alg')}</th>
            <th scope="col">{t('keys.source')}</th>
            <th scope="col">{t('keys.window')}</th>
            <th scope="col" className="t-figure">
              {t('keys.entries')}
            </th>
          </tr>
        </thead>
        <tbody ref={rows.body} onKeyDown={rows.onKeyDown}>
          {keys.map((key, index) => (
            <KeyLine
              key={key.kid}
              item={key}
              number={index + 2}
              isCurrent={index === rows.at}
              onSelect={() => rows.select(index)}
              onShow={() => showEntries(index)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface KeyLineProps {
  readonly item: KeyRow;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onShow: () => void;
}

function KeyLine({ item, number, isCurrent, onSelect, onShow }: KeyLineProps) {
  const { t } = useTranslation(['trust', 'common']);
  const formats = useFormats();
  const { mark, word } = keyState(item);
  return (
    <tr className="trust-row" tabIndex={isCurrent ? 0 : -1} aria-selected={isCurrent} aria-rowindex={number} onClick={onSelect}>
      <td>
        <span className="state" data-state={mark}>
          <Mark name={mark} />
          {t(`keys.states.${word}`)}
        </span>
        {item.test && (
          <span className="state trust-second" data-state="warning">
            <Mark name="warning" size={12} />
            {t('keys.test')}
          </span>
        )}
      </td>
      <td>
        <span className="trust-name">
          {item.sub === undefined ? t('keys.nobody') : <EvidenceText fit="line" text={item.name ?? item.sub} />}
        </span>
        {item.operator !== undefined && (
          <span className="t-small t-2 trust-second">
            <EvidenceText fit="line" text={item.operator} />
          </span>
        )}
      </td>
      <td className="t-2">{item.role !== undefined && t(`common:roles.${item.role}`, { defaultValue: item.role })}</td>
      <td>
        <Digest value={item.kid} />
      </td>
      <td className="t-mono">{item.alg}</td>
      <td>
        <Voucher item={item} />
      </td>
      <td>
        <span className="t-mono">
          <Window from={item.notBefore} to={item.notAfter} />
        </span>
        {item.cut !== undefined && (
          <span className="trust-cut trust-second">
            {t('keys.cut', { at: formats.utc(item.cut) })} {item.revokedBy !== undefined && <EntryLink place={item.revokedBy} />}
          </span>
        )}
      </td>
      <td className="t-figure">
        {item.entries === 0 ? (
          <span className="t-3">0</span>
        ) : (
          <AriaButton className="link trust-link" aria-label={t('keys.showEntries', { count: item.entries })} onPress={onShow}>
            {formats.number(item.entries)}
          </AriaButton>
        )}
      </td>
    </tr>
  );
}

/** Who vouches for a key. That the evidence itself names a registry is worth no more than the evidence. */
function Voucher({ item: { source, issuedBy } }: { readonly item: KeyRow }) {
  const { t } = useTranslation('trust');
  if (source === 'registry' && issuedBy !== undefined) return <EntryLink place={issuedBy} />;
  return (
    <>
      {t(`keys.sources.${source}`)}
      {issuedBy !== undefined && (
        <span className="t-small trust-second">
          <EntryLink place={issuedBy} />
        </span>
      )}
    </>
  );
}

/** From when to when; what nothing bounds is said to be open. */
export function Window({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }) {
  const { t } = useTranslation('trust');
  const day = (instant: string): string => instant.slice(0, 10);
  if (from === undefined && to === undefined) return <>{t('window.open')}</>;
  if (from === undefined) return <>{t('window.until', { to: day(to ?? '') })}</>;
  return <>{to === undefined ? t('window.from', { from: day(from) }) : t('window.between', { from: day(from), to: day(to) })}</>;
}
