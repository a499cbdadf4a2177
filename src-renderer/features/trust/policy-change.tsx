import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyKey, PolicyPreview } from '../../../src-core/host/groups/trust.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';

interface PolicyChangeProps {
  /** Undefined: the case is to be judged without a policy. */
  readonly preview: PolicyPreview | undefined;
  readonly isBusy: boolean;
  readonly onApply: () => void;
  readonly onCancel: () => void;
}

/** What another policy would change, before it does. */
export function PolicyChange({ preview, isBusy, onApply, onCancel }: PolicyChangeProps) {
  const { t } = useTranslation(['trust', 'common']);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [preview]);
  return (
    <section className="trust-change" data-pane data-amber={preview === undefined} aria-labelledby="trust-change">
      <h2 id="trust-change" ref={head} tabIndex={-1} className="t-heading">
        {preview === undefined ? (
          <span className="state" data-state="warning">
            <Mark name="warning" /> {t('change.none')}
          </span>
        ) : (
          <>
            {t('change.to')} <EvidenceText text={preview.name} /> <Digest value={preview.digest} />
          </>
        )}
      </h2>
      {preview === undefined ? (
        <p>{t('change.noneText')}</p>
      ) : preview.same ? (
        <p>{t('change.same')}</p>
      ) : (
        <>
          <div className="trust-change-columns">
            <KeyList title={t('change.added')} keys={preview.added} />
            <KeyList title={t('change.removed')} keys={preview.removed} />
          </div>
          {preview.changed.length > 0 && (
            <p>
              {t('change.settings')} {preview.changed.map((name) => t(`change.names.${name}`)).join(t('limits.separator'))}
            </p>
          )}
        </>
      )}
      <p className="t-small t-2">{t('change.again')}</p>
      <p className="trust-change-acts">
        <Button kind="primary" isDisabled={isBusy || preview?.same === true} onPress={onApply}>
          {t(preview === undefined ? 'change.doNone' : 'change.do')}
        </Button>
        <Button onPress={onCancel}>{t('common:cancel')}</Button>
      </p>
    </section>
  );
}

function KeyList({ title, keys }: { readonly title: string; readonly keys: readonly PolicyKey[] }) {
  const { t } = useTranslation(['trust', 'common']);
  const formats = useFormats();
  return (
    <div>
      <h3 className="trust-change-head">
        {title} <span className="t-2">{formats.number(keys.length)}</span>
      </h3>
      {keys.length === 0 ? (
        <p className="t-2">{t('change.noKey')}</p>
      ) : (
        <ul>
          {keys.map((key) => (
            <li key={`${key.kid} ${key.sub ?? key.registry ?? ''} ${key.role ?? ''}`}>
              <span className="trust-name">
                <EvidenceText text={key.name ?? key.sub ?? key.registry ?? t('keys.nobody')} />
              </span>{' '}
              <span className="t-small t-2">
                {key.registry !== undefined
                  ? t('change.registry')
                  : key.role !== undefined && t(`common:roles.${key.role}`, { defaultValue: key.role })}
              </span>{' '}
              <Digest value={key.kid} />{' '}
              <span className="t-small t-2">
                {t('change.signed', { count: key.entries, shown: formats.number(key.entries) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
