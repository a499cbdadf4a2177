import { useTranslation } from 'react-i18next';
import { Mark, type MarkName } from './mark.tsx';

/** Shape, then word, then colour. `quiet`: the word is only for screen readers, since a column or a code beside the mark says it. */
export function StateWord({ name, quiet = false }: { readonly name: MarkName; readonly quiet?: boolean }) {
  const { t } = useTranslation('states');
  if (quiet) return <Mark name={name} label={t(name)} />;
  return (
    <span className="state" data-state={name}>
      <Mark name={name} />
      <span>{t(name)}</span>
    </span>
  );
}
