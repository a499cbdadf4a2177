import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SampleReport, SampledUnit } from '../../../src-core/audit/report-sample.ts';
import type { AuditView, ReviewedUnit, SampleOrder } from '../../../src-core/host/groups/audit.ts';
import { Digest } from '../../components/digest.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure } from '../../components/notice.tsx';
import { useAct } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import { SampleForm } from './sample-form.tsx';
import { Sums } from './sums.tsx';
import { UnitCells, UnitMoney } from './unit-cells.tsx';
import '../../components/figure-table.css';

const keyOf = ({ txn, payments }: Pick<SampledUnit, 'txn' | 'payments'>): string => `${txn} ${payments[0] ?? ''}`;

function reviewsOf(sample: SampleReport | undefined): ReadonlyMap<string, ReviewedUnit> {
  const reviews = new Map<string, ReviewedUnit>();
  for (const unit of sample?.units ?? []) {
    const { txn, payments, review } = unit;
    const [paymentId] = payments;
    if (review !== undefined) reviews.set(keyOf(unit), { txn, ...(paymentId === undefined ? {} : { paymentId }), ...review });
  }
  return reviews;
}

/** Units to look at, drawn by the auditor's own seed; what is found on them, and what that says of the population. */
export function SamplePane({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const caseId = useCaseId();
  const draw = useAct('audit.sample', ['audit']);
  const { sample, population } = view;
  const [order, setOrder] = useState<SampleOrder>();
  const reviews = reviewsOf(sample);
  const run = (next: SampleOrder, review: readonly ReviewedUnit[]): void => {
    setOrder(next);
    draw.mutate({ caseId, sample: next, review: [...review] });
  };
  const setReview = (unit: SampledUnit, review: ReviewedUnit | undefined): void => {
    const next = new Map(reviews);
    if (review === undefined) next.delete(keyOf(unit));
    else next.set(keyOf(unit), review);
    const spec = order ?? sample?.spec;
    if (spec !== undefined) run({ ...spec }, [...next.values()]);
  };
  return (
    <section className="audit-pane" data-pane aria-labelledby="audit-sample">
      <div className="audit-head">
        <h2 id="audit-sample" className="t-heading">
          {t('sample.title')}
        </h2>
        {sample !== undefined && (
          <span className="t-2">
            {t('sample.drawn', { count: sample.units.length, shown: formats.number(sample.units.length) })}
          </span>
        )}
        <span className="audit-note t-small t-2">
          {t('sample.same')} <Digest value={population.digest} />
        </span>
      </div>
      <SampleForm view={view} isPending={draw.isPending} onDraw={(next) => run(next, [])} />
      {draw.error !== null && <Failure error={draw.error} />}
      {sample !== undefined && (
        <>
          <Projections sample={sample} />
          <SampleTable sample={sample} onReview={setReview} />
        </>
      )}
    </section>
  );
}

function Projections({ sample }: { readonly sample: SampleReport }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { byRules, review, units, spec } = sample;
  const line = (projection: SampleReport['byRules']) => (
    <>
      {projection.units !== undefined &&
        t('sample.likelyUnits', {
          likely: formats.number(projection.units.estimate),
          most: formats.number(projection.units.most),
          confidence: spec.confidence,
        })}{' '}
      {projection.money.map(({ currency, minor, most }) => (
        <span key={currency}>
          {t('sample.likelyMoney')} <Sums sums={[{ currency, minor }]} none="" />{' '}
          {most !== undefined && (
            <>
              {t('sample.mostMoney', { confidence: spec.confidence })} <Sums sums={[{ currency, minor: most }]} none="" />
            </>
          )}
        </span>
      ))}
    </>
  );
  return (
    <dl className="audit-projections">
      <div>
        <dt className="t-label">{t('sample.byRules')}</dt>
        <dd>{line(byRules)}</dd>
      </div>
      <div>
        <dt className="t-label">{t('sample.byReview')}</dt>
        <dd>
          {t('sample.reviewed', {
            count: review?.reviewed ?? 0,
            shown: formats.number(review?.reviewed ?? 0),
            all: formats.number(units.length),
            exceptions: formats.number(review?.exceptions ?? 0),
          })}{' '}
          {review?.projection === undefined ? <span className="t-2">{t('sample.pending')}</span> : line(review.projection)}
        </dd>
      </div>
    </dl>
  );
}

interface SampleTableProps {
  readonly sample: SampleReport;
  readonly onReview: (unit: SampledUnit, review: ReviewedUnit | undefined) => void;
}

function SampleTable({ sample, onReview }: SampleTableProps) {
  const { t } = useTranslation('audit');
  return (
    <div className="audit-scroll" tabIndex={0} role="group" aria-label={t('sample.title')}>
      <table className="figure-table audit-rows audit-sampled">
        <thead>
          <tr className="t-label">
            <th scope="col">{t('columns.txn')}</th>
            <th scope="col">{t('columns.day')}</th>
            <th scope="col">{t('columns.terminal')}</th>
            <th scope="col" className="t-figure">
              {t('columns.settled')}
            </th>
            <th scope="col">{t('columns.rules')}</th>
            <th scope="col">{t('columns.review')}</th>
            <th scope="col">{t('columns.wrongBy')}</th>
          </tr>
        </thead>
        <tbody>
          {sample.units.map((unit) => (
            <SampleRow key={keyOf(unit)} unit={unit} onReview={(review) => onReview(unit, review)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const RESULTS = ['pending', 'agrees', 'exception'] as const;

function SampleRow({
  unit,
  onReview,
}: {
  readonly unit: SampledUnit;
  readonly onReview: (review: ReviewedUnit | undefined) => void;
}) {
  const { t } = useTranslation('audit');
  const { txn, payments, day, terminal, settled, rules, review } = unit;
  const [paymentId] = payments;
  const [typed, setTyped] = useState(review?.minor === undefined ? '' : String(review.minor));
  const result = review?.result ?? 'pending';
  const tell = (next: (typeof RESULTS)[number], minor: string): void => {
    if (next === 'pending') return onReview(undefined);
    const wrongBy = next === 'exception' && /^\d{1,15}$/.test(minor) && Number(minor) > 0 ? { minor: Number(minor) } : {};
    onReview({ txn, ...(paymentId === undefined ? {} : { paymentId }), result: next, ...wrongBy });
  };
  return (
    <tr>
      <UnitCells txn={txn} day={day} terminal={terminal} />
      <UnitMoney money={settled} />
      <td>
        {rules.map((rule) => (
          <span key={rule} className="audit-id t-mono">
            {rule}
          </span>
        ))}
      </td>
      <td>
        <span className="audit-review">
          <Mark name={result === 'pending' ? 'not-checked' : result === 'agrees' ? 'pass' : 'fail'} />
          <select
            className="field"
            aria-label={t('sample.reviewOf', { txn })}
            value={result}
            onChange={({ target }) => tell(target.value as (typeof RESULTS)[number], typed)}
          >
            {RESULTS.map((one) => (
              <option key={one} value={one}>
                {t(`results.${one}`)}
              </option>
            ))}
          </select>
        </span>
      </td>
      <td>
        {result === 'exception' && settled !== undefined && (
          <span className="audit-review is-wrong-by">
            <input
              className="field t-mono"
              inputMode="numeric"
              aria-label={t('sample.wrongByOf', { txn, currency: settled.currency })}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              onBlur={() => tell('exception', typed)}
            />
            <span className="t-small t-3">{t('sample.minor', { currency: settled.currency })}</span>
          </span>
        )}
      </td>
    </tr>
  );
}
