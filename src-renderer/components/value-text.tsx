import { useTranslation } from 'react-i18next';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import { isJsonObject, type JsonValue } from '../../src-core/json/json-value.ts';
import { EvidenceText } from './evidence-text.tsx';
import { Money } from './money.tsx';

const MOST = 240;

/** A value from evidence as people read it: amounts as money, lists by their members, everything else as it stands. */
export function ValueText({ value, strong = false }: { readonly value: JsonValue; readonly strong?: boolean }) {
  const { t } = useTranslation('transactions');
  if (isJsonObject(value)) {
    const { currency, minor } = value;
    if (typeof currency === 'string' && typeof minor === 'number') return <Money value={{ currency, minor }} strong={strong} />;
    const entries = Object.entries(value);
    return (
      <>
        {entries.map(([name, member], index) => (
          <span key={name}>
            {index > 0 && '; '}
            <span className="t-3">
              <EvidenceText text={name} />
            </span>{' '}
            {member !== undefined && <ValueText value={member} strong={strong} />}
          </span>
        ))}
      </>
    );
  }
  if (Array.isArray(value)) {
    return (
      <>
        {value.map((item, index) => (
          <span key={index}>
            {index > 0 && '; '}
            {isJsonObject(item) && typeof item['name'] === 'string' ? (
              <>
                <EvidenceText text={item['name']} />
                {typeof item['quantity'] === 'number' && ` × ${item['quantity']}`}{' '}
                {item['total'] !== undefined && <ValueText value={item['total']} strong={strong} />}
              </>
            ) : (
              <ValueText value={item} strong={strong} />
            )}
          </span>
        ))}
      </>
    );
  }
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>;
  const text = typeof value === 'string' ? value : canonicalize(value);
  const known = t(`values.${text}`, { defaultValue: '' });
  const shown = known !== '' && /^[a-z-]+$/.test(text) ? known : text;
  return (
    <span className={strong ? 'strong' : undefined}>
      <EvidenceText text={shown.length > MOST ? `${shown.slice(0, MOST)}…` : shown} />
    </span>
  );
}
