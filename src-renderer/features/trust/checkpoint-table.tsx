import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckpointRow } from '../../../src-core/host/groups/trust.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { latestCheckpoints } from './latest-checkpoints.ts';

const stateOf = ({ counts, bad }: CheckpointRow): { readonly mark: MarkName; readonly word: 'counts' | 'bad' | 'idle' } =>
  bad ? { mark: 'fail', word: 'bad' } : counts ? { mark: 'pass', word: 'counts' } : { mark: 'not-checked', word: 'idle' };

/** Notes in which a log states how much of a chain there was, who signed them, and whether they prove anything here. */
export function CheckpointTable({ checkpoints }: { readonly checkpoints: readonly CheckpointRow[] }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const [all, setAll] = useState(false);
  const latest = latestCheckpoints(checkpoints);
  const shown = all ? checkpoints : latest;
  return (
    <>
      <div className="trust-scroll">
        <table className="trust-table">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('checkpoints.state')}</th>
              <th scope="col">{t('checkpoints.chain')}</th>
              <th scope="col" className="t-figure">
                {t('checkpoints.size')}
              </th>
              <th scope="col">{t('checkpoints.root')}</th>
              <th scope="col">{t('checkpoints.signed')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => {
              const { mark, word } = stateOf(row);
              return (
                <tr key={index}>
                  <td>
                    <span className="state" data-state={mark}>
                      <Mark name={mark} />
                      {t(`checkpoints.states.${word}`)}
                    </span>
                  </td>
                  <th scope="row">
                    <EvidenceText text={row.originName ?? row.origin} />
                  </th>
                  <td className="t-figure">{formats.number(row.size)}</td>
                  <td>
                    <Digest value={row.root} />
                  </td>
                  <td>
                    <Cosignatures row={row} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {latest.length < checkpoints.length && (
        <p className="trust-more">
          <Button small kind="quiet" onPress={() => setAll(!all)}>
            {all
              ? t('checkpoints.latest')
              : t('checkpoints.all', { count: checkpoints.length, shown: formats.number(checkpoints.length) })}
          </Button>
        </p>
      )}
    </>
  );
}

function Cosignatures({ row: { cosignatures } }: { readonly row: CheckpointRow }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  if (cosignatures.length === 0) return <span className="t-2">{t('checkpoints.nobody')}</span>;
  const times = cosignatures.map(({ at }) => at).sort();
  const [from = '', to = ''] = [times[0], times.at(-1)].map((at) => formats.utc(at ?? '').slice(0, 19));
  return (
    <>
      <EvidenceText text={cosignatures.map(({ name }) => name).join(t('limits.separator'))} />{' '}
      <span className="t-mono t-2">{from === to ? from : t('checkpoints.times', { from, to })}</span>
    </>
  );
}
