import { useIsFetching } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Application } from '../../src-core/host/groups/app.ts';
import { Button } from '../components/button.tsx';
import { EvidenceText } from '../components/evidence-text.tsx';
import { Icon } from '../components/icon.tsx';
import { Progress } from '../components/progress.tsx';
import { useAct, useCall } from '../host/use-call.ts';
import { useStopComparison } from '../host/use-stop-comparison.ts';
import { useFormats } from '../i18n/format.ts';
import { useComparison, type ComparedPair } from '../state/comparison.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { useOpenCase } from '../state/open-case.ts';
import { useStatus } from '../state/status.ts';
import './status-bar.css';

/** What is under way, what is selected, and how this program stands to the world. */
export function StatusBar({ application }: { readonly application: Application | undefined }) {
  const { t } = useTranslation('shell');
  const note = useStatus((state) => state.note);
  return (
    <footer className="status-bar">
      <JobLine />
      <ComparisonLine />
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
      <Progress label={t(`import:phases.${job.phase}`)} share={share} />
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

function ComparisonLine() {
  const pair = useComparison((state) => state.pair);
  const caseId = useOpenCase((state) => state.caseId);
  const isUnderWay = useIsFetching({ queryKey: ['compare.run', pair] }) > 0;
  return pair !== undefined && pair.caseId === caseId && isUnderWay ? <RunningComparison pair={pair} /> : null;
}

function RunningComparison({ pair }: { readonly pair: ComparedPair }) {
  const { t } = useTranslation(['shell', 'compare']);
  const step = useComparison((state) => state.step);
  const stop = useStopComparison();
  // Whoever leaves the screen goes on waiting here: an answer that nobody waits for is taken back.
  useCall('compare.run', pair);
  const { phase, done, total } = step ?? { phase: 'verify-a' };
  const said = t(`compare:phases.${phase}`);
  return (
    <span className="job-line">
      <span>{said}</span>
      <Progress label={said} share={done === undefined || total === undefined || done >= total ? undefined : done / total} />
      <Button kind="quiet" className="status-action" onPress={stop}>
        {t('shell:stop')}
      </Button>
    </span>
  );
}
