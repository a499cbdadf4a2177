import {
  findFlips,
  parseSupposition,
  supposeFacts,
  type DecidedCase,
  type Supposition,
} from '../../src-core/arbitration/what-if.ts';
import type { Flip, SupposedOutcome } from '../../src-core/arbitration/what-if.ts';
import { showFact } from '../../src-core/arbitration/explain/explain-rule.ts';
import { showMoney } from '../../src-core/arbitration/explain/show-money.ts';
import { words as explainWords } from '../../src-core/arbitration/explain/words.ts';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { parseAssignment } from './assignment.ts';
import { visible, type CommandIo } from './command.ts';

/** What `--assume` and `--flips` ask for. */
export interface WhatIfOptions {
  /** `FACT=VALUE`: a JSON value of the fact's type, `none` or `unknown`. */
  readonly assume: readonly string[];
  readonly flips: boolean;
}

const watermark = 'what-if: supposed facts have no evidence; this is no ruling and cannot be exported';

const WORDS = {
  en: {
    title: 'WHAT IF - no ruling: supposed facts have no evidence',
    supposed: 'Supposed',
    flips: 'What would change the outcome',
    noFlips: 'No one or two facts were found that would change the outcome.',
    arrow: ' -> ',
    none: 'shown not to be there',
    unknown: 'not known',
  },
  'zh-CN': {
    title: '假设推演——并非裁决：所设事实没有证据支持',
    supposed: '假设',
    flips: '可改变结论的事实',
    noFlips: '未找到可改变结论的一项或两项事实。',
    arrow: ' → ',
    none: '已证明不存在',
    unknown: '不明',
  },
} as const;

/** Reads `FACT=VALUE`. @throws {AssizeError} E_USAGE, E_WHAT_IF */
function parseAssumption(text: string): [string, Supposition] {
  const { name, value } = parseAssignment(text, '--assume takes FACT=VALUE');
  return [name, parseSupposition(name, value)];
}

/** What the case would come to, as asked. */
export interface WhatIfAnswer {
  readonly assumed: ReadonlyMap<string, Supposition>;
  readonly result?: SupposedOutcome;
  readonly flips?: readonly Flip[];
}

/** Answers `--assume` and `--flips` for a decided case; undefined where neither is asked. */
export function answerWhatIf(decided: DecidedCase, { assume, flips }: WhatIfOptions): WhatIfAnswer | undefined {
  if (assume.length === 0 && !flips) return undefined;
  const assumed = new Map(assume.map(parseAssumption));
  return {
    assumed,
    ...(assume.length === 0 ? {} : { result: supposeFacts(decided, assumed) }),
    ...(flips ? { flips: findFlips(decided) } : {}),
  };
}

/** The member `whatIf` of the answer in JSON. */
export function whatIfDocument({ assumed, result, flips }: WhatIfAnswer): JsonObject {
  return {
    watermark,
    assumed: Object.fromEntries(assumed) as unknown as JsonObject,
    ...(result === undefined ? {} : { result: result as unknown as JsonObject }),
    ...(flips === undefined ? {} : { flips: flips as unknown as JsonValue[] }),
  };
}

/** The same as text for people. */
export function renderWhatIf({ assumed, result, flips }: WhatIfAnswer, io: CommandIo): string {
  const say = WORDS[io.lang];
  const { outcomes } = explainWords[io.lang];
  const supposedText = (fact: string, supposed: Supposition): string =>
    `${showFact(fact, io.lang)} = ${typeof supposed === 'string' ? say[supposed] : visible(canonicalize(supposed.value as JsonValue))}`;
  const total = (money: SupposedOutcome['total']): string => (money === undefined ? '' : ` ${showMoney(money)}`);
  const lines: string[] = [say.title];
  for (const [fact, supposed] of assumed) lines.push(`  ${say.supposed}: ${supposedText(fact, supposed)}`);
  if (result !== undefined) {
    lines.push(`  ${say.arrow.trim()} ${outcomes[result.outcome]}${total(result.total)}`);
    for (const { rule, from, to } of result.changed) lines.push(`    ${rule}: ${outcomes[from]}${say.arrow}${outcomes[to]}`);
  }
  if (flips !== undefined) {
    lines.push(flips.length === 0 ? `  ${say.noFlips}` : `  ${say.flips}:`);
    for (const flip of flips) {
      const facts = flip.facts.map(({ fact, supposed }) => supposedText(fact, supposed)).join('; ');
      lines.push(`    ${facts}${say.arrow}${outcomes[flip.outcome]}${total(flip.total)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
