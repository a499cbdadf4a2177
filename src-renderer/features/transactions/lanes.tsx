import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoryArrow, TransactionStory } from '../../../src-core/host/groups/transactions.ts';
import type { StoryStep } from '../../../src-core/replay/story.ts';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Money } from '../../components/money.tsx';
import { arrowPath, LANE_HEIGHT, laneNumbers, lanesOf, NODE_HEIGHT, NODE_WIDTH, stageRuns, STEP_WIDTH } from './lane-layout.ts';
import './lanes.css';

interface LanesProps {
  readonly told: TransactionStory;
  /** The step that the story stands after; 0: before the first. */
  readonly at: number;
  readonly onStep: (step: number) => void;
}

/** A column a step, a row a party. Later steps are dashed: they have not happened yet. */
export function Lanes({ told, at, onStep }: LanesProps) {
  const { t } = useTranslation(['transactions', 'common']);
  const { story, arrows, amounts } = told;
  const scroll = useRef<HTMLDivElement>(null);
  const lanes = useMemo(() => lanesOf(story), [story]);
  const lane = useMemo(() => laneNumbers(story), [story]);
  const stages = useMemo(() => stageRuns(story), [story]);
  const width = story.steps.length * STEP_WIDTH;
  const height = lanes.length * LANE_HEIGHT;
  useEffect(() => {
    const box = scroll.current;
    if (box === null || at === 0) return;
    const from = (at - 1) * STEP_WIDTH;
    const seen = box.clientWidth - 140;
    if (from < box.scrollLeft) box.scrollLeft = from;
    else if (from + STEP_WIDTH > box.scrollLeft + seen) box.scrollLeft = from + STEP_WIDTH - seen;
  }, [at]);
  return (
    <div className="lanes" ref={scroll} data-pane tabIndex={0} role="group" aria-label={t('replay.lanes')}>
      <div className="lanes-grid" style={{ inlineSize: `${width + 124}px` }}>
        <div className="lanes-head t-label">{t('replay.parties')}</div>
        <div className="lanes-stages">
          {stages.map((run, index) => (
            <span
              key={run.from}
              data-band={index % 2}
              style={{ insetInlineStart: `${run.from * STEP_WIDTH}px`, inlineSize: `${(run.to - run.from) * STEP_WIDTH}px` }}
            >
              <strong>{t(`stages.${run.stage}`)}</strong>{' '}
              {run.to - run.from > 1 && <span className="t-small t-2">{`${run.from + 1}–${run.to}`}</span>}
            </span>
          ))}
        </div>
        <ul className="lanes-names">
          {lanes.map((party) => (
            <li key={`${party.role} ${party.id}`}>
              <span className="lane-name">
                <EvidenceText text={party.name === undefined || party.name.trim() === '' ? party.id : party.name} />
              </span>
              <span className="t-small t-2">{t(`common:roles.${party.role}`, { defaultValue: party.role })}</span>
            </li>
          ))}
        </ul>
        <div className="lanes-field" style={{ blockSize: `${height}px` }} data-keys="list">
          {stages.map((run, index) => (
            <span
              key={run.from}
              className="lanes-band"
              data-band={index % 2}
              style={{ insetInlineStart: `${run.from * STEP_WIDTH}px`, inlineSize: `${(run.to - run.from) * STEP_WIDTH}px` }}
            />
          ))}
          {at > 0 && (
            <span
              className="lanes-now"
              style={{ insetInlineStart: `${(at - 1) * STEP_WIDTH}px`, inlineSize: `${STEP_WIDTH}px` }}
            />
          )}
          {lanes.map((party, index) => (
            <span
              key={`${party.role} ${party.id}`}
              className="lanes-line"
              style={{ insetBlockStart: `${(index + 1) * LANE_HEIGHT - 1}px` }}
            />
          ))}
          <svg className="lanes-arrows" width={width} height={height} aria-hidden>
            <defs>
              <marker id="arrow-head" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
                <path d="M0 0 6 3 0 6Z" fill="context-stroke" />
              </marker>
            </defs>
            {arrows.map((arrow) => (
              <path
                key={`${arrow.from} ${arrow.to} ${arrow.rel}`}
                d={arrowPath(arrow, lane)}
                className="arrow"
                data-kind={arrowKind(arrow, at)}
                markerEnd="url(#arrow-head)"
              />
            ))}
          </svg>
          {story.steps.map((step) => (
            <Node
              key={step.index}
              step={step}
              at={at}
              x={(step.index - 1) * STEP_WIDTH + (STEP_WIDTH - NODE_WIDTH) / 2}
              y={(lane.get(step.index) ?? 0) * LANE_HEIGHT + (LANE_HEIGHT - NODE_HEIGHT) / 2}
              amount={amounts[step.index]}
              onStep={onStep}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function arrowKind(arrow: StoryArrow, at: number): string {
  if (arrow.to > at) return 'later';
  if (arrow.broken) return 'broken';
  return arrow.rel === 'under' ? 'under' : arrow.to === at ? 'now' : 'plain';
}

interface NodeProps {
  readonly step: StoryStep;
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly amount: TransactionStory['amounts'][number] | undefined;
  readonly onStep: (step: number) => void;
}

/** The worst that stands on a step. */
export function worstOf(step: StoryStep): 'fail' | 'indeterminate' | undefined {
  if (step.findings.some(({ severity }) => severity === 'error')) return 'fail';
  return step.findings.some(({ severity }) => severity === 'info') || !step.applied ? 'indeterminate' : undefined;
}

function Node({ step, at, x, y, amount, onStep }: NodeProps) {
  const { t } = useTranslation(['transactions', 'states', 'common']);
  const worst = worstOf(step);
  const name = t(`types.${step.what}`, { defaultValue: step.what });
  const more = [
    t(`common:roles.${step.role}`, { defaultValue: step.role }),
    visibleText(step.party),
    ...(worst === undefined ? [] : [t(`states:${worst}`), ...step.findings.map(({ code }) => code)]),
    ...(step.applied ? [] : [t('replay.shownOnly')]),
  ];
  return (
    <button
      type="button"
      className="node"
      data-at={step.index === at ? 'now' : step.index > at ? 'later' : 'past'}
      data-worst={worst}
      aria-current={step.index === at ? 'step' : undefined}
      tabIndex={step.index === at || (at === 0 && step.index === 1) ? 0 : -1}
      style={{
        insetInlineStart: `${x}px`,
        insetBlockStart: `${y}px`,
        inlineSize: `${NODE_WIDTH}px`,
        blockSize: `${NODE_HEIGHT}px`,
      }}
      onClick={() => onStep(step.index)}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        onStep(step.index + by);
        const field = event.currentTarget.parentElement;
        requestAnimationFrame(() => field?.querySelector<HTMLElement>('[aria-current="step"]')?.focus());
      }}
    >
      <span className="sr-only">{t('replay.step', { index: step.index })}: </span>
      <span className="node-name">{name}</span>{' '}
      {amount !== undefined && (
        <span className="node-amount">
          {step.what.startsWith('intent.') && '≤ '}
          <Money value={amount} />
        </span>
      )}
      <span className="sr-only">, {more.join(', ')}</span>
      {worst !== undefined && (
        <span className="node-mark">
          <Mark name={worst} size={12} />
        </span>
      )}
    </button>
  );
}
