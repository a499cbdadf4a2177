import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditState, AuditView, ExportedAudit } from '../../../src-core/host/groups/audit.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { SignDialog } from '../../components/sign-dialog.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { TitleStrip } from '../../components/title-strip.tsx';
import { HostFailure } from '../../host/host-client.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useSecretAct } from '../../host/use-secret-act.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { useStatusNote } from '../../state/status.ts';
import { ExceptionList } from './exception-list.tsx';
import { ExceptionsPane } from './exceptions-pane.tsx';
import { ExposurePane } from './exposure-pane.tsx';
import { PopulationPane } from './population-pane.tsx';
import { SamplePane } from './sample-pane.tsx';
import { StartForm } from './start-form.tsx';
import './audit.css';

/** While an audit is under way. */
const EVERY_MS = 400;

/** All rules over all transactions of the case: population, exceptions, sample, exposure, and the signed report. */
export default function AuditScreen() {
  const { t } = useTranslation('audit');
  const caseId = useCaseId();
  const [isOrdering, setOrdering] = useState(false);
  const state = useCall(
    'audit.read',
    { caseId },
    { keep: true, again: ({ running }) => (running === undefined ? undefined : EVERY_MS) },
  );
  const start = useAct('audit.start', ['audit', 'custody']);
  const cancel = useAct('audit.cancel', ['audit']);
  if (state.error !== null) return <Failure error={state.error} retry={() => void state.refetch()} />;
  if (state.data === undefined) return <Loading />;
  const { running, audit, error } = state.data;
  if (running !== undefined)
    return (
      <div className="audit">
        <TitleStrip title={t('title')} topic="audit" />
        <Progress running={running} onStop={() => cancel.mutate({ caseId })} />
      </div>
    );
  if (audit === undefined || isOrdering)
    return (
      <div className="audit">
        <TitleStrip title={t('title')} topic="audit" />
        <StartForm
          error={start.error ?? (error === undefined ? undefined : new HostFailure(error))}
          isPending={start.isPending}
          onStart={(order) =>
            start.mutate({ caseId, ...order, packs: [...order.packs] }, { onSuccess: () => setOrdering(false) })
          }
          onCancel={audit === undefined ? undefined : () => setOrdering(false)}
        />
      </div>
    );
  return <Result view={audit} onAgain={() => setOrdering(true)} />;
}

function Progress({ running, onStop }: { readonly running: NonNullable<AuditState['running']>; readonly onStop: () => void }) {
  const { t } = useTranslation(['audit', 'common']);
  const formats = useFormats();
  const { phase, done, total, rate } = running;
  const left = rate === undefined || rate === 0 ? undefined : (total - done) / rate;
  return (
    <div className="audit-progress" role="status">
      <p>
        {phase === 'evidence'
          ? t('progress.evidence')
          : t('progress.rules', { done: formats.number(done), total: formats.number(total) })}{' '}
        {rate !== undefined && (
          <span className="t-2">
            {t('progress.rate', { shown: formats.number(Math.round(rate)) })}
            {left === undefined ? '' : ` ${formats.duration(left)}`}
          </span>
        )}
      </p>
      <progress className="audit-bar" aria-label={t('title')} max={Math.max(1, total)} value={done} />
      <p>
        <Button small onPress={onStop}>
          {t('common:stop')}
        </Button>
      </p>
    </div>
  );
}

function Result({ view, onAgain }: { readonly view: AuditView; readonly onAgain: () => void }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const caseId = useCaseId();
  const [isSigning, setSigning] = useState(false);
  const [exported, setExported] = useState<ExportedAudit>();
  const sign = useSecretAct('audit.export', ['audit', 'custody']);
  const openSign = useCallback(() => setSigning(true), []);
  const { isStale } = view;
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      return [
        { id: 'audit.export', title: t('export.do'), section, keys: ['Mod+E'], icon: 'seal', enabled: !isStale, run: openSign },
        { id: 'audit.again', title: t('again'), section, icon: 'audit', run: onAgain },
      ];
    }, [t, isStale, openSign, onAgain]),
  );
  const packs = view.packs.map(({ id, version }) => `${id} ${version}`).join(t('separator'));
  const { transactions, all } = view.population;
  useStatusNote(
    t('status', { count: transactions, shown: formats.number(transactions), rules: formats.number(view.rules.length) }),
  );
  return (
    <div className="audit">
      <TitleStrip
        title={t('title')}
        topic="audit"
        hint={t('hint', {
          packs,
          count: transactions,
          shown: formats.number(transactions),
          at: formats.utc(view.asOf).slice(0, 19),
        })}
      >
        <Button onPress={onAgain}>{t('again')}</Button>
        <Button icon="seal" keys="Mod+E" isDisabled={isStale} onPress={openSign}>
          {t('export.do')}
        </Button>
      </TitleStrip>
      {isStale && (
        <p className="audit-stale" role="status">
          <Mark name="warning" /> {t('stale')}
        </p>
      )}
      {exported !== undefined && <Exported exported={exported} />}
      <p className="t-verdict audit-verdict">
        <Mark name={view.verdict} size={16} />{' '}
        {t(`verdicts.${view.verdict === 'fail' && all.exceptions === 0 ? 'evidence' : view.verdict}`, {
          count: all.exceptions,
          shown: formats.number(all.exceptions),
          units: formats.number(all.units),
        })}
      </p>
      <div className="audit-upper">
        <PopulationPane view={view} />
        <ExceptionsPane view={view} />
      </div>
      <div className="audit-lower">
        <SamplePane view={view} />
        <ExposurePane view={view} />
      </div>
      <ExceptionList view={view} />
      {isSigning && (
        <SignDialog
          title={t('export.title')}
          coreDigest={view.coreDigest}
          act={{
            ...sign,
            run: (signer, passphrase, onDone) =>
              void sign.run({ caseId, signer, passphrase }, (written) => {
                setExported(written);
                onDone();
              }),
          }}
          onClose={() => setSigning(false)}
        />
      )}
    </div>
  );
}

/** The written report and what reading it again said; saved where the user says. */
function Exported({ exported }: { readonly exported: ExportedAudit }) {
  const { t } = useTranslation(['audit', 'check-ruling']);
  const formats = useFormats();
  const save = useAct('files.save');
  const { name, handle, sha256, bytes, report } = exported;
  return (
    <section className="audit-exported" data-pane aria-label={t('export.written')}>
      <p>
        <StateWord name={report.verdict} /> {t('export.written')} <span className="t-mono">{name}</span> {formats.bytes(bytes)}{' '}
        <Digest value={sha256} />
      </p>
      <ul className="audit-checks">
        {report.checks.map((check) => (
          <li key={check.name}>
            <StateWord name={check.result} /> {t(`checks.${check.name}`)}{' '}
            {check.code !== undefined && <code className="t-mono">{check.code}</code>}
          </li>
        ))}
      </ul>
      <p className="t-small t-2">
        {t('export.checkAgain')}{' '}
        <code className="t-mono">{`assize audit verify ${name} --evidence EVIDENCE --policy POLICY`}</code>
      </p>
      {save.error !== null && <Failure error={save.error} />}
      <p>
        <Button kind="primary" onPress={() => save.mutate({ handle, suggestedName: name })}>
          {t('export.save')}
        </Button>
      </p>
    </section>
  );
}
