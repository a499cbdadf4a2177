import { useRoute } from '../../state/route.ts';
import { RulingList } from './ruling-list.tsx';
import { RulingPage } from './ruling-page.tsx';
import './rulings.css';

/** All rulings of the case, or one of them. */
export default function RulingsScreen() {
  const route = useRoute((state) => state.route);
  if (route.screen !== 'rulings' || route.id === undefined) return <RulingList />;
  return <RulingPage key={route.id} id={route.id} />;
}
