// A system that runs under the POSIX locale has a browser whose language is no tag (`en-US@posix`), which uPlot gives to Intl as it
// loads; the whole screen would fail with it. Imported before uPlot.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
