import type { Language } from '../../i18n/catalogs.ts';
import terms from './topics/glossary.json' with { type: 'json' };

interface Term {
  readonly id: string;
  readonly own: string;
  readonly foreign: string;
  readonly meaning: string;
}

interface WrittenTerm {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
  readonly meaningEn: string;
  readonly meaningZh: string;
}

const written: readonly WrittenTerm[] = terms;

/** Terms as the page's language orders them. */
export function glossaryIn(language: Language): Term[] {
  const chinese = language === 'zh-CN';
  return written
    .map(({ id, en, zh, meaningEn, meaningZh }) => ({
      id,
      own: chinese ? zh : en,
      foreign: chinese ? en : zh,
      meaning: chinese ? meaningZh : meaningEn,
    }))
    .sort((a, b) => a.own.localeCompare(b.own, language));
}
