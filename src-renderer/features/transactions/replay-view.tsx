import { useCallback, useEffect, useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { compareFields } from '../../../src-core/replay/compare-fields.ts';
import { applyChanges } from '../../../src-core/replay/state.ts';
import { spellValue } from '../../../src-core/host/ledger-filter/tokens.ts';
import type { TransactionStory } from '../../../src-core/host/groups/transactions.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go, useRoute } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import '../../components/title-strip.css';
import { ComparisonTable } from './comparison-table.tsx';
import { Lanes } from './lanes.tsx';
import { Scrubber } from './scrubber.tsx';
import { StatePanel } from './state-panel.tsx';

/** One transaction, told step by step. */
export function ReplayView({ txn, startAt }: { readonly txn: string; readonly startAt: number | undefined }) {
  const story = useCall('transactions.read', { caseId: useCaseId(), txn });
  if (story.error !== null) return <Failure error={story.error} retry={() => void story.refetch()} />;
  if (story.data === undefined) return <Loading />;
  return <Player told={story.data} startAt={startAt} />;
}

const SPEEDS = [0.5, 1, 2, 4, 8];
const STEP_MS = 1400;

function Player({ told, startAt }: { readonly told: TransactionStory; readonly startAt: number | undefined }) {
  const { t } = useTranslation(['transactions', 'shell']);
  const formats = useFormats();
  const { story } = told;
  const last = story.steps.length;
  const [at, setAt] = useState(Math.min(last, startAt ?? last));
  const [speed, setSpeed] = useState(1);
  const [playing, setPlaying] = useState(false);
  const states = useMemo(() => {
    const all: JsonObject[] = [{}];
    for (const step of story.steps) all.push(applyChanges(all.at(-1) ?? {}, step.changed));
    return all;
  }, [story]);
  const moveTo = useCallback(
    (step: number) => {
      const next = Math.max(0, Math.min(last, step));
      setAt(next);
      useRoute.getState().replace({ screen: 'transactions', txn: story.txn, step: next });
    },
    [last, story.txn],
  );
  const toFinding = useCallback(
    (way: 1 | -1) => {
      const marked = story.steps
        .filter(({ findings }) => findings.some(({ severity }) => severity !== 'warning'))
        .map(({ index }) => index);
      const next = way === 1 ? marked.find((index) => index > at) : marked.findLast((index) => index < at);
      if (next !== undefined) moveTo(next);
    },
    [story, at, moveTo],
  );
  useEffect(() => {
    if (!playing) return;
    if (at >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => moveTo(at + 1), STEP_MS / speed);
    return () => clearTimeout(timer);
  }, [playing, at, last, speed, moveTo]);
  const play = useCallback(() => {
    if (!playing && at >= last) moveTo(0);
    setPlaying(!playing);
  }, [playing, at, last, moveTo]);

  useCommands(
    useMemo((): Command[] => {
      const section = t('replay.section');
      return [
        { id: 'replay.play', title: t('replay.play'), section, keys: ['Space'], icon: 'play', run: play },
        { id: 'replay.next', title: t('replay.next'), section, keys: ['j'], icon: 'last', run: () => moveTo(at + 1) },
        { id: 'replay.previous', title: t('replay.previous'), section, keys: ['k'], icon: 'first', run: () => moveTo(at - 1) },
        {
          id: 'replay.nextFinding',
          title: t('replay.nextFinding'),
          section,
          keys: ['F8'],
          icon: 'flag',
          run: () => toFinding(1),
        },
        {
          id: 'replay.previousFinding',
          title: t('replay.previousFinding'),
          section,
          keys: ['Shift+F8'],
          icon: 'flag',
          run: () => toFinding(-1),
        },
        {
          id: 'replay.list',
          title: t('replay.list'),
          section,
          keys: ['Escape'],
          icon: 'transactions',
          run: () => go({ screen: 'transactions' }),
        },
        {
          id: 'replay.dispute',
          title: t('replay.dispute'),
          section,
          icon: 'scales',
          run: () => go({ screen: 'arbitrate', txn: story.txn }),
        },
      ];
    }, [t, play, moveTo, at, toFinding, story.txn]),
  );
  useStatusNote(t('replay.stands', { at: formats.number(at), of: formats.number(last) }));

  const [first] = story.steps;
  return (
    <div className="replay">
      <header className="strip">
        <AriaButton className="link" onPress={() => go({ screen: 'transactions' })}>
          {t('shell:screens.transactions')}
        </AriaButton>
        <span className="t-3" aria-hidden>
          ›
        </span>
        <h1 className="t-title">
          {told.what === undefined || told.what.trim() === '' ? t('unnamed') : <EvidenceText fit="two-lines" text={told.what} />}
          {told.merchant !== undefined && (
            <>
              {t('replay.at')}
              <EvidenceText fit="two-lines" text={told.merchant} />
            </>
          )}
        </h1>
        <span className="t-mono t-2">
          <EvidenceText text={story.txn} />
        </span>
        {first !== undefined && <span className="t-mono t-2">{formats.utc(first.time.asserted).slice(0, 16)} UTC</span>}
        <span className="strip-gap" />
        <Button onPress={() => go({ screen: 'ledger', filter: `txn == ${spellValue(story.txn)}` })}>
          {t('replay.entries', { count: last })}
        </Button>
        <Button kind="primary" icon="scales" onPress={() => go({ screen: 'arbitrate', txn: story.txn })}>
          {t('replay.dispute')}
        </Button>
      </header>
      <Lanes told={told} at={at} onStep={moveTo} />
      <Scrubber
        story={story}
        at={at}
        playing={playing}
        speed={speed}
        onStep={moveTo}
        onPlay={play}
        onSpeed={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
      />
      <div className="replay-below">
        <StatePanel told={told} at={at} before={states[Math.max(0, at - 1)] ?? {}} after={states[at] ?? {}} />
        <ComparisonTable rows={compareFields(states[at] ?? {})} story={story} at={at} />
      </div>
    </div>
  );
}
