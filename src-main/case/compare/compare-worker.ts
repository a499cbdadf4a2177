import type { ComparisonStep } from '../../../src-core/host/groups/compare.ts';
import { connect } from '../../store/database.ts';
import { answerCall } from '../call-thread.ts';
import type { CompareQuestion } from './compare-sources.ts';
import { compareStored, type ComparedSources } from './compare-stored.ts';

/** So often the page hears how far it is, in milliseconds. */
const TELL_EVERY = 100;

// The thread of one comparison, with a connection of its own that only reads.
await answerCall(({ path, ...question }: CompareQuestion, tell: (step: ComparisonStep) => void): Promise<ComparedSources> => {
  const database = connect(path, 'read');
  let last: { readonly phase: string; readonly at: number } | undefined;
  const seldom = (step: ComparisonStep): void => {
    const at = performance.now();
    if (last?.phase === step.phase && at - last.at < TELL_EVERY) return;
    last = { phase: step.phase, at };
    tell(step);
  };
  return compareStored(database, question, seldom).finally(() => database.close());
});
