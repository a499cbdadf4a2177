import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../components/evidence-text.tsx';

/** The name of a kind of terminal; one that nobody gave a name stays as it is stated. */
export function useTerminalName(): (terminal: string) => string {
  const { t } = useTranslation('audit');
  return useCallback((terminal) => t(`terminals.${terminal}` as 'terminals.app', { defaultValue: visibleText(terminal) }), [t]);
}
