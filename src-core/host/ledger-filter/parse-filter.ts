import {
  FIELD_RULES,
  FILTER_FIELDS,
  isFilterField,
  type Comparison,
  type Expression,
  type FilterField,
  type FilterOperator,
  type FilterValue,
} from './expression.ts';
import { isCurrency, isCurrencyBegun, readMoney, readValue, type ReadValue } from './read-value.ts';
import { readTokens, type Token } from './tokens.ts';

export type FilterExpects = 'field' | 'operator' | 'value' | 'join' | 'quote';
export type FilterFault =
  | 'E_FILTER_FIELD'
  | 'E_FILTER_OPERATOR'
  | 'E_FILTER_VALUE'
  | 'E_FILTER_CURRENCY'
  | 'E_FILTER_JOIN'
  | 'E_FILTER_PARENTHESIS'
  | 'E_FILTER_DEPTH';

/** What could be typed at the end of a filter. */
export interface FilterSlot {
  readonly expects: FilterExpects;
  /** Where the word begins that is being typed; the filter's length where none is. */
  readonly from: number;
  readonly prefix: string;
  readonly field?: FilterField;
  /** Where the comparison begins that the slot is part of. */
  readonly comparison: number;
  /** Parentheses that are open. */
  readonly open: number;
  /** Of a list of values: the parenthesis is still to come. */
  readonly list?: boolean;
}

export type ParsedFilter =
  | { readonly state: 'valid'; readonly expression: Expression; readonly slot: FilterSlot }
  | { readonly state: 'incomplete'; readonly at: number; readonly expects: FilterExpects; readonly slot: FilterSlot }
  | { readonly state: 'invalid'; readonly at: number; readonly to: number; readonly code: FilterFault; readonly message: string };

const DEEPEST = 40;

/**
 * Reads a filter of the ledger: comparisons (`status == fail`, `amount > CNY 20.00`, `type in (a, b)`), text alone in quotes, `flagged`,
 * joined by `and`, `or`, `not` and parentheses; `and` binds closer than `or`. Nothing at all is every line.
 */
export function parseFilter(filter: string): ParsedFilter {
  const reader = new FilterReader(filter);
  try {
    const expression = reader.readFilter();
    return { state: 'valid', expression, slot: reader.slot };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return stop.fault === undefined
      ? { state: 'incomplete', at: stop.at, expects: stop.expects, slot: reader.slot }
      : { state: 'invalid', at: stop.at, to: stop.to, code: stop.fault.code, message: stop.fault.message };
  }
}

/** Ends the reading: at the filter's end, or at a fault. */
class Stop {
  readonly at: number;
  readonly to: number;
  readonly expects: FilterExpects;
  readonly fault: { readonly code: FilterFault; readonly message: string } | undefined;

  constructor(at: number, to: number, expects: FilterExpects, fault?: Stop['fault']) {
    this.at = at;
    this.to = to;
    this.expects = expects;
    this.fault = fault;
  }
}

