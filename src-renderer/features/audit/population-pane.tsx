import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditView } from '../../../src-core/host/groups/audit.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { Sums } from './sums.tsx';
import '../../components/figure-table.css';

const ENDS: Record<AuditView['ends'][number]['end'], MarkName> = {
  proven: 'pass',
  open: 'indeterminate',
  truncated: 'fail',
  unknown: 'fail',
};

/** The population held against what chains prove: what was read, what is missing, and what nobody can say. */
export function PopulationPane({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { population, ends, chains, isWhole } = view;
  const { all } = population;
  const missing = chains.reduce((sum, chain) => sum + chain.missing, 0);
  return (
    <section className="audit-pane" data-pane aria-labelledby="audit-population">
      <div className="audit-head">
        <h2 id="audit-population" className="t-heading">
          {t('population.title')}
        </h2>
        <span className="audit-state">
          <Mark name={isWhole ? 'pass' : 'indeterminate'} /> {t(isWhole ? 'population.whole' : 'population.notWhole')}
        </span>
      </div>
      <table className="figure-table audit-rows">
        <tbody>
          {ends.map(({ end, chains: count, entries }) => (
            <tr key={end}>
              <th scope="row">
                <Mark name={ENDS[end]} /> {t(`ends.${end}`)}
              </th>
              <td className="t-figure">{t('population.chains', { count, shown: formats.number(count) })}</td>
              <td className="t-figure">{t('population.entries', { count: entries, shown: formats.number(entries) })}</td>
            </tr>
          ))}
          <Count name="missing" value={missing} isBad />
          <Count name="notAdmissible" value={view.notAdmissible} />
        </tbody>
        <tbody className="audit-sum">
          <tr>
            <th scope="row">{t('population.units')}</th>
            <td className="t-figure">{formats.number(all.units)}</td>
            <td className="t-figure">
              <Sums sums={all.settled} none={t('noAmount')} strong />
            </td>
          </tr>
          <tr>
            <th scope="row">{t('population.refunded')}</th>
            <td />
            <td className="t-figure">
              <Sums sums={all.refunded} none={t('noAmount')} />
            </td>
          </tr>
          <Count name="withoutPayment" value={population.withoutPayment} />
          <Count name="withoutAmount" value={population.withoutAmount} />
          <Count name="exceptions" value={all.exceptions} isBad />
        </tbody>
      </table>
      <p className="audit-digest t-2">
        {t('population.digest')} <Digest value={population.digest} />
      </p>
      <Stated view={view} />
      <p className="t-small t-2">{t('population.unseen')}</p>
    </section>
  );
}

function Count({
  name,
  value,
  isBad = false,
}: {
  readonly name: 'missing' | 'notAdmissible' | 'withoutPayment' | 'withoutAmount' | 'exceptions';
  readonly value: number;
  readonly isBad?: boolean;
}) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  return (
    <tr>
      <th scope="row">{t(`population.${name}`)}</th>
      <td className={isBad && value > 0 ? 't-figure is-fail' : 't-figure'}>{formats.number(value)}</td>
      <td />
    </tr>
  );
}

/** What each party says of the same money. */
function Stated({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation(['audit', 'states']);
  const formats = useFormats();
  const types = [...new Set(view.stated.map(({ type }) => type))];
  if (types.length === 0) return null;
  return (
    <table className="figure-table audit-rows audit-stated">
      <caption className="t-label">{t('stated.title')}</caption>
      <tbody>
        {types.map((type) => (
          <Fragment key={type}>
            <tr>
              <th scope="colgroup" colSpan={3} className="t-mono t-2">
                {type}
              </th>
            </tr>
            {view.stated
              .filter((row) => row.type === type)
              .map(({ chain, name, role, entries, sums }) => (
                <tr key={chain}>
                  <th scope="row">
                    <EvidenceText text={name ?? chain} /> {role !== undefined && <span className="t-3">{role}</span>}
                  </th>
                  <td className="t-figure">{formats.number(entries)}</td>
                  <td className="t-figure">
                    <Sums sums={sums} none={t('noAmount')} />
                  </td>
                </tr>
              ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
