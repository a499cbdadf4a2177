import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRuleRow, AuditView } from '../../../src-core/host/groups/audit.ts';
import { visibleText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { Sums } from './sums.tsx';
import { useTerminalName } from './use-terminal-name.ts';
import '../../components/figure-table.css';

/** A cell stands out where its rate is this many times that of the population, on two units at least. */
const STANDS_OUT = 2;

function openOf({ outcomes }: AuditRuleRow): number {
  return (outcomes.undetermined ?? 0) + (outcomes.contested ?? 0) + (outcomes.excluded ?? 0);
}

/** Rules against terminals: where exceptions lie, and how thick. */
export function ExceptionsPane({ view }: { readonly view: AuditView }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const terminalName = useTerminalName();
  const [isUnfolded, setUnfolded] = useState(false);
  const { rules, terminals, population } = view;
  const { all } = population;
  const found = rules.filter((rule) => rule.exceptions > 0);
  const open = rules.filter((rule) => rule.exceptions === 0 && rule.hasHead && openOf(rule) > 0);
  return (
    <section className="audit-pane" data-pane aria-labelledby="audit-exceptions">
      <div className="audit-head">
        <h2 id="audit-exceptions" className="t-heading">
          {t('exceptions.title')}
        </h2>
        <span className="t-2">
          {t('exceptions.of', { count: all.exceptions, shown: formats.number(all.exceptions), all: formats.number(all.units) })}
        </span>
        <span className="audit-note t-small t-2">{t('exceptions.note')}</span>
      </div>
      <div className="audit-scroll">
        <table className="figure-table audit-matrix">
          <thead>
            <tr className="t-label">
              <th scope="col">{t('columns.rule')}</th>
              {terminals.map(({ terminal }) => (
                <th key={terminal} scope="col" className="t-figure">
                  {terminalName(terminal)}
                </th>
              ))}
              <th scope="col" className="t-figure">
                {t('columns.total')}
              </th>
              <th scope="col">{t('columns.days')}</th>
              <th scope="col" className="t-figure">
                {t('columns.alone')}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr className="audit-all">
              <th scope="row">{t('exceptions.all')}</th>
              {terminals.map(({ terminal, units }) => (
                <td key={terminal} className="t-figure">
                  {formats.number(units)}
                </td>
              ))}
              <td className="t-figure">{formats.number(all.units)}</td>
              <td>
                <Days view={view} />
              </td>
              <td className="t-figure">
                <Sums sums={all.settled} none={t('noAmount')} />
              </td>
            </tr>
            {found.map((rule) => (
              <RuleLine key={rule.rule} rule={rule} view={view} count={rule.exceptions} />
            ))}
          </tbody>
          {open.length > 0 && (
            <tbody>
              <tr>
                <td colSpan={terminals.length + 4}>
                  <button
                    type="button"
                    className="link"
                    aria-expanded={isUnfolded}
                    onClick={() => setUnfolded((before) => !before)}
                  >
                    {t('exceptions.open', { count: open.length, shown: formats.number(open.length) })}
                  </button>
                </td>
              </tr>
              {(isUnfolded ? open : []).map((rule) => (
                <tr key={rule.rule}>
                  <RuleName rule={rule} mark="undetermined" />
                  <td colSpan={terminals.length} className="t-2">
                    {t('exceptions.openUnits')}
                  </td>
                  <td className="t-figure">{formats.number(openOf(rule))}</td>
                  <td />
                  <td className="t-figure t-3">{t('exceptions.notKnown')}</td>
                </tr>
              ))}
            </tbody>
          )}
        </table>
      </div>
      {found.length === 0 && <p className="audit-none t-2">{t('exceptions.none')}</p>}
    </section>
  );
}

function RuleName({ rule, mark }: { readonly rule: AuditRuleRow; readonly mark: 'fail' | 'referred' | 'undetermined' }) {
  const { i18n, t } = useTranslation('states');
  return (
    <th scope="row">
      <span className="audit-rule">
        <Mark name={mark} label={t(mark)} />
        <span>
          {visibleText(i18n.language === 'en' ? rule.title.en : rule.title.zh)}
          <span className="t-mono t-2">{visibleText(rule.rule)}</span>
        </span>
      </span>
    </th>
  );
}

function RuleLine({ rule, view, count }: { readonly rule: AuditRuleRow; readonly view: AuditView; readonly count: number }) {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const units = new Map(rule.terminals.map(({ terminal, units: n }) => [terminal, n]));
  const overall = count / view.population.all.units;
  return (
    <tr>
      <RuleName rule={rule} mark={(rule.outcomes.established ?? 0) > 0 ? 'fail' : 'referred'} />
      {view.terminals.map(({ terminal, units: all }) => {
        const here = units.get(terminal) ?? 0;
        const times = here / all / overall;
        const isOut = here >= 2 && times >= STANDS_OUT;
        return (
          <td key={terminal} className={here === 0 ? 't-figure t-3' : 't-figure'}>
            {isOut ? (
              <span className="audit-out">
                <span className="audit-times">
                  {t('exceptions.times', { shown: formats.number(Math.round(times * 10) / 10) })}
                </span>{' '}
                {formats.number(here)}
              </span>
            ) : (
              formats.number(here)
            )}
          </td>
        );
      })}
      <td className="t-figure audit-strong">{formats.number(count)}</td>
      <td>
        <Days view={view} rule={rule} />
      </td>
      <td className="t-figure">
        <Sums sums={rule.alone} none={t('noAmount')} />
      </td>
    </tr>
  );
}

const MOST_DAYS = 14;

/** A bar for each of the last days. Silent: the numbers stand beside it, and in the exported report by day. */
function Days({ view, rule }: { readonly view: AuditView; readonly rule?: AuditRuleRow }) {
  const days = view.days.filter(({ day }) => day !== '-').slice(-MOST_DAYS);
  const own = new Map(rule?.days.map(({ day, units }) => [day, units]));
  const counts = days.map(({ day, units }) => (rule === undefined ? units : (own.get(day) ?? 0)));
  const most = Math.max(1, ...counts);
  return (
    <span className="audit-days" aria-hidden>
      {days.map(({ day }, index) => (
        <span key={day} style={{ blockSize: `${((counts[index] ?? 0) / most) * 18}px` }} />
      ))}
    </span>
  );
}
