import { useEffect } from 'react';

/** Paper is white: whatever the theme, the page and its canvases are printed in the light one. */
export function usePrintTheme(): void {
  useEffect(() => {
    const root = document.documentElement;
    let shown: string | undefined;
    const before = (): void => {
      shown = root.dataset['theme'];
      root.dataset['theme'] = 'light';
    };
    const after = (): void => {
      if (shown !== undefined) root.dataset['theme'] = shown;
    };
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
}