class FilterReader {
  slot: FilterSlot;
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #open = 0;
  #comparison = 0;

  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = readTokens(filter);
    this.slot = { expects: 'field', from: filter.length, prefix: '', comparison: filter.length, open: 0 };
  }

  readFilter(): Expression {
    if (this.#tokens.length === 0) return { kind: 'all' };
    const expression = this.#readOr();
    const rest = this.#peek('join');
    if (rest === undefined) return expression;
    if (rest.text === ')') throw fault(rest, 'E_FILTER_PARENTHESIS', 'no parenthesis is open here');
    if (this.#isBegun(rest) && ['and', 'or'].some((word) => word.startsWith(rest.text.toLowerCase())))
      throw this.#incomplete(rest);
    throw fault(rest, 'E_FILTER_JOIN', 'and, or, or the end is expected');
  }

  #readOr(): Expression {
    return this.#readJoined('or', () => this.#readJoined('and', () => this.#readTerm()));
  }

  #readJoined(word: 'and' | 'or', read: () => Expression): Expression {
    const parts = [read()];
    while (this.#isWord(this.#peek('join'), word)) {
      this.#next += 1;
      parts.push(read());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: word, parts };
  }

  #readTerm(): Expression {
    this.#comparison = this.#tokens[this.#next]?.from ?? this.#filter.length;
    const token = this.#need('field');
    if (this.#isWord(token, 'not')) return this.#deeper(token, () => ({ kind: 'not', part: this.#readTerm() }));
    if (token.text === '(' && token.kind === 'punctuation') return this.#deeper(token, () => this.#readGroup());
    if (token.kind === 'string')
      return { kind: 'compare', field: 'text', operator: '~', values: [this.#valueOf('text', '~', token)] };
    return this.#readComparison(token);
  }

  #readGroup(): Expression {
    this.#open += 1;
    const inner = this.#readOr();
    const close = this.#need('join');
    if (close.text !== ')') {
      if (this.#isBegun(close) && ['and', 'or'].some((word) => word.startsWith(close.text.toLowerCase())))
        throw this.#incomplete(close);
      throw fault(close, 'E_FILTER_JOIN', 'and, or, or a closing parenthesis is expected');
    }
    this.#open -= 1;
    return inner;
  }

  #deeper(token: Token, read: () => Expression): Expression {
    if (++this.#depth > DEEPEST) throw fault(token, 'E_FILTER_DEPTH', `more than ${DEEPEST} parentheses inside each other`);
    const expression = read();
    this.#depth -= 1;
    return expression;
  }

  #readComparison(token: Token): Expression {
    const field = token.text;
    if (token.kind !== 'word' || !isFilterField(field)) {
      if (this.#isBegun(token) && [...FILTER_FIELDS, 'not'].some((name) => name.startsWith(token.text)))
        throw this.#incomplete(token);
      throw fault(token, 'E_FILTER_FIELD', `${token.text} is no field`);
    }
    if (field === 'flagged' && this.#peek('operator', field)?.kind !== 'operator') {
      return { kind: 'compare', field, operator: '==', values: [{ kind: 'yes', yes: true }] };
    }
    const operator = this.#readOperator(field);
    return {
      kind: 'compare',
      field,
      operator,
      values: operator === 'in' ? this.#readList(field) : [this.#readOne(field, operator)],
    };
  }

  #readOperator(field: FilterField): FilterOperator {
    const token = this.#need('operator', field);
    const { operators } = FIELD_RULES[field];
    const found = operators.find((operator) => operator === token.text.toLowerCase() && token.kind !== 'string');
    if (found !== undefined) return found;
    const isStart =
      token.to === this.#filter.length &&
      operators.some((operator) => operator.startsWith(token.text) && token.text !== operator);
    if (isStart) throw new Stop(token.from, token.to, 'operator');
    throw fault(token, 'E_FILTER_OPERATOR', `${field} is compared with ${operators.join(' ')}`);
  }

  #readList(field: FilterField): FilterValue[] {
    this.slot = { ...this.slot, list: true };
    const open = this.#need('value', field, true);
    if (open.text !== '(') throw fault(open, 'E_FILTER_VALUE', 'values of in stand in parentheses');
    const values: FilterValue[] = [];
    for (;;) {
      values.push(this.#readOne(field, '=='));
      const sign = this.#need('join', field);
      if (sign.text === ')') return values;
      if (sign.text !== ',') throw fault(sign, 'E_FILTER_VALUE', 'a comma or a closing parenthesis is expected');
    }
  }

  #readOne(field: FilterField, operator: FilterOperator): FilterValue {
    const token = this.#need('value', field);
    return FIELD_RULES[field].kind === 'money' ? this.#readMoney(field, token) : this.#valueOf(field, operator, token);
  }

  #valueOf(field: FilterField, operator: FilterOperator, token: Token): FilterValue {
    if (token.kind !== 'word' && token.kind !== 'string') throw fault(token, 'E_FILTER_VALUE', 'a value is expected');
    if (token.open === true) {
      throw new Stop(this.#filter.length, this.#filter.length, 'quote');
    }
    return this.#settled(readValue(field, operator, token.text, token.kind === 'string'), token);
  }

  #readMoney(field: FilterField, token: Token): FilterValue {
    if (!isCurrency(token.text)) {
      if (this.#isBegun(token) && isCurrencyBegun(token.text)) throw this.#incomplete(token);
      throw fault(token, 'E_FILTER_CURRENCY', 'an amount begins with the code of its currency, as in CNY 20.00');
    }
    const figures = this.#need('value', field);
    return this.#settled(readMoney(token.text, figures.text), figures);
  }

  #settled(value: ReadValue, token: Token): FilterValue {
    if (typeof value === 'object') return value;
    if (value === 'unfinished' && this.#isBegun(token)) throw this.#incomplete(token);
    throw fault(token, 'E_FILTER_VALUE', `${token.text} is no value of this field`);
  }

  /** The next token, which stays; notes what could be typed here where the filter ends at it. */
  #peek(expects: FilterExpects, field?: FilterField, list?: boolean): Token | undefined {
    const token = this.#tokens[this.#next];
    const isTyped = token !== undefined && this.#isBegun(token);
    // A finished word at the very end may still be going on: what it is stays the slot.
    const isAfterWord = token === undefined && this.#next > 0 && this.#slotIsTyped();
    if ((token === undefined && !isAfterWord) || isTyped) {
      this.slot = {
        expects,
        from: isTyped ? token.from : this.#filter.length,
        prefix: isTyped ? token.text : '',
        comparison: this.#comparison,
        open: this.#open,
        ...(field === undefined ? {} : { field }),
        ...(list === undefined ? {} : { list }),
      };
    }
    return token;
  }

  #need(expects: FilterExpects, field?: FilterField, list?: boolean): Token {
    const token = this.#peek(expects, field, list);
    if (token === undefined) throw new Stop(this.#filter.length, this.#filter.length, expects);
    this.#next += 1;
    return token;
  }

  /** The filter ends in this word, and so it may be going on. */
  #isBegun(token: Token): boolean {
    return token.to === this.#filter.length && (token.kind === 'word' || token.open === true);
  }

  #isWord(token: Token | undefined, word: string): boolean {
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  }

  #slotIsTyped(): boolean {
    const last = this.#tokens[this.#next - 1];
    return last !== undefined && this.#isBegun(last) && this.slot.from === last.from;
  }

  #incomplete(token: Token): Stop {
    return new Stop(token.from, token.to, this.slot.expects);
  }
}

function fault(token: Token, code: FilterFault, message: string): Stop {
  return new Stop(token.from, token.to, 'join', { code, message });
}

/** Every comparison of an expression, whatever joins them. */
export function* comparisonsOf(expression: Expression): Generator<Comparison> {
  if (expression.kind === 'compare') yield expression;
  else if (expression.kind === 'not') yield* comparisonsOf(expression.part);
  else if (expression.kind !== 'all') for (const part of expression.parts) yield* comparisonsOf(part);
}
