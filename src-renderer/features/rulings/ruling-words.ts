import { useMemo } from 'react';
import type { i18n, TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { factNames } from '../../../src-core/arbitration/explain/fact-names.ts';
import type { Value } from '../../../src-core/arbitration/value.ts';
import { canonicalize } from '../../../src-core/json/canonicalize.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import type { RulingView, TraceRow } from '../../../src-core/host/groups/rulings.ts';
import { visibleText } from '../../components/evidence-text.tsx';
import { moneyText } from '../../components/money.tsx';

export type RulingLanguage = 'en' | 'zh-CN';

/** A ruling in the words of one language: the screen speaks the page's, the sheet one of them or both. */
export interface RulingWords {
  readonly language: RulingLanguage;
  readonly t: TFunction<'rulings'>;
  /** A party of the core: its registered name, its id, or the words for a role that nobody holds. */
  readonly name: (party: string) => string;
  /** The same with the roles that it has in the payment. */
  readonly nameAndRole: (party: string) => string;
  readonly fact: (id: string) => string;
  readonly value: (value: Value | undefined) => string;
  readonly title: (row: TraceRow) => string;
  readonly why: (row: TraceRow) => string;
  /** `70 %`, exact. */
  readonly percent: (bps: number) => string;
  readonly date: (instant: string) => string;
  readonly instant: (instant: string) => string;
  readonly list: (items: readonly string[]) => string;
  /** Whole sentences one after another. */
  readonly text: (sentences: readonly string[]) => string;
  /** Begins a sentence. */
  readonly begin: (text: string) => string;
  readonly entryType: (type: string) => string;
}

/** Members of a set that are digests and the like are counted: whoever wants them follows the entries beside them. */
const LONG = 48;

type Parties = Pick<RulingView, 'parties'>;

const dates = new Map<RulingLanguage, Intl.DateTimeFormat>();

function dateOf(language: RulingLanguage, instant: string): string {
  const known =
    dates.get(language) ??
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'medium', timeZone: 'UTC' });
  dates.set(language, known);
  return Number.isNaN(Date.parse(instant)) ? visibleText(instant) : known.format(new Date(instant));
}

/** `2026-11-12 01:31:06.377`; a text that is no time as it stands. */
const instantText = (instant: string): string => visibleText(instant.replace('T', ' ').replace(/Z$/, ''));

export function rulingWords(i18next: i18n, language: RulingLanguage, { parties }: Parties): RulingWords {
  const t = i18next.getFixedT(language, 'rulings');
  const types = i18next.getFixedT(language, 'transactions');
  const role = (letter: string): string => t(`roles.${letter}` as 'roles.U', { defaultValue: letter });
  const name = (party: string): string =>
    party.startsWith('role:')
      ? t('unnamed', { role: role(party.slice('role:'.length)) })
      : visibleText(parties[party]?.name ?? party);
  const list = (items: readonly string[]): string => items.join(t('comma'));
  const value = (shown: Value | undefined): string => {
    if (shown === undefined) return t('noValue');
    if (typeof shown === 'boolean') return t(shown ? 'yes' : 'no');
    if (typeof shown === 'number') return String(shown);
    if (typeof shown === 'string') return visibleText(shown);
    return structured(shown as unknown as { readonly [member: string]: JsonValue });
  };
  const structured = (shown: { readonly [member: string]: JsonValue }): string => {
    const { currency, minor, complete, items, notBefore, notAfter } = shown;
    if (typeof currency === 'string' && typeof minor === 'number') return moneyText({ currency, minor });
    if (typeof complete === 'boolean' && Array.isArray(items)) {
      const isLong = items.some((item) => typeof item === 'string' && item.length > LONG);
      const some =
        items.length === 0
          ? t('noItems')
          : isLong
            ? t('items', { count: items.length })
            : list(items.map((item) => value(item as Value)));
      return complete ? some : t('incomplete', { items: items.length === 0 ? t('noneShown') : some });
    }
    const bounds = [notBefore, notAfter].filter((bound) => typeof bound === 'string').map(instantText);
    if (bounds.length === 2 && bounds[0] !== bounds[1]) return t('between', { from: bounds[0], to: bounds[1] });
    if (bounds.length > 0) return t(notBefore === undefined ? 'upTo' : bounds.length === 2 ? 'at' : 'from', { at: bounds[0] });
    const { role: letter, ...members } = shown;
    const rest = list(Object.values(members).map((member) => value(member as Value)));
    if (typeof letter === 'string') return t('roleValue', { role: role(letter), value: rest });
    return rest === '' ? visibleText(canonicalize(shown as JsonValue)) : rest;
  };
  return {
    language,
    t,
    name,
    nameAndRole: (party) => {
      const roles = parties[party]?.roles ?? [];
      return roles.length === 0 ? name(party) : t('nameAndRole', { name: name(party), role: list(roles.map(role)) });
    },
    fact: (id) => factNames.get(id)?.[language] ?? id,
    value,
    title: ({ title }) => visibleText(language === 'en' ? title.en : title.zh),
    why: ({ why }) => visibleText(language === 'en' ? why.en : why.zh),
    percent: (bps) => `${(bps / 100).toFixed(bps % 100 === 0 ? 0 : 2)}\u00a0%`,
    date: (instant) => dateOf(language, instant),
    instant: instantText,
    list,
    text: (sentences) => sentences.join(language === 'en' ? ' ' : ''),
    begin: (text) => (language === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text),
    // The type of an entry that breaks the format is anybody's text.
    entryType: (type) =>
      /^[a-z]+\.[a-z_]+$/.test(type) ? types(`types.${type}` as 'types.order.quoted', { defaultValue: type }) : visibleText(type),
  };
}

/** The words of the page's own language. */
export function useRulingWords(view: Parties): RulingWords {
  const { i18n: i18next } = useTranslation('rulings');
  const language: RulingLanguage = i18next.language === 'zh-CN' ? 'zh-CN' : 'en';
  return useMemo(() => rulingWords(i18next, language, view), [i18next, language, view]);
}
