import { decodeHex } from '../../../src-core/encoding/hex.ts';
import type { Comparison, Expression, FilterValue } from '../../../src-core/host/ledger-filter/expression.ts';
import type { Cell } from '../../store/database.ts';
import { likePattern, textCondition } from '../../store/search-lines.ts';

/** A filter as a condition on rows of `line`: never NULL, and everything that was typed is bound, none of it is part of the text. */
export interface CompiledFilter {
  readonly sql: string;
  /** Values for a part of the lines, by id: `low` excluded, `high` included. Subqueries look only there, too. */
  values(low: number, high: number): Cell[];
}

/** Stands among the values for the bounds of the part that is looked at. */
const LOW = Symbol('low');
const HIGH = Symbol('high');
type Slot = Cell | typeof LOW | typeof HIGH;

interface Condition {
  readonly sql: string;
  readonly slots: readonly Slot[];
}

export function compileFilter(expression: Expression): CompiledFilter {
  const { sql, slots } = compile(expression);
  return { sql, values: (low, high) => slots.map((slot) => (slot === LOW ? low : slot === HIGH ? high : slot)) };
}

function compile(expression: Expression): Condition {
  switch (expression.kind) {
    case 'all':
      return { sql: '1', slots: [] };
    case 'not':
      return negated(compile(expression.part));
    case 'and':
    case 'or':
      return joined(expression.parts.map(compile), expression.kind);
    case 'compare':
      return compileComparison(expression);
  }
}

const negated = ({ sql, slots }: Condition): Condition => ({ sql: `NOT ${sql}`, slots });

const joined = (parts: readonly Condition[], word: 'and' | 'or'): Condition => ({
  sql: `(${parts.map(({ sql }) => sql).join(` ${word.toUpperCase()} `)})`,
  slots: parts.flatMap(({ slots }) => slots),
});

function compileComparison({ field, operator, values }: Comparison): Condition {
  const conditions = values.map((value) => compileOne(field, operator === 'in' || operator === '!=' ? '==' : operator, value));
  const [only] = conditions;
  const either = conditions.length === 1 && only !== undefined ? only : joined(conditions, 'or');
  return operator === '!=' ? negated(either) : either;
}

type PlainOperator = '==' | '<' | '<=' | '>' | '>=' | '~';

/** Columns of `line` that hold what a field of the filter names. */
const COLUMNS = {
  seq: 'line.seq',
  line: 'line.line',
  at: 'line.at',
  role: 'line.role',
  type: 'line.type',
  currency: 'line.currency',
  status: 'line.status',
  terminal: 'line.terminal',
  kid: 'line.kid',
} as const;

function compileOne(field: Comparison['field'], operator: PlainOperator, value: FilterValue): Condition {
  switch (field) {
    case 'seq':
    case 'line':
      return compared(COLUMNS[field], operator, numberOf(value));
    case 'at':
      return value.kind === 'span' ? inSpan(operator, value) : mismatch();
    case 'amount':
      return value.kind === 'money' ? ofCurrency(value, operator) : mismatch();
    case 'role':
    case 'type':
    case 'currency':
    case 'status':
    case 'terminal':
    case 'kid':
      return operator === '~' ? like(COLUMNS[field], textOf(value)) : compared(COLUMNS[field], operator, textOf(value));
    case 'actor':
      return named('line.actor', 'party', ['party', 'name'], operator, textOf(value));
    case 'chain':
      return named('line.chain', 'chain', ['chain', 'name'], operator, textOf(value));
    case 'txn':
      return named('line.txn', 'txn', ['txn'], operator, textOf(value));
    case 'digest':
      return operator === '~'
        ? like('hex(line.digest)', textOf(value))
        : compared('line.digest', operator, decodeHex(textOf(value)) ?? new Uint8Array());
    case 'code':
      return withFinding(
        operator === '~' ? `f.code LIKE ? ESCAPE '\\'` : 'f.code = ?',
        operator === '~' ? likePattern(textOf(value)) : textOf(value),
      );
    case 'cause':
      return withFinding('f.cause = ?', numberOf(value));
    case 'text': {
      const { sql, value: searched, isBounded } = textCondition('line.id', textOf(value));
      return { sql, slots: isBounded ? [searched, LOW, HIGH] : [searched] };
    }
    case 'flagged': {
      const yes = value.kind === 'yes' && value.yes;
      const marked = `line.id IN (SELECT m.id FROM flag JOIN line m ON m.chain_file = flag.chain_file AND m.line = flag.line)`;
      return { sql: yes ? marked : `NOT ${marked}`, slots: [] };
    }
  }
}

/** `IS` and the test for NULL keep every condition true or false, so that NOT turns it into its contrary. */
function compared(column: string, operator: PlainOperator, value: Cell): Condition {
  return operator === '=='
    ? { sql: `(${column} IS ?)`, slots: [value] }
    : { sql: `(${column} IS NOT NULL AND ${column} ${operator} ?)`, slots: [value] };
}

const like = (column: string, text: string): Condition => ({
  sql: `(${column} IS NOT NULL AND ${column} LIKE ? ESCAPE '\\')`,
  slots: [likePattern(text)],
});

function inSpan(operator: PlainOperator, { from, to }: { readonly from: number; readonly to: number }): Condition {
  switch (operator) {
    case '<':
      return compared('line.at', '<', from);
    case '<=':
      return compared('line.at', '<', to);
    case '>':
      return compared('line.at', '>=', to);
    case '>=':
      return compared('line.at', '>=', from);
    case '==':
    case '~':
      return joined([compared('line.at', '>=', from), compared('line.at', '<', to)], 'and');
  }
}

const ofCurrency = (
  { currency, minor }: { readonly currency: string; readonly minor: number },
  operator: PlainOperator,
): Condition => joined([compared('line.currency', '==', currency), compared('line.minor', operator, minor)], 'and');

/** Parties, chains and transactions are few beside their lines: they are looked up by name first. */
function named(column: string, table: string, names: readonly string[], operator: PlainOperator, text: string): Condition {
  const test = operator === '~' ? `LIKE ? ESCAPE '\\'` : '= ?';
  const value = operator === '~' ? likePattern(text) : text;
  const tests = names.map((name) => `${name} ${test}`).join(' OR ');
  return {
    sql: `(${column} IS NOT NULL AND ${column} IN (SELECT id FROM ${table} WHERE ${tests}))`,
    slots: names.map(() => value),
  };
}

const withFinding = (test: string, value: Cell): Condition => ({
  sql: `line.id IN (SELECT f.line_id FROM finding f WHERE ${test} AND f.line_id > ? AND f.line_id <= ?)`,
  slots: [value, LOW, HIGH],
});

function numberOf(value: FilterValue): number {
  return value.kind === 'number' ? value.number : mismatch();
}

function textOf(value: FilterValue): string {
  return value.kind === 'text' ? value.text : mismatch();
}

function mismatch(): never {
  throw new Error('the filter compares a field with a value of another kind');
}
