import { useTranslation } from 'react-i18next';

/** What stands between two sentences that are put together: a space, but in Chinese nothing, since the full stop has its own. */
export function useSentenceGap(): string {
  const { i18n } = useTranslation();
  return i18n.language.startsWith('zh') ? '' : ' ';
}
