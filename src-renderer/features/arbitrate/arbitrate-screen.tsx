import { useRoute } from '../../state/route.ts';
import { Failure, Loading } from '../../components/notice.tsx';
import { useCall } from '../../host/use-call.ts';
import { useCaseId } from '../../state/open-case.ts';
import { ChooseTransaction } from './choose-transaction.tsx';
import { ClaimEditor } from './claim-editor.tsx';
import './arbitrate.css';

/** A claim on a transaction: chosen, filled in from the evidence, changed by a person, and decided. */
export default function ArbitrateScreen() {
  const route = useRoute((state) => state.route);
  if (route.screen !== 'arbitrate' || route.txn === undefined) return <ChooseTransaction />;
  return <Drafted key={route.txn} txn={route.txn} />;
}

function Drafted({ txn }: { readonly txn: string }) {
  const draft = useCall('rulings.draft', { caseId: useCaseId(), txn });
  const packs = useCall('packs.list', {});
  if (draft.error !== null) return <Failure error={draft.error} retry={() => void draft.refetch()} />;
  if (packs.error !== null) return <Failure error={packs.error} retry={() => void packs.refetch()} />;
  if (draft.data === undefined || packs.data === undefined) return <Loading />;
  return <ClaimEditor draft={draft.data} packs={packs.data} />;
}
