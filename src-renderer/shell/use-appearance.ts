import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { systemLanguage } from '../i18n/index.ts';
import { useSettings } from '../state/settings.ts';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

/** Puts theme, language and zoom of the settings on the page. */
export function useAppearance(): void {
  const { theme, language, zoom } = useSettings((state) => state.settings);
  const { i18n } = useTranslation();
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');
  const shown = theme === 'system' ? (contrast ? 'contrast' : dark ? 'dark' : 'light') : theme;
  useEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
  useEffect(() => {
    document.documentElement.style.setProperty('zoom', zoom === 100 ? '' : `${zoom}%`);
  }, [zoom]);
  useEffect(() => {
    void i18n.changeLanguage(language === 'system' ? systemLanguage() : language);
  }, [i18n, language]);
}
