import { useRoute } from '../../state/route.ts';
import { ReplayView } from './replay-view.tsx';
import { TransactionList } from './transaction-list.tsx';
import './transactions.css';

/** All transactions, or the story of one. */
export default function TransactionsScreen() {
  const route = useRoute((state) => state.route);
  if (route.screen !== 'transactions' || route.txn === undefined) return <TransactionList />;
  return <ReplayView key={route.txn} txn={route.txn} startAt={route.step} />;
}
