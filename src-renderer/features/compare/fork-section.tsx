import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { ComparedFork, ForkSide } from '../../../src-core/host/groups/compare.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';
import { ComparedDigests } from './compared-digests.tsx';
import { DifferenceRow } from './difference-row.tsx';

/** One writer, one place, two signed entries: what each of them says, field by field. */
export function ForkSection({ fork }: { readonly fork: ComparedFork }) {
  const { t } = useTranslation(['compare', 'states']);
  const formats = useFormats();
  return (
    <article className="compare-fork" data-difference tabIndex={-1}>
      <h3 className="compare-fork-head">
        <Mark name="fail" label={t('states:fail')} />
        <strong>
          <EvidenceText text={fork.chainName ?? fork.chain} />
        </strong>
        <span>{t('atSeq', { seq: formats.number(fork.seq) })}</span>
        <span className="t-small t-2">
          {t('signedBoth', { alg: fork.alg })} <Digest value={fork.kid} />
        </span>
      </h3>
      <ComparedDigests a={fork.a.digest} b={fork.b.digest} />
      <table className="compare-fields">
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">
              <SideHead side={t('sideA')} entry={fork.a} />
            </th>
            <th scope="col" className="compare-narrow">
              <span className="sr-only">{t('result')}</span>
            </th>
            <th scope="col">
              <SideHead side={t('sideB')} entry={fork.b} />
            </th>
          </tr>
        </thead>
        <tbody>
          {fork.fields.map(({ pointer, a, b }) => (
            <DifferenceRow key={pointer} name={pointer} a={a} b={b} />
          ))}
        </tbody>
      </table>
    </article>
  );
}

function SideHead({ side, entry }: { readonly side: string; readonly entry: ForkSide }) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const { lineId } = entry;
  return (
    <span className="compare-side-head">
      <span>{side}</span>
      {lineId === undefined ? (
        <span className="t-mono t-2">{entry.type !== undefined && <EvidenceText text={entry.type} />}</span>
      ) : (
        <AriaButton className="link t-mono" onPress={() => go({ screen: 'ledger', lineId })}>
          {entry.type === undefined ? t('entry') : <EvidenceText text={entry.type} />}
        </AriaButton>
      )}
      {entry.at !== undefined && <span className="t-mono t-2">{formats.utc(entry.at)}</span>}
    </span>
  );
}
