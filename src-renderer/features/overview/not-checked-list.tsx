import { useTranslation } from 'react-i18next';
import type { NotChecked } from '../../../src-core/host/groups/overview.ts';
import { Mark, type MarkName } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';

const MARKS: Record<NotChecked['what'], MarkName> = {
  omitted: 'not-checked',
  'withheld-fields': 'withheld',
  'sealed-fields': 'sealed',
  'unsupported-algorithms': 'not-checked',
  'unknown-keys': 'not-checked',
  unanchored: 'not-checked',
};

/** What this verification says nothing about, as prominent as what it says. */
export function NotCheckedList({ items }: { readonly items: readonly NotChecked[] }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  return (
    <section aria-labelledby="not-checked-head">
      <h2 id="not-checked-head" className="t-heading side-head">
        {t('notChecked')}
      </h2>
      {items.length === 0 && <p className="t-small t-2 not-checked-none">{t('notCheckedNone')}</p>}
      <ul className="not-checked">
        {items.map(({ what, count }) => (
          <li key={what}>
            <Mark name={MARKS[what]} />
            <div>
              <p className="not-checked-name">{t(`not.${what}.name`, { count, shown: formats.number(count) })}</p>
              <p className="t-small t-2">{t(`not.${what}.why`)}</p>
            </div>
          </li>
        ))}
      </ul>
      <p className="t-small t-2 not-checked-foot">{t('sinceRecording')}</p>
    </section>
  );
}
