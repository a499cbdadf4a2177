import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sampleMethods, strata, type SampleMethod, type StratumKey } from '../../../src-core/audit/sampling/sample-spec.ts';
import type { AuditView, SampleOrder } from '../../../src-core/host/groups/audit.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';

interface SampleFormProps {
  readonly view: AuditView;
  readonly isPending: boolean;
  readonly onDraw: (order: SampleOrder) => void;
}

/** How the sample is drawn. The seed is the auditor's: the form never fills it from evidence. */
export function SampleForm({ view, isPending, onDraw }: SampleFormProps) {
  const { t } = useTranslation('audit');
  const spec = view.sample?.spec;
  const currencies = view.population.all.settled.map(({ currency }) => currency);
  const [method, setMethod] = useState<SampleMethod>(spec?.method ?? 'stratified');
  const [seed, setSeed] = useState(spec?.seed ?? '');
  const [size, setSize] = useState(spec?.size === undefined ? '' : String(spec.size));
  const [confidence, setConfidence] = useState(spec?.confidence ?? '95');
  const [tolerable, setTolerable] = useState(spec?.tolerable ?? '5');
  const [by, setBy] = useState<StratumKey>(spec?.by ?? 'terminal');
  const [currency, setCurrency] = useState(spec?.currency ?? currencies[0] ?? '');
  const isMoney = method === 'monetary';
  const isReady = seed.trim() !== '' && !isPending && /^\d{0,7}$/.test(size) && (!isMoney || currencies.length > 0);
  const submit = (): void =>
    onDraw({
      method,
      seed: seed.trim(),
      ...(size === '' ? {} : { size: Number(size) }),
      confidence,
      ...(tolerable === '' ? {} : { tolerable }),
      expected: 0,
      ...(method === 'stratified' ? { by } : {}),
      ...(isMoney ? { currency } : {}),
    });
  return (
    <form
      className="audit-sample-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      <Segmented
        label={t('sample.method')}
        value={method}
        options={sampleMethods.map((value) => ({ value, text: t(`methods.${value}`) }))}
        onChange={(next) => {
          if ((next === 'monetary') !== isMoney) setTolerable(next === 'monetary' ? '' : '5');
          setMethod(next);
        }}
      />
      <Small label={t('sample.seed')}>
        {(id) => (
          <input
            id={id}
            className="field t-mono"
            required
            maxLength={256}
            value={seed}
            onChange={({ target }) => setSeed(target.value)}
          />
        )}
      </Small>
      {method === 'stratified' && (
        <Small label={t('sample.by')}>
          {(id) => (
            <select id={id} className="field" value={by} onChange={({ target }) => setBy(target.value as StratumKey)}>
              {strata.map((key) => (
                <option key={key} value={key}>
                  {t(`strata.${key}`)}
                </option>
              ))}
            </select>
          )}
        </Small>
      )}
      {isMoney && (
        <Small label={t('sample.currency')}>
          {(id) => (
            <select id={id} className="field" value={currency} onChange={({ target }) => setCurrency(target.value)}>
              {currencies.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </select>
          )}
        </Small>
      )}
      <Small label={t('sample.size')}>
        {(id) => (
          <input
            id={id}
            className="field t-figure"
            inputMode="numeric"
            placeholder={t('sample.workedOut')}
            value={size}
            onChange={({ target }) => setSize(target.value)}
          />
        )}
      </Small>
      <Small label={t('sample.confidence')}>
        {(id) => (
          <input id={id} className="field t-figure" value={confidence} onChange={({ target }) => setConfidence(target.value)} />
        )}
      </Small>
      <Small label={t(isMoney ? 'sample.tolerableMoney' : 'sample.tolerable')}>
        {(id) => (
          <input id={id} className="field t-figure" value={tolerable} onChange={({ target }) => setTolerable(target.value)} />
        )}
      </Small>
      <Button type="submit" isDisabled={!isReady}>
        {t('sample.draw')}
      </Button>
      <p className="t-small t-2 audit-seed-note">{t('sample.seedNote')}</p>
    </form>
  );
}

function Small({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <span className="audit-small">
      <label className="t-label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </span>
  );
}
