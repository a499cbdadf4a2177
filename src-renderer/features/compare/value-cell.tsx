import { useTranslation } from 'react-i18next';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { ValueText } from '../../components/value-text.tsx';

const RAW = /^(?:sha256:|urn:|did:)/;

/** What one side states, or that it states nothing there. */
export function ValueCell({ value }: { readonly value: JsonValue | undefined }) {
  const { t } = useTranslation('compare');
  if (value === undefined) return <span className="t-2">{t('notStated')}</span>;
  if (value === null) return <span className="t-mono">null</span>;
  return typeof value === 'string' && RAW.test(value) ? <EvidenceText text={value} mono /> : <ValueText value={value} />;
}
