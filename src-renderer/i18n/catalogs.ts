/** Every catalog of the page: `LANGUAGE/FEATURE.json`, the feature's name being the namespace. */
const files = import.meta.glob<Record<string, unknown>>(['./en/*.json', './zh-CN/*.json'], { eager: true, import: 'default' });

export type Language = 'en' | 'zh-CN';

export const catalogs: Record<Language, Record<string, Record<string, unknown>>> = { en: {}, 'zh-CN': {} };
for (const [path, catalog] of Object.entries(files)) {
  const [, language, namespace] = /^\.\/(en|zh-CN)\/([\w-]+)\.json$/.exec(path) ?? [];
  if (language !== undefined && namespace !== undefined) catalogs[language as Language][namespace] = catalog;
}
