import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cause } from '../../../src-core/host/groups/findings.ts';
import type { Severity } from '../../../src-core/evidence/finding.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { PlaceText } from '../../components/place-text.tsx';
import { useCall } from '../../host/use-call.ts';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import { markOfSeverity } from '../../components/mark-of-severity.ts';
import '../../components/cause-tag.css';

interface CauseListProps {
  readonly causes: readonly Cause[];
  readonly current: Cause | undefined;
  readonly unfolded: ReadonlySet<string>;
  readonly onSelect: (cause: Cause | undefined) => void;
  readonly onUnfold: (id: string) => void;
  readonly onShow: (cause: Cause) => void;
}

// What leaves a verdict open weighs more than a warning, which never does.
const GROUPS: readonly Severity[] = ['error', 'info', 'warning'];

/** Causes by severity, effects folded under each. A tree grid with one row in the tab order. */
export function CauseList({ causes, current, unfolded, onSelect, onUnfold, onShow }: CauseListProps) {
  const { t } = useTranslation('findings');
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = grid.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    row?.scrollIntoView({ block: 'nearest' });
    if (grid.current?.contains(document.activeElement) === true) row?.focus();
  }, [current?.id]);
  const step = (by: number): void => {
    const at = causes.findIndex(({ id }) => id === current?.id);
    onSelect(causes[Math.min(causes.length - 1, Math.max(0, at + by))]);
  };
  return (
    <div
      ref={grid}
      className="cause-list"
      role="treegrid"
      aria-label={t('cause')}
      aria-rowcount={causes.length}
      data-keys="list"
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -causes.length, End: causes.length }[event.key];
        if (by !== undefined) {
          event.preventDefault();
          step(by);
        } else if (
          current !== undefined &&
          (event.key === 'Enter' || event.key === (unfolded.has(current.id) ? 'ArrowLeft' : 'ArrowRight'))
        ) {
          if (event.target instanceof HTMLElement && event.target.getAttribute('role') !== 'row') return;
          event.preventDefault();
          onUnfold(current.id);
        }
      }}
    >
      <div role="row" className="cause-head t-label">
        <span role="columnheader">{t('cause')}</span>
        <span role="columnheader">{t('spread')}</span>
        <span role="columnheader" className="t-figure">
          {t('effectsHead')}
        </span>
        <span role="columnheader">{t('triage')}</span>
      </div>
      {GROUPS.map((severity) => {
        const group = causes.filter((cause) => cause.severity === severity);
        if (group.length === 0) return null;
        return (
          <Fragment key={severity}>
            <GroupHead severity={severity} causes={group} />
            {group.map((cause) => (
              <CauseRow
                key={cause.id}
                cause={cause}
                isCurrent={cause.id === current?.id}
                isUnfolded={unfolded.has(cause.id)}
                onSelect={() => onSelect(cause)}
                onUnfold={() => onUnfold(cause.id)}
                onShow={() => onShow(cause)}
              />
            ))}
          </Fragment>
        );
      })}
    </div>
  );
}

function GroupHead({ severity, causes }: { readonly severity: Severity; readonly causes: readonly Cause[] }) {
  const { t } = useTranslation(['findings', 'common']);
  const formats = useFormats();
  const findings = causes.reduce((sum, cause) => sum + cause.same + cause.effects, 0);
  return (
    <div role="row" className="cause-group">
      <span role="rowheader">
        <strong>{t(`severityGroup.${severity}`)}</strong>{' '}
        <span className="t-small t-2">
          {severity === 'info' && `${t('indeterminate')}${t('common:comma')}`}
          {t('groupCount', {
            causes: t('causes', { count: causes.length, shown: formats.number(causes.length) }),
            findings: t('findings', { count: findings, shown: formats.number(findings) }),
          })}
        </span>
      </span>
    </div>
  );
}

interface CauseRowProps {
  readonly cause: Cause;
  readonly isCurrent: boolean;
  readonly isUnfolded: boolean;
  readonly onSelect: () => void;
  readonly onUnfold: () => void;
  readonly onShow: () => void;
}

