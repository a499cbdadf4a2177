import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { useStopComparison } from '../../host/use-stop-comparison.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useComparison } from '../../state/comparison.ts';
import './comparison-progress.css';

/** A comparison that is under way or was stopped, in the place of what it will say. */
export function ComparisonProgress() {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const { isStopped, step, start } = useComparison();
  const stop = useStopComparison();
  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'compare.cancel',
          title: t(isStopped ? 'again' : 'cancel'),
          section: t('title'),
          keys: isStopped ? [] : ['Escape'],
          icon: 'compare',
          run: isStopped ? start : stop,
        },
      ],
      [t, isStopped, start, stop],
    ),
  );
  const { phase, done, total } = step ?? { phase: 'verify-a' };
  const isCounted = done !== undefined && total !== undefined && done < total;
  const said = isStopped ? t('stopped') : t(`phases.${phase}`);
  return (
    <section data-pane className="compare-wait" aria-label={t('verdictHead')}>
      <p role="status">{said}</p>
      {!isStopped && (
        <p className="compare-wait-bar">
          <Progress label={said} share={isCounted ? done / total : undefined} />
          <span className="t-small t-2 t-figure">
            {isCounted && t('doneOf', { done: formats.bytes(done), total: formats.bytes(total) })}
          </span>
        </p>
      )}
      {/* One button in one place, so that the focus stays where it is when what it does changes. */}
      <Button {...(isStopped ? {} : { keys: 'Escape' })} onPress={isStopped ? start : stop}>
        {t(isStopped ? 'again' : 'cancel')}
      </Button>
    </section>
  );
}
