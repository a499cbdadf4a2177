import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrantRow, GrantStatus } from '../../../src-core/host/groups/trust.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { moneyText } from '../../components/money.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { EntryLink } from './entry-link.tsx';
import { shownGrants } from './grant-rows.ts';
import { Window } from './key-table.tsx';
import { limitWords } from './limit-words.ts';
import { useRowList } from '../../components/use-row-list.ts';

const MARKS: Record<GrantStatus, MarkName> = {
  stands: 'pass',
  ended: 'not-in-force',
  revoked: 'fail',
  fails: 'fail',
  'not-checked': 'not-checked',
};

/** Mandates, and under each what was passed on from it. */
export function GrantTree({ grants }: { readonly grants: readonly GrantRow[] }) {
  const { t } = useTranslation('trust');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const shown = shownGrants(grants, folded);
  const fold = (digest: string, isFolded: boolean): void =>
    setFolded((now) => {
      const next = new Set(now);
      if (isFolded) next.add(digest);
      else next.delete(digest);
      return next;
    });
  const rows = useRowList({
    count: shown.length,
    onOpen: (row) => {
      const grant = shown[row]?.grant;
      if (grant !== undefined) go({ screen: 'ledger', lineId: grant.place.lineId });
    },
  });
  const current = shown[rows.at];
  return (
    <div className="trust-scroll">
      <table
        className="trust-table"
        role="treegrid"
        aria-labelledby="trust-grants"
        aria-rowcount={shown.length + 1}
        data-keys="list"
      >
        <thead>
          <tr className="t-label">
            <th scope="col">{t('grants.holder')}</th>
            <th scope="col">{t('grants.limits')}</th>
            <th scope="col">{t('grants.window')}</th>
            <th scope="col">{t('grants.status')}</th>
            <th scope="col" className="t-figure">
              {t('grants.acts')}
            </th>
          </tr>
        </thead>
        <tbody
          ref={rows.body}
          onKeyDown={(event) => {
            if (current !== undefined && current.children > 0 && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
              event.preventDefault();
              fold(current.grant.digest, event.key === 'ArrowLeft');
            } else rows.onKeyDown(event);
          }}
        >
          {shown.map(({ grant, children, isFolded }, index) => (
            <GrantLine
              key={grant.digest}
              grant={grant}
              expanded={children === 0 ? undefined : !isFolded}
              number={index + 2}
              isCurrent={index === rows.at}
              onSelect={() => rows.select(index)}
              onFold={() => fold(grant.digest, !isFolded)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface GrantLineProps {
  readonly grant: GrantRow;
  readonly expanded: boolean | undefined;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onFold: () => void;
}

function GrantLine({ grant, expanded, number, isCurrent, onSelect, onFold }: GrantLineProps) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const isMandate = grant.type === 'intent.mandate';
  return (
    <tr
      className="trust-row"
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isCurrent}
      aria-rowindex={number}
      aria-level={grant.depth + 1}
      aria-expanded={expanded}
      onClick={onSelect}
    >
      <td>
        <span className="grant-holder" style={{ paddingInlineStart: `${grant.depth * 20}px` }}>
          {expanded === undefined ? (
            <span className="grant-fold" />
          ) : (
            <button type="button" className="grant-fold" tabIndex={-1} aria-label={t('grants.fold')} onClick={onFold}>
              <Icon name={expanded ? 'chevron-down' : 'chevron-right'} size={12} />
            </button>
          )}
          <span>
            <span className="trust-name">
              {grant.holder === undefined ? (
                t('grants.holderWithheld')
              ) : (
                <EvidenceText fit="two-lines" text={grant.holderName ?? grant.holder} />
              )}
            </span>
            <span className="t-small t-2 trust-second">
              {t(isMandate ? 'grants.mandateBy' : 'grants.delegationBy')}{' '}
              <EvidenceText fit="two-lines" text={grant.byName ?? grant.by} />
              {t('limits.separator')}
              <EntryLink place={grant.place} bare />
            </span>
          </span>
        </span>
      </td>
      <td>
        <Limits grant={grant} />
      </td>
      <td>
        <span className="t-mono">
          <Window from={grant.notBefore} to={grant.expires} />
        </span>
      </td>
      <td>
        <span className="state" data-state={MARKS[grant.status]}>
          <Mark name={MARKS[grant.status]} />
          {t(`grants.states.${grant.status}`)}
        </span>
        {grant.revokedBy !== undefined && (
          <span className="t-small trust-second">
            {grant.revokedFrom !== undefined && t('grants.revokedFrom', { at: formats.utc(grant.revokedFrom).slice(0, 16) })}{' '}
            <EntryLink place={grant.revokedBy} />
          </span>
        )}
      </td>
      <td className="t-figure">
        {formats.number(grant.acts)}
        {grant.failing > 0 && (
          <span className="t-small trust-second trust-cut">
            {t('grants.failing', { count: grant.failing, shown: formats.number(grant.failing) })}
          </span>
        )}
      </td>
    </tr>
  );
}

function Limits({ grant }: { readonly grant: GrantRow }) {
  const { t } = useTranslation(['trust', 'reports']);
  return (
    <ul className="grant-limits">
      {grant.limits.map((limit, index) => {
        const words = limitWords(limit, t);
        return (
          <li key={index}>
            {words ?? (
              <span className="state" data-state="indeterminate">
                <Mark name="indeterminate" size={12} />
                <span>
                  {t('limits.unknown')} <EvidenceText text={String(limit['type'])} mono />
                </span>
              </span>
            )}
          </li>
        );
      })}
      {grant.stepUp !== undefined && <li>{t('limits.stepUp', { above: moneyText(grant.stepUp) })}</li>}
      {grant.singleUse === true && <li>{t('limits.once')}</li>}
      {grant.maxDepth !== undefined && (
        <li className="t-2">{grant.maxDepth === 0 ? t('limits.depthNone') : t('limits.depth', { count: grant.maxDepth })}</li>
      )}
      {grant.withheld && (
        <li className="state" data-state="withheld">
          <Mark name="withheld" size={12} />
          {t('limits.withheld')}
        </li>
      )}
      {grant.limits.length === 0 && !grant.withheld && <li className="t-2">{t('limits.none')}</li>}
    </ul>
  );
}
