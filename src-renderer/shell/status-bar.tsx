import { useTranslation } from 'react-i18next';
import type { Application } from '../../src-core/host/groups/app.ts';
import { Button } from '../components/button.tsx';
import { EvidenceText } from '../components/evidence-text.tsx';
import { Icon } from '../components/icon.tsx';
import { useAct } from '../host/use-call.ts';
import { useFormats } from '../i18n/format.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { useStatus } from '../state/status.ts';
import './status-bar.css';

/** What is under way, what is selected, and how this program stands to the world. */
export function StatusBar({ application }: { readonly application: Application | undefined }) {
  const { t } = useTranslation('shell');
  const note = useStatus((state) => state.note);
  return (
    <footer className="status-bar">
      <JobLine />
      {note !== '' && <span className="status-note">{note}</span>}
      <span className="status-gap" />
      <span className="status-extra">{t('algorithms')}</span>
      {application !== undefined && <span className="status-extra">assize {application.version}</span>}
      <span className="status-offline">
        <Icon name="lock" size={12} />
        {t('offline')}
      </span>
    </footer>
  );
}

function JobLine() {
  const { t } = useTranslation(['shell', 'import']);
  const formats = useFormats();
  const jobs = useJobs((state) => state.jobs);
  const cancel = useAct('imports.cancel');
  const job = [...jobs.values()].findLast(isActive);
  if (job === undefined) return null;
  const share = job.total === undefined || job.total === 0 ? undefined : job.done / job.total;
  return (
    <span className="job-line">
      <span>
        {t(`import:phases.${job.phase}`)} <EvidenceText text={job.name} />
      </span>
      <progress aria-label={t(`import:phases.${job.phase}`)} max={1} {...(share === undefined ? {} : { value: share })} />
      <span>
        {job.unit === 'bytes'
          ? formats.bytes(job.done)
          : t('import:entries', { count: job.done, shown: formats.number(job.done) })}
        {job.secondsLeft !== undefined && `, ${t('import:left', { time: formats.duration(job.secondsLeft) })}`}
      </span>
      <Button kind="quiet" className="status-action" onPress={() => cancel.mutate({ jobId: job.jobId })}>
        {t('shell:stop')}
      </Button>
    </span>
  );
}
