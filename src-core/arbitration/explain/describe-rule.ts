import type { Pack } from '../pack.ts';
import type { Branch, Rule, Source } from '../rule.ts';
import { isReferral } from '../rule.ts';
import { formatInstant } from '../../encoding/instant.ts';
import { phrases } from './phrases.ts';
import { sayExpression, type ParamValues } from './say-expression.ts';
import { words, type ExplainLanguage } from './words.ts';

/** A rule in plain words, made from its data: nothing in it is written by hand. */
export interface RuleText {
  readonly id: string;
  readonly title: string;
  /** Label and sentence, in the order in which they are read. */
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  /** Each with its tag, and what the tag means. */
  readonly sources: readonly { readonly cite: string; readonly tag: Source['tag']; readonly meaning: string }[];
}

/** The values that the text of a pack's rules shows: the pack's own. */
export function paramValuesOf(pack: Pack): ParamValues {
  return new Map(pack.params.map(({ id, type, value }) => [id, { type, value }]));
}

function day(instant: number): string {
  return formatInstant(instant).slice(0, 10);
}

function sayDates({ from, to }: Source): string {
  return from === undefined && to === undefined
    ? ''
    : ` (${from === undefined ? '' : day(from)}–${to === undefined ? '' : day(to)})`;
}

function describeBearers(branches: readonly Branch[], params: ParamValues, language: ExplainLanguage): string {
  const say = phrases[language];
  const stop = language === 'en' ? '; ' : '；';
  const colon = language === 'en' ? ': ' : '：';
  const texts = branches.map(({ guard, bearers, refundNow }) => {
    const shares = bearers.map(({ role, bps }) => (bps === 10_000 ? say.roles[role] : `${say.roles[role]} ${bps / 100} %`));
    const whole = `${shares.join(say.comma)}${refundNow === undefined ? '' : `${say.comma}${say.refundsAtOnce(say.roles[refundNow])}`}`;
    if (branches.length === 1) return whole;
    return `${guard === undefined ? say.otherwise : say.guard(sayExpression(guard, params, language))}${colon}${whole}`;
  });
  return texts.join(stop);
}

/** What a rule says, as a lawyer reads it: condition, amount, bearers, what it sets aside, and the source and tag of each. */
export function describeRule(rule: Rule, params: ParamValues, language: ExplainLanguage): RuleText {
  const say = phrases[language];
  const { remedy } = rule;
  const lines = [
    { label: isReferral(rule) ? say.refers : say.holds, text: sayExpression(rule.when, params, language) },
    ...(remedy === undefined
      ? []
      : [
          { label: say.amount(words[language].heads[remedy.head]), text: sayExpression(remedy.amount, params, language) },
          { label: say.bornBy, text: describeBearers(remedy.branches, params, language) },
        ]),
    ...(rule.defeats.length === 0 ? [] : [{ label: say.defeats, text: rule.defeats.join(say.comma) }]),
    ...(rule.bars === undefined ? [] : [{ label: say.bars, text: '' }]),
  ];
  return {
    id: rule.id,
    title: language === 'en' ? rule.title.en : rule.title.zh,
    lines,
    sources: rule.sources.map((source) => ({
      cite: `${source.cite}${sayDates(source)}`,
      tag: source.tag,
      meaning: say.tags[source.tag],
    })),
  };
}
