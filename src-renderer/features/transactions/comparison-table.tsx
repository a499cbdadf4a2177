import { useTranslation } from 'react-i18next';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import type { Comparison, Story } from '../../../src-core/replay/story.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { Money } from '../../components/money.tsx';
import { Empty } from '../../components/notice.tsx';
import { useFormats } from '../../i18n/format.ts';
import { ValueText } from '../../components/value-text.tsx';

const RESULT_MARK: Record<Comparison['result'], MarkName> = { match: 'pass', differs: 'fail', 'no-evidence': 'no-evidence' };
const RESULT_WORD: Record<Comparison['result'], string> = { match: 'equal', differs: 'differs', 'no-evidence': 'no-evidence' };
const RANK: Record<Comparison['result'], number> = { differs: 0, match: 1, 'no-evidence': 2 };
/** The entries that say each side, the later ones first. */
const SIDES = {
  intended: ['intent.captured', 'intent.mandate'],
  ordered: ['order.amended', 'order.accepted', 'order.created'],
  charged: ['payment.captured'],
} as const;

interface ComparisonTableProps {
  readonly rows: readonly Comparison[];
  readonly story: Story;
  readonly at: number;
}

/** What was said, what was ordered and what was charged, side by side. What nobody showed is no evidence, never zero. */
export function ComparisonTable({ rows, story, at }: ComparisonTableProps) {
  const { t } = useTranslation(['transactions', 'states']);
  const formats = useFormats();
  const sorted = [...rows].sort((a, b) => RANK[a.result] - RANK[b.result]);
  const differing = rows.filter(({ result }) => result === 'differs').length;
  const without = rows.filter(({ result }) => result === 'no-evidence').length;
  return (
    <section className="comparison" data-pane aria-label={t('compare.title')}>
      <div className="panel-head">
        <h2 className="t-heading">{t('compare.title')}</h2>
        <span className="t-small t-2 panel-head-end">
          {t('compare.count', { count: rows.length, differing: formats.number(differing), without: formats.number(without) })}
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty>{t('compare.none')}</Empty>
      ) : (
        <table className="comparison-table">
          <thead>
            <tr>
              <th scope="col">{t('compare.field')}</th>
              <SideHead side="intended" story={story} at={at} />
              <td />
              <SideHead side="ordered" story={story} at={at} />
              <td />
              <SideHead side="charged" story={story} at={at} />
              <th scope="col">{t('compare.result')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={row.field} data-result={row.result}>
                <th scope="row">
                  <FieldName field={row.field} />
                </th>
                <Side value={row.intended} isLimit={row.field.endsWith('total')} />
                <Between
                  a={row.intended}
                  b={row.ordered}
                  differs={row.result === 'differs' && isBeyond(row.intended, row.ordered)}
                />
                <Side value={row.ordered} />
                <Between
                  a={row.ordered}
                  b={row.charged}
                  differs={row.result === 'differs' && !sameValue(row.ordered, row.charged)}
                />
                <Side value={row.charged} against={row.ordered} />
                <td>
                  <span className="state" data-state={RESULT_MARK[row.result]}>
                    <Mark name={RESULT_MARK[row.result]} />
                    {t(`states:${RESULT_WORD[row.result]}`)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function SideHead({ side, story, at }: { readonly side: keyof typeof SIDES; readonly story: Story; readonly at: number }) {
  const { t } = useTranslation('transactions');
  const formats = useFormats();
  const types: readonly string[] = SIDES[side];
  const said = story.steps.slice(0, at).findLast(({ what, applied }) => applied && types.includes(what));
  return (
    <th scope="col">
      <span className="comparison-side">{t(`compare.${side}`)}</span>
      <span className="t-mono t-2 comparison-entry">
        {said === undefined ? t('compare.nobody') : `${said.what} ${formats.number(said.entry.seq)}`}
      </span>
    </th>
  );
}

function FieldName({ field }: { readonly field: string }) {
  const { t } = useTranslation('transactions');
  const [, order, name = field] = /^(.+)\/(total|currency|payee|account)$/.exec(field) ?? [];
  const want = /wants\/([^/]+)\/quantity$/.exec(field)?.[1];
  return (
    <>
      {want === undefined ? t(`fields.${name}`, { defaultValue: name }) : t('fields.quantity')}
      {(order ?? want) !== undefined && (
        <span className="t-small t-3">
          {' '}
          <EvidenceText text={order ?? want ?? ''} />
        </span>
      )}
    </>
  );
}

function Side({
  value,
  isLimit = false,
  against,
}: {
  readonly value: JsonValue | undefined;
  readonly isLimit?: boolean;
  readonly against?: JsonValue | undefined;
}) {
  const { t } = useTranslation(['states', 'transactions']);
  if (value === undefined) return <td className="t-2">{t('states:no-evidence')}</td>;
  const more = differenceOf(value, against);
  return (
    <td>
      {isLimit && `${t('transactions:compare.atMost')} `}
      <ValueText value={value} strong={more !== undefined} />
      {more !== undefined && (
        <span className="comparison-more">
          {t(more.minor > 0 ? 'transactions:compare.more' : 'transactions:compare.less')}{' '}
          <Money value={{ ...more, minor: Math.abs(more.minor) }} />
        </span>
      )}
    </td>
  );
}

function Between({
  a,
  b,
  differs,
}: {
  readonly a: JsonValue | undefined;
  readonly b: JsonValue | undefined;
  readonly differs: boolean;
}) {
  const { t } = useTranslation('states');
  const name: MarkName = a === undefined || b === undefined ? 'no-evidence' : differs ? 'differs' : 'equal';
  return (
    <td className="comparison-between">
      <Mark name={name} label={t(name)} />
    </td>
  );
}

const sameValue = (a: JsonValue | undefined, b: JsonValue | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An intended amount is a limit; every other intended value is to be met exactly. */
function isBeyond(limit: JsonValue | undefined, value: JsonValue | undefined): boolean {
  if (isJsonObject(limit) && isJsonObject(value) && typeof limit['minor'] === 'number' && typeof value['minor'] === 'number') {
    return limit['currency'] !== value['currency'] || value['minor'] > limit['minor'];
  }
  return !sameValue(limit, value);
}

function differenceOf(value: JsonValue, against: JsonValue | undefined): { currency: string; minor: number } | undefined {
  if (!isJsonObject(value) || !isJsonObject(against)) return undefined;
  const { currency, minor } = value;
  if (typeof currency !== 'string' || typeof minor !== 'number' || against['currency'] !== currency) return undefined;
  const less = against['minor'];
  return typeof less !== 'number' || less === minor ? undefined : { currency, minor: minor - less };
}
