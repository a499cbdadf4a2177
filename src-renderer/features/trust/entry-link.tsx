import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { EntryPlace } from '../../../src-core/host/groups/trust.ts';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';
import { go } from '../../state/route.ts';

/** An entry by whose chain it is on and its number, as a link to its row in the ledger. `bare`: whose chain it is stands beside it. */
export function EntryLink({ place, bare = false }: { readonly place: EntryPlace; readonly bare?: boolean }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const seq = place.seq === undefined ? undefined : formats.number(place.seq);
  return (
    <Button className="link trust-link" onPress={() => go({ screen: 'ledger', lineId: place.lineId })}>
      {bare && seq !== undefined ? (
        t('entry', { seq })
      ) : (
        <>
          <EvidenceText text={place.chainName ?? place.chain} /> {seq}
        </>
      )}
    </Button>
  );
}
