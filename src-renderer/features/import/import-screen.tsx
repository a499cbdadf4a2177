import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenFile } from '../../../src-core/host/groups/files.ts';
import type { ImportJob } from '../../../src-core/host/groups/imports.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { DropArea } from '../../components/drop-area.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { Empty, Failure } from '../../components/notice.tsx';
import { HostFailure } from '../../host/host-client.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useChooseFiles } from '../../host/use-choose-files.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseActs } from '../../shell/use-case-acts.ts';
import { useJobs } from '../../state/jobs.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import './import.css';

const MARKS: Record<ImportJob['state'], MarkName> = {
  waiting: 'not-checked',
  running: 'not-checked',
  paused: 'not-checked',
  done: 'pass',
  cancelled: 'not-applicable',
  failed: 'fail',
};

/** Takes evidence into the open case, and shows what becomes of it. */
export default function ImportScreen() {
  const { t } = useTranslation('import');
  const caseId = useCaseId();
  const acts = useCaseActs();
  const chooseFiles = useChooseFiles();
  const [policy, setPolicy] = useState<ChosenFile>();
  const earlier = useCall('imports.list', { caseId });
  const heard = useJobs((state) => state.jobs);
  const jobs = new Map((earlier.data ?? []).map((job) => [job.jobId, job]));
  for (const job of heard.values()) if (job.caseId === caseId) jobs.set(job.jobId, job);
  return (
    <div className="import">
      <section data-pane className="import-take">
        <DropArea className="import-drop" label={t('drop')} onFiles={(files) => void acts.takeEvidence(files, policy)}>
          <h1 className="t-case">{t('drop')}</h1>
          <p className="t-2">{t('dropHint')}</p>
          <Button
            kind="primary"
            onPress={() => void chooseFiles('evidence', true).then((files) => acts.takeEvidence(files, policy))}
          >
            {t('choose')}
          </Button>
        </DropArea>
        <div className="import-policy">
          <h2 className="t-heading">{t('policy')}</h2>
          <p className="t-2">{policy === undefined ? t('policyKept') : <EvidenceText fit="two-lines" text={policy.name} />}</p>
          <p className="import-policy-acts">
            <Button
              small
              onPress={() => void chooseFiles('policy', false).then(([file]) => file !== undefined && setPolicy(file))}
            >
              {t('policyChoose')}
            </Button>
            {policy !== undefined && (
              <Button small kind="quiet" onPress={() => setPolicy(undefined)}>
                {t('policyKept')}
              </Button>
            )}
          </p>
          <p className="t-small t-3">{t('policyNone')}</p>
        </div>
      </section>
      <section data-pane aria-labelledby="queue-head">
        <div className="section-head">
          <h2 id="queue-head" className="t-heading">
            {t('queue')}
          </h2>
        </div>
        {earlier.error !== null && <Failure error={earlier.error} retry={() => void earlier.refetch()} />}
        {jobs.size === 0 ? <Empty>{t('empty')}</Empty> : <Queue jobs={[...jobs.values()].toReversed()} />}
      </section>
    </div>
  );
}

function Queue({ jobs }: { readonly jobs: readonly ImportJob[] }) {
  const { t } = useTranslation('import');
  return (
    <table className="queue">
      <thead>
        <tr className="t-label">
          {(['name', 'state', 'phase', 'done', 'rate', 'left', 'findings', 'digest'] as const).map((column) => (
            <th key={column} scope="col" className={`queue-${column}`}>
              {t(`columns.${column}`)}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <QueueRow key={job.jobId} job={job} />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation(['import', 'common']);
  const formats = useFormats();
  const done = job.unit === 'bytes' ? formats.bytes(job.done) : formats.number(job.done);
  const total =
    job.total === undefined ? '' : ` / ${job.unit === 'bytes' ? formats.bytes(job.total) : formats.number(job.total)}`;
  const rate =
    job.rate === undefined
      ? ''
      : t('perSecond', { shown: job.unit === 'bytes' ? formats.bytes(job.rate) : formats.number(Math.round(job.rate)) });
  return (
    <>
      <tr data-job={job.state}>
        <th scope="row" className="queue-name">
          <EvidenceText fit="two-lines" text={job.name} />
        </th>
        <td>
          <span className="state" data-state={MARKS[job.state]}>
            <Mark name={MARKS[job.state]} />
            {t(`states.${job.state}`)}
          </span>
        </td>
        <td>{t(`phases.${job.phase}`)}</td>
        <td className="t-figure">
          {done}
          <span className="t-3">{total}</span>
        </td>
        <td className="t-figure">{job.state === 'running' ? rate : ''}</td>
        <td className="t-figure">
          {job.state === 'running' && job.secondsLeft !== undefined ? formats.duration(job.secondsLeft) : ''}
        </td>
        <td className="t-figure">{formats.number(job.findings)}</td>
        <td>{job.sha256 !== undefined && <Digest value={job.sha256} />}</td>
        <td className="queue-acts">
          <JobActs job={job} />
        </td>
      </tr>
      {job.error !== undefined && (
        <tr>
          <td colSpan={9}>
            <Failure error={new HostFailure(job.error)} />
          </td>
        </tr>
      )}
      {job.state === 'cancelled' && (
        <tr>
          <td colSpan={9} className="t-small t-2">
            {t('resumable')}
          </td>
        </tr>
      )}
    </>
  );
}

function JobActs({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation('import');
  const { take } = useJobs.getState();
  const pause = useAct('imports.pause');
  const resume = useAct('imports.resume');
  const cancel = useAct('imports.cancel');
  const { jobId } = job;
  switch (job.state) {
    case 'running':
    case 'waiting':
      return (
        <>
          <Button small onPress={() => pause.mutate({ jobId }, { onSuccess: take })}>
            {t('pause')}
          </Button>
          <Button small onPress={() => cancel.mutate({ jobId }, { onSuccess: take })}>
            {t('stop')}
          </Button>
        </>
      );
    case 'paused':
    case 'cancelled':
    case 'failed':
      return (
        <Button small onPress={() => resume.mutate({ jobId }, { onSuccess: take })}>
          {t('resume')}
        </Button>
      );
    case 'done':
      return (
        <Button small onPress={() => go({ screen: 'overview' })}>
          {t('seeOverview')}
        </Button>
      );
  }
}
