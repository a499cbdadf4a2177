import { create } from 'zustand';
import type { ImportJob } from '../../src-core/host/groups/imports.ts';

interface Jobs {
  readonly jobs: ReadonlyMap<string, ImportJob>;
  take(job: ImportJob): void;
}

/** Imports as the host last told of them, by id, oldest first. */
export const useJobs = create<Jobs>()((set) => ({
  jobs: new Map(),
  take: (job) => set(({ jobs }) => ({ jobs: new Map(jobs).set(job.jobId, job) })),
}));

export const isActive = (job: ImportJob): boolean => job.state === 'running' || job.state === 'waiting' || job.state === 'paused';
