import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import type { TransactionStory } from '../../../src-core/host/groups/transactions.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { markOfSeverity } from '../../components/mark-of-severity.ts';
import { Mark } from '../../components/mark.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { worstOf } from './lanes.tsx';
import { stateRows } from './state-rows.ts';
import { ValueText } from '../../components/value-text.tsx';

interface StatePanelProps {
  readonly told: TransactionStory;
  readonly at: number;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** What is known after a step: what it changed first. */
export function StatePanel({ told, at, before, after }: StatePanelProps) {
  const { t } = useTranslation(['transactions', 'findings']);
  const formats = useFormats();
  const words = useCodeWords();
  const step = told.story.steps[at - 1];
  const rows = stateRows(before, after);
  const changed = rows.filter((row) => row.changed).length;
  const lineId = told.lineIds[at];
  return (
    <section className="state-panel" data-pane aria-label={t('replay.after', { at })}>
      <div className="panel-head">
        <h2 className="t-heading">{at === 0 ? t('replay.before') : t('replay.after', { at: formats.number(at) })}</h2>
        {at > 0 && <span className="t-small t-2">{t('replay.changed', { count: changed })}</span>}
      </div>
      {step !== undefined && (
        <div className="state-entry">
          <p>
            {lineId === undefined ? (
              <span>{t(`types.${step.what}`, { defaultValue: step.what })}</span>
            ) : (
              <button type="button" className="link" onClick={() => go({ screen: 'ledger', lineId })}>
                {t(`types.${step.what}`, { defaultValue: step.what })} {formats.number(step.entry.seq)}
              </button>
            )}{' '}
            <Digest value={step.entry.digest} />
            <span className="state-entry-mark">
              <StateWord name={worstOf(step) ?? 'pass'} />
            </span>
          </p>
          <p className="t-small t-2">
            <EvidenceText text={step.party} />
            {step.authority.map((item) => (
              <span key={item.digest}>
                {' '}
                {t('replay.under')} <EvidenceText text={item.id ?? item.digest} />
              </span>
            ))}
          </p>
          <p className="t-small t-2">
            {step.time.notBefore === undefined && step.time.notAfter === undefined
              ? t('replay.ownClock', { at: formats.utc(step.time.asserted) })
              : t('replay.bracket', {
                  from: step.time.notBefore === undefined ? '−∞' : formats.utc(step.time.notBefore),
                  to: step.time.notAfter === undefined ? '∞' : formats.utc(step.time.notAfter),
                })}
          </p>
          {!step.applied && <p className="is-open">{t('replay.shownOnly')}</p>}
          {step.findings.map((finding) => (
            <p key={`${finding.code} ${finding.pointer ?? ''}`} className="state-finding">
              <Mark name={markOfSeverity(finding.severity)} label={t(`findings:${finding.severity}`)} />
              <code className="t-mono">{finding.code}</code> {words(finding.code).title}
            </p>
          ))}
        </div>
      )}
      <dl className="state-rows">
        {rows.map((row) => (
          <div key={row.pointer} className="state-row" data-changed={row.changed && at > 0}>
            <dt>
              {t(`state.${row.kind}`, { defaultValue: row.pointer })}
              {row.which !== undefined && (
                <span className="t-small t-3">
                  {' '}
                  <EvidenceText text={row.which} />
                </span>
              )}
            </dt>
            <dd>
              {row.changed && row.before !== undefined && (
                <>
                  <s className="t-2">
                    <ValueText value={row.before} />
                  </s>{' '}
                  <span aria-hidden>→</span>{' '}
                </>
              )}
              {row.after === undefined ? t('replay.gone') : <ValueText value={row.after} strong={row.changed && at > 0} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
