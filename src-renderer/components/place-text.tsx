import { useTranslation } from 'react-i18next';
import type { Place } from '../../src-core/host/groups/findings.ts';
import { useFormats } from '../i18n/format.ts';
import { EvidenceText } from './evidence-text.tsx';

/** Where a finding stands, in words: whose chain, which entry; or which file. */
export function PlaceText({ place, last }: { readonly place: Place; readonly last?: Place | undefined }) {
  const { t } = useTranslation('common');
  const formats = useFormats();
  const number = (value: number): string => formats.number(value);
  const name = place.chainName ?? place.chain ?? place.file;
  const until = last?.seq !== undefined && last.chain === place.chain && last.seq !== place.seq ? last.seq : undefined;
  return (
    <span className="place">
      {name !== undefined && <EvidenceText text={name} />}
      {place.seq !== undefined
        ? ` ${until === undefined ? t('place.seq', { seq: number(place.seq) }) : t('place.range', { from: number(place.seq), to: number(until) })}`
        : place.line !== undefined && ` ${t('place.line', { line: number(place.line) })}`}
    </span>
  );
}
