import { useTranslation } from 'react-i18next';
import type { FindingsPage, TriageState } from '../../../src-core/host/groups/findings.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';

export interface FacetState {
  readonly triage: readonly TriageState[];
  readonly chains: readonly string[];
  readonly axes: readonly string[];
}

interface FacetsProps {
  readonly facets: FindingsPage['facets'];
  readonly state: FacetState;
  readonly onChange: (state: FacetState) => void;
}

const STATES: readonly TriageState[] = ['open', 'confirmed', 'dismissed'];
const MOST_PARTIES = 12;

const without = <T,>(list: readonly T[], item: T): T[] => list.filter((other) => other !== item);
const flipped = <T,>(list: readonly T[], item: T): T[] => (list.includes(item) ? without(list, item) : [...list, item]);

/** Counts of everything found; each narrows the list. */
export function Facets({ facets, state, onChange }: FacetsProps) {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const sum = (severity: 'error' | 'warning' | 'info'): number => facets.axes.reduce((total, row) => total + row[severity], 0);
  return (
    <aside className="facets" data-pane aria-label={t('facets')}>
      <table className="facet-table">
        <caption className="t-label">{t('bySeverity')}</caption>
        <thead>
          <tr className="t-label">
            <td />
            {(['error', 'warning', 'info'] as const).map((severity) => (
              <th key={severity} scope="col" className="t-figure">
                {t(severity)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facets.axes.map((row) => (
            <tr key={row.axis}>
              <th scope="row">
                <button
                  type="button"
                  className="facet-axis"
                  aria-pressed={state.axes.includes(row.axis)}
                  title={t('showAxis', { axis: t(`axes.${row.axis}`) })}
                  onClick={() => onChange({ ...state, axes: flipped(state.axes, row.axis) })}
                >
                  {t(`axes.${row.axis}`)}
                </button>
              </th>
              {(['error', 'warning', 'info'] as const).map((severity) => (
                <td key={severity} className={row[severity] === 0 ? 't-figure t-3' : 't-figure'}>
                  {formats.number(row[severity])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('all')}</th>
            {(['error', 'warning', 'info'] as const).map((severity) => (
              <td key={severity} className="t-figure">
                {formats.number(sum(severity))}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      <fieldset className="facet-set">
        <legend className="t-label">{t('triageHead')}</legend>
        {STATES.map((name) => (
          <Check
            key={name}
            name={t(`states.${name}`)}
            count={facets.triage[name]}
            checked={state.triage.includes(name)}
            onChange={() => onChange({ ...state, triage: flipped(state.triage, name) })}
          />
        ))}
      </fieldset>
      {facets.parties.length > 0 && (
        <fieldset className="facet-set">
          <legend className="t-label">{t('party')}</legend>
          {facets.parties.slice(0, MOST_PARTIES).map((party) => (
            <Check
              key={party.chain}
              name={party.name}
              count={party.count}
              checked={state.chains.includes(party.chain)}
              onChange={() => onChange({ ...state, chains: flipped(state.chains, party.chain) })}
            />
          ))}
        </fieldset>
      )}
    </aside>
  );
}

interface CheckProps {
  readonly name: string;
  readonly count: number;
  readonly checked: boolean;
  readonly onChange: () => void;
}

function Check({ name, count, checked, onChange }: CheckProps) {
  const formats = useFormats();
  return (
    <label className="facet-check">
      <input type="checkbox" checked={checked} onChange={onChange} />
      <span className="facet-name">
        <EvidenceText fit="two-lines" text={name} />
      </span>
      <span className="t-2">{formats.number(count)}</span>
    </label>
  );
}
