import { useTranslation } from 'react-i18next';
import type { Story } from '../../../src-core/replay/story.ts';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { worstOf } from './lanes.tsx';
import './scrubber.css';

interface ScrubberProps {
  readonly story: Story;
  readonly at: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly onStep: (step: number) => void;
  readonly onPlay: () => void;
  readonly onSpeed: () => void;
}

/** A slider over the steps. Arrows step, with Shift they go to findings; Home and End to the ends. */
export function Scrubber({ story, at, playing, speed, onStep, onPlay, onSpeed }: ScrubberProps) {
  const { t } = useTranslation('transactions');
  const formats = useFormats();
  const last = story.steps.length;
  const marked = story.steps.filter((step) => worstOf(step) !== undefined).map(({ index }) => index);
  const share = (index: number): string => `${(index / Math.max(1, last)) * 100}%`;
  const current = story.steps[at - 1];
  const label =
    current === undefined
      ? t('replay.before')
      : `${t('replay.step', { index: at })}, ${t(`types.${current.what}`, { defaultValue: current.what })}`;
  return (
    <div className="scrubber" data-pane>
      <div className="scrubber-acts">
        <Button
          kind="quiet"
          small
          icon="first"
          label={t('replay.previous')}
          isDisabled={at === 0}
          onPress={() => onStep(at - 1)}
        />
        <Button
          kind="quiet"
          small
          icon={playing ? 'pause' : 'play'}
          label={t(playing ? 'replay.pause' : 'replay.play')}
          onPress={onPlay}
        />
        <Button kind="quiet" small icon="last" label={t('replay.next')} isDisabled={at === last} onPress={() => onStep(at + 1)} />
        <Button kind="quiet" small onPress={onSpeed}>
          {`${speed}×`}
        </Button>
      </div>
      <div
        className="scrubber-track"
        role="slider"
        tabIndex={0}
        aria-label={t('replay.scrubber')}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={label}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const to = (x: number): void => onStep(Math.round(((x - box.left) / box.width) * last));
          to(event.clientX);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const box = event.currentTarget.getBoundingClientRect();
          onStep(Math.round(((event.clientX - box.left) / box.width) * last));
        }}
        onKeyDown={(event) => {
          const way =
            event.key === 'ArrowRight' || event.key === 'ArrowUp'
              ? 1
              : event.key === 'ArrowLeft' || event.key === 'ArrowDown'
                ? -1
                : 0;
          const to =
            way !== 0
              ? event.shiftKey
                ? ((way === 1 ? marked.find((index) => index > at) : marked.findLast((index) => index < at)) ?? at)
                : at + way
              : { Home: 0, End: last, PageUp: at - 5, PageDown: at + 5 }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          onStep(to);
        }}
      >
        <span className="scrubber-line" />
        <span className="scrubber-done" style={{ inlineSize: share(at) }} />
        {story.steps.map((step) => {
          const worst = worstOf(step);
          return (
            <span
              key={step.index}
              className="scrubber-tick"
              data-at={step.index === at ? 'now' : step.index > at ? 'later' : 'past'}
              style={{ insetInlineStart: share(step.index) }}
            >
              {worst !== undefined && (
                <span className="scrubber-mark">
                  <Mark name={worst} size={12} />
                </span>
              )}
            </span>
          );
        })}
      </div>
      <p className="scrubber-now t-mono">
        {current === undefined ? t('replay.before') : `${formats.utcTime(current.time.asserted)} UTC`}
      </p>
    </div>
  );
}
