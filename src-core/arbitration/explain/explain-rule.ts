import { missingEvidenceRule, type RuleResult } from '../decide-rules.ts';
import { factNames } from './fact-names.ts';
import { showMoney } from './show-money.ts';
import { words, type ExplainLanguage } from './words.ts';

/** A fact as people call it, with its id. */
export function showFact(id: string, language: ExplainLanguage): string {
  const name = factNames.get(id)?.[language];
  return name === undefined ? id : language === 'en' ? `${name} (${id})` : `${name}（${id}）`;
}

/** As much of a rule's result as its explanation speaks of. */
export type ExplainedRule = Pick<RuleResult, 'bound' | 'outcome' | 'when' | 'missing' | 'defeatedBy' | 'assumed' | 'amount'>;

/** Why a rule came out as it did, in a sentence or two. */
export function explainRule(result: ExplainedRule, language: ExplainLanguage): string {
  const say = words[language];
  const facts = (ids: readonly string[]): string => ids.map((id) => showFact(id, language)).join(language === 'en' ? ', ' : '、');
  const rules = result.defeatedBy.join(', ');
  const reason = (): string => {
    const { remedy } = result.bound.rule;
    switch (result.outcome) {
      case 'established':
        if (remedy === undefined) return say.holds;
        return result.amount === undefined ? say.amountUnknown : say.holdsWith(showMoney(result.amount), say.heads[remedy.head]);
      case 'not-established':
        return result.bound.rule.id === missingEvidenceRule && result.when === true ? say.noBurden : say.fails;
      case 'undetermined':
        return result.missing.length === 0 ? say.straddles : say.missing(facts(result.missing));
      case 'excluded':
        return say.excluded(facts(result.missing));
      case 'contested':
        return say.contestedBy(rules);
      case 'defeated':
        return say.defeatedBy(rules);
      case 'not-in-force':
        return say.notInForce;
      case 'referred':
        return say.referred;
    }
  };
  return result.assumed.length === 0 ? reason() : `${reason()} ${say.assumed(facts(result.assumed))}`;
}
