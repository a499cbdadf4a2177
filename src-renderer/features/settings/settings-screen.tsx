import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../src-core/host/groups/app.ts';
import { Segmented } from '../../components/segmented.tsx';
import { useAct } from '../../host/use-call.ts';
import { useSettings } from '../../state/settings.ts';
import { notify } from '../../state/toasts.ts';
import './settings.css';

const ZOOMS = [100, 110, 125, 150, 175, 200];

/** What the console remembers of its user. Everything acts at once and can be changed back. */
export default function SettingsScreen() {
  const { t } = useTranslation('settings');
  const { settings } = useSettings();
  const write = useAct('settings.write');
  const [analyst, setAnalyst] = useState(settings.analyst);
  const change = (changes: Partial<Settings>): void => {
    useSettings.getState().take({ ...useSettings.getState().settings, ...changes });
    write.mutate({ changes }, { onError: (error) => notify(error.message, { failure: true }) });
  };
  return (
    <div className="settings" data-pane>
      <h1 className="t-case">{t('title')}</h1>
      <Row name={t('language')}>
        <Segmented
          label={t('language')}
          value={settings.language}
          options={(['system', 'en', 'zh-CN'] as const).map((value) => ({ value, text: t(`languages.${value}`) }))}
          onChange={(language) => change({ language })}
        />
      </Row>
      <Row name={t('theme')}>
        <Segmented
          label={t('theme')}
          value={settings.theme}
          options={(['system', 'light', 'dark', 'contrast'] as const).map((value) => ({ value, text: t(`themes.${value}`) }))}
          onChange={(theme) => change({ theme })}
        />
      </Row>
      <Row name={t('zoom')}>
        <Segmented
          label={t('zoom')}
          value={String(settings.zoom)}
          options={ZOOMS.map((value) => ({ value: String(value), text: `${value} %` }))}
          onChange={(zoom) => change({ zoom: Number(zoom) })}
        />
      </Row>
      <Field name={t('timeZone')} hint={t('timeZoneHint')}>
        {(ids) => (
          <select
            {...ids}
            className="field"
            value={settings.timeZone}
            onChange={(event) => change({ timeZone: event.target.value })}
          >
            {['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        )}
      </Field>
      <Field name={t('analyst')} hint={t('analystHint')}>
        {(ids) => (
          <input
            {...ids}
            className="field"
            maxLength={120}
            value={analyst}
            onChange={(event) => setAnalyst(event.target.value)}
            onBlur={() => analyst !== settings.analyst && change({ analyst })}
          />
        )}
      </Field>
      <Field name={t('singleKeys')} hint={t('singleKeysHint')}>
        {(ids) => (
          <input
            {...ids}
            type="checkbox"
            className="check"
            checked={settings.singleKeys}
            onChange={(event) => change({ singleKeys: event.target.checked })}
          />
        )}
      </Field>
    </div>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="setting">
      <span className="setting-name">{name}</span>
      <div>{children}</div>
    </div>
  );
}

interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string;
}

function Field({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint: string;
  readonly children: (ids: FieldIds) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="setting">
      <label htmlFor={id} className="setting-name">
        {name}
      </label>
      <div>
        {children({ id, 'aria-describedby': `${id}-hint` })}
        <p id={`${id}-hint`} className="t-small t-2 setting-hint">
          {hint}
        </p>
      </div>
    </div>
  );
}