function CauseRow({ cause, isCurrent, isUnfolded, onSelect, onUnfold, onShow }: CauseRowProps) {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const words = useCodeWords();
  const effects = cause.effects + cause.same - 1;
  const state = cause.triage?.state ?? 'open';
  return (
    <>
      <div
        role="row"
        className="cause"
        tabIndex={isCurrent ? 0 : -1}
        aria-selected={isCurrent}
        aria-expanded={isUnfolded}
        aria-level={1}
        data-triage={state}
        onClick={onSelect}
        onDoubleClick={onUnfold}
      >
        <span role="gridcell" className="cause-main">
          <button
            type="button"
            tabIndex={-1}
            className="cause-fold"
            aria-label={t('keys.unfold')}
            onClick={(event) => {
              event.stopPropagation();
              onUnfold();
            }}
          >
            <Icon name={isUnfolded ? 'chevron-down' : 'chevron-right'} size={14} />
          </button>
          <Mark name={markOfSeverity(cause.severity)} label={t(cause.severity)} />
          <span className="cause-tag">{cause.number}</span>
          <span className="cause-text">
            <span className="cause-title">{words(cause.code).title}</span>
            <span className="cause-where t-small t-2">
              <code className="t-mono">{cause.code}</code>
              <span>{t(`axes.${cause.axis}`)}</span>
              <PlaceText place={cause.place} last={cause.last} />
            </span>
          </span>
        </span>
        <span role="gridcell">
          <Spread cause={cause} />
        </span>
        <span role="gridcell" className="t-figure cause-effects">
          <span>{formats.number(effects)}</span>
          <span className="t-small t-2">{t('effects', { count: effects })}</span>
        </span>
        <span role="gridcell" className="cause-triage">
          <span className={state === 'confirmed' ? 'strong' : state === 'dismissed' ? 't-2' : ''}>{t(`states.${state}`)}</span>
          {cause.triage !== undefined && state !== 'open' && (
            <span className="t-small t-2">
              <EvidenceText text={cause.triage.by} />
            </span>
          )}
        </span>
      </div>
      {isUnfolded && <Effects cause={cause} onShow={onShow} />}
    </>
  );
}

/** Kinds of findings folded into a cause, each with how many and from where to where. */
function Effects({ cause, onShow }: { readonly cause: Cause; readonly onShow: () => void }) {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const words = useCodeWords();
  const detail = useCall('findings.read', { caseId: useCaseId(), id: cause.id });
  const all = cause.same + cause.effects;
  return (
    <div className="effects" role="row" aria-level={2}>
      <div role="gridcell">
        {(detail.data?.effects ?? []).map((kind) => (
          <p key={`${kind.code} ${kind.severity}`} className="effect">
            <Mark name={markOfSeverity(kind.severity)} size={12} />
            <code className="t-mono">{kind.code}</code>
            <strong className="t-figure">{formats.number(kind.count)}</strong>
            <span className="t-small">{words(kind.code).title}</span>
            <span className="t-small t-2 effect-place">
              <PlaceText place={kind.first} last={kind.last} />
            </span>
          </p>
        ))}
        <p className="effect-foot">
          <button type="button" className="link" onClick={onShow}>
            {t('showAll', { count: all, shown: formats.number(all) })}
          </button>
          {cause.transactions > 0 && (
            <span className="t-small t-2">
              {t('transactions', { count: cause.transactions, shown: formats.number(cause.transactions) })}
            </span>
          )}
        </p>
      </div>
    </div>
  );
}

function Spread({ cause }: { readonly cause: Cause }) {
  const { t } = useTranslation('findings');
  return (
    <svg
      className="spread"
      data-severity={cause.severity}
      viewBox={`0 0 ${cause.spread.length * 2} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('spreadText', { count: cause.spread.filter((part) => part > 0).length })}
    >
      <rect x="0" y="13" width={cause.spread.length * 2} height="1" className="spread-line" />
      {cause.spread.map((part, index) => part > 0 && <rect key={index} x={index * 2} y="0" width="2" height="14" />)}
    </svg>
  );
}
