import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Custodian } from '../../arbitration/role.ts';
import type { FactState } from '../../arbitration/fact.ts';
import type { ClaimOutcome } from '../../arbitration/rule-outcome.ts';
import type { SourceTag } from '../../arbitration/rule.ts';
import { englishWords } from './words-en.ts';
import { chineseWords } from './words-zh.ts';

type Roles = { readonly [role in Exclude<Custodian, 'author' | 'each'>]: string };

/** What a written ruling is made of in one language. Every argument is text that may be shown as it is. */
export interface TextWords {
  readonly comma: string;
  readonly semicolon: string;
  /** Puts sentences one after another. */
  readonly space: string;
  readonly bracketed: (text: string, more: string) => string;
  readonly roles: Roles;
  readonly unnamed: (role: string) => string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly empty: string;
  readonly incomplete: (items: string) => string;
  readonly noneShown: string;
  readonly between: (from: string, to: string) => string;
  readonly at: (at: string) => string;
  readonly notBefore: (at: string) => string;
  readonly notAfter: (at: string) => string;
  readonly states: { readonly [state in FactState]: string };
  readonly tags: { readonly [tag in SourceTag]: string };
  readonly effects: { readonly [effect in 'not-determined' | 'advisory' | 'binding-by-agreement']: string };
  readonly title: string;
  readonly subtitle: (claim: string, txn: string) => string;
  readonly signedBy: (keys: string) => string;
  readonly unsigned: string;
  readonly headings: {
    readonly [
      section in
        | 'claim'
        | 'outcome'
        | 'facts'
        | 'rules'
        | 'liability'
        | 'remedy'
        | 'open'
        | 'basis'
        | 'packs'
        | 'cited'
        | 'limits'
        | 'check'
    ]: string;
  };
  readonly terms: {
    readonly [
      term in
        | 'id'
        | 'txn'
        | 'payment'
        | 'claimant'
        | 'respondents'
        | 'amount'
        | 'grounds'
        | 'jurisdiction'
        | 'regime'
        | 'notice'
        | 'filed'
        | 'statement'
        | 'everywhere'
        | 'core'
        | 'claimDigest'
        | 'evidence'
        | 'verification'
        | 'policy'
        | 'noPolicy'
        | 'heads'
        | 'semantics'
    ]: string;
  };
  readonly outcomes: { readonly [outcome in ClaimOutcome]: string };
  readonly barred: string;
  readonly nothingLeft: string;
  readonly refund: (from: string, to: string, money: string) => string;
  readonly inTheEnd: (party: string, money: string, share: string) => string;
  readonly bearsAll: (party: string) => string;
  readonly floor: (rules: string) => string;
  readonly legalEffect: (effect: string) => string;
  readonly factsRelied: string;
  readonly factsOther: string;
  readonly finding: (name: string, value: string) => string;
  readonly rulesApplied: string;
  readonly rulesOpen: string;
  readonly rulesNot: string;
  readonly nothing: string;
  readonly rule: (id: string, title: string, outcome: string) => string;
  readonly condition: (formula: string) => string;
  readonly ruleAmount: (formula: string, filled: string, money: string) => string;
  readonly source: (cite: string, tag: string) => string;
  readonly ofPack: (pack: string) => string;
  readonly columns: {
    readonly [
      column in
        | 'party'
        | 'bps'
        | 'bears'
        | 'refunds'
        | 'step'
        | 'money'
        | 'fact'
        | 'heldBy'
        | 'decides'
        | 'rule'
        | 'title'
        | 'outcome'
        | 'reason'
        | 'parameter'
        | 'value'
        | 'source'
        | 'number'
        | 'entry'
        | 'author'
        | 'time'
        | 'digest'
    ]: string;
  };
  readonly noLiability: string;
  readonly refundsNow: string;
  readonly bearsInTheEnd: string;
  readonly steps: {
    readonly settled: string;
    readonly refunded: string;
    readonly left: string;
    readonly claimed: string;
    readonly room: string;
    readonly asked: (head: string, rule: string) => string;
    readonly awarded: (head: string) => string;
    readonly remains: string;
    readonly share: (party: string, bps: string) => string;
    readonly total: string;
  };
  readonly rounding: string;
  readonly neverAdded: string;
  readonly noRemedy: string;
  readonly nothingOpen: string;
  readonly nobody: string;
  readonly whatIf: string;
  readonly counterfactual: (param: string, value: string, outcome: string) => string;
  readonly counterfactualMoney: (money: string) => string;
  readonly assumptions: string;
  readonly assumed: { readonly [what in 'at' | 'floor' | 'burden']: (fact: string) => string };
  readonly pack: (id: string, version: string) => string;
  readonly citedIntro: (count: string) => string;
  readonly citedBare: string;
  readonly notShown: string;
  readonly leftOut: string;
  readonly limits: readonly string[];
  readonly check: readonly string[];
  readonly checkCore: (digest: string) => string;
}

/** The words of a language. */
export const textWords: { readonly [language in ExplainLanguage]: TextWords } = { en: englishWords, 'zh-CN': chineseWords };
