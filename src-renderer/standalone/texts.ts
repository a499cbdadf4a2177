import enQuestions from '../i18n/en/check-ruling.json' with { type: 'json' };
import enOwn from '../i18n/en/standalone.json' with { type: 'json' };
import enStates from '../i18n/en/states.json' with { type: 'json' };
import zhQuestions from '../i18n/zh-CN/check-ruling.json' with { type: 'json' };
import zhOwn from '../i18n/zh-CN/standalone.json' with { type: 'json' };
import zhStates from '../i18n/zh-CN/states.json' with { type: 'json' };

export type Language = 'en' | 'zh-CN';

/** The page's texts in one language: its own, and those that it shares with the console's screen for the same work. */
export interface Texts {
  readonly own: typeof enOwn;
  readonly check: typeof enQuestions;
  readonly states: typeof enStates;
}

export const texts: Readonly<Record<Language, Texts>> = {
  en: { own: enOwn, check: enQuestions, states: enStates },
  'zh-CN': { own: zhOwn, check: zhQuestions, states: zhStates },
};

/** A text with its holes filled: `{{name}}`. */
export function fill(text: string, holes: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => holes[name] ?? whole);
}
