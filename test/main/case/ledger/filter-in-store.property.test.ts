import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHex } from '../../../../src-core/encoding/hex.ts';
import {
  FIELD_RULES,
  FILTER_FIELDS,
  type Comparison,
  type Expression,
  type FilterField,
  type FilterValue,
} from '../../../../src-core/host/ledger-filter/expression.ts';
import { parseFilter } from '../../../../src-core/host/ledger-filter/parse-filter.ts';
import { spellValue } from '../../../../src-core/host/ledger-filter/tokens.ts';
import { compileFilter } from '../../../../src-main/case/ledger/compile-filter.ts';
import { Scan } from '../../../../src-main/case/ledger/scan.ts';
import { countLines } from '../../../../src-main/case/ledger/results.ts';
import type { ReadDatabase } from '../../../../src-main/store/database.ts';
import { spoiltCase, type CaseFixture } from '../../../fixtures/case-fixture.ts';

/** A line with everything that a filter may ask of it, read row by row and without the compiler. */
interface PlainLine {
  readonly id: number;
  readonly numbers: Partial<Record<FilterField, number | null>>;
  /** Each field's names: of a party, its identifier and what it is called. */
  readonly texts: Partial<Record<FilterField, readonly string[]>>;
  readonly currency: string | null;
  readonly minor: number | null;
  readonly causes: readonly number[];
  readonly text: string;
  readonly flagged: boolean;
}

function readPlainly(database: ReadDatabase): PlainLine[] {
  const all = (sql: string, ...values: (string | number)[]) =>
    database.query<Record<string, string | number | null>>(sql).all(...values);
  const names = (sql: string, id: unknown): string[] =>
    typeof id === 'number' ? all(sql, id).flatMap((row) => Object.values(row).filter((value) => typeof value === 'string')) : [];
  return database
    .query<Record<string, string | number | null> & { digest: Uint8Array | null }>('SELECT * FROM line ORDER BY id')
    .all()
    .map((line) => {
      const id = line['id'] as unknown as number;
      const one = (name: string): string[] => (typeof line[name] === 'string' ? [line[name]] : []);
      const findings = all('SELECT code, cause FROM finding WHERE line_id = ?', id);
      return {
        id,
        numbers: { seq: line['seq'] as number | null, line: line['line'] as number, at: line['at'] as number | null },
        texts: {
          actor: names('SELECT party, name FROM party WHERE id = ?', line['actor']),
          chain: names('SELECT chain, name FROM chain WHERE id = ?', line['chain']),
          txn: names('SELECT txn FROM txn WHERE id = ?', line['txn']),
          role: one('role'),
          type: one('type'),
          currency: one('currency'),
          status: one('status'),
          terminal: one('terminal'),
          kid: one('kid'),
          code: findings.map(({ code }) => String(code)),
          digest: line.digest === null ? [] : [encodeHex(line.digest)],
        },
        currency: line['currency'] as string | null,
        minor: line['minor'] as number | null,
        causes: findings.map(({ cause }) => Number(cause)),
        text: String(all('SELECT text FROM line_search WHERE rowid = ?', id)[0]?.['text'] ?? ''),
        flagged:
          all('SELECT 1 FROM flag WHERE chain_file = ? AND line = ?', Number(line['chain_file']), Number(line['line'])).length >
          0,
      };
    });
}

// What SQLite's LIKE folds: the letters of ASCII.
const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function holds(line: PlainLine, expression: Expression): boolean {
  switch (expression.kind) {
    case 'all':
      return true;
    case 'not':
      return !holds(line, expression.part);
    case 'and':
      return expression.parts.every((part) => holds(line, part));
    case 'or':
      return expression.parts.some((part) => holds(line, part));
    case 'compare':
      return expression.operator === '!='
        ? !holds(line, { ...expression, operator: '==' })
        : expression.values.some((value) => holdsOne(line, expression, value));
  }
}

function holdsOne(line: PlainLine, { field, operator }: Comparison, value: FilterValue): boolean {
  switch (value.kind) {
    case 'yes':
      return line.flagged === value.yes;
    case 'number':
      return field === 'cause'
        ? line.causes.includes(value.number)
        : ordered(operator, line.numbers[field], value.number, value.number + 1);
    case 'span':
      return ordered(operator, line.numbers.at, value.from, value.to);
    case 'money':
      return line.currency === value.currency && ordered(operator, line.minor, value.minor, value.minor + 1);
    case 'text': {
      const names = field === 'text' ? [line.text] : (line.texts[field] ?? []);
      return operator === '~' ? names.some((name) => folded(name).includes(folded(value.text))) : names.includes(value.text);
    }
  }
}

/** @param to - the first number beyond what the value covers */
function ordered(operator: string, found: number | null | undefined, from: number, to: number): boolean {
  if (found === null || found === undefined) return false;
  switch (operator) {
    case '<':
      return found < from;
    case '<=':
      return found < to;
    case '>':
      return found >= to;
    case '>=':
      return found >= from;
    default:
      return found >= from && found < to;
  }
}

describe('a filter, answered by the store', () => {
  let fixture: CaseFixture;
  let lines: PlainLine[];

  // A fixture goes with the test that makes it.
  const open = async (): Promise<void> => {
    fixture = await spoiltCase();
    const { session } = fixture;
    const places = session.read
      .query<{ chain_file: number; line: number }>('SELECT chain_file, line FROM line WHERE id % 4 = 1')
      .all();
    session.write((database) => {
      for (const { chain_file, line } of places)
        database.change('INSERT INTO flag(chain_file, line, by, at) VALUES(?, ?, ?, ?)').run(chain_file, line, 'Ann', '');
    });
    lines = readPlainly(session.read);
  };

  const answered = (filter: string): number[] => {
    const parsed = parseFilter(filter);
    if (parsed.state !== 'valid') throw new Error(`${filter}: ${JSON.stringify(parsed)}`);
    const { read } = fixture.session;
    const scan = new Scan(read, compileFilter(parsed.expression), { all: countLines(fixture.session), isBackwards: false });
    const ids: number[] = [];
    while (!scan.isDone) ids.push(...scan.step().ids);
    return ids;
  };
  const plainly = (filter: string): number[] => {
    const parsed = parseFilter(filter);
    return parsed.state === 'valid' ? lines.filter((line) => holds(line, parsed.expression)).map(({ id }) => id) : [];
  };

  /** Values that lines have, parts of them, and some that none has. */
  const valueFor = (field: FilterField): fc.Arbitrary<string> => {
    const from = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
    switch (FIELD_RULES[field].kind) {
      case 'number':
        return fc.integer({ min: 0, max: 40 }).map(String);
      case 'instant':
        return from(lines.flatMap(({ numbers }) => numbers.at ?? [])).chain((at) => {
          const whole = new Date(at).toISOString();
          return fc.constantFrom(
            whole,
            `${whole.slice(0, 19)}Z`,
            `${whole.slice(0, 16)}Z`,
            whole.slice(0, 10),
            whole.slice(0, 7),
            '2031',
          );
        });
      case 'money':
        return from([...lines.flatMap(({ minor }) => minor ?? []), 7]).map((minor) => `CNY ${(minor / 100).toFixed(2)}`);
      case 'choice':
        return from(FIELD_RULES.status.choices ?? []);
      case 'flag':
        return fc.constantFrom('yes', 'no');
      case 'digest':
        return from(lines.flatMap(({ texts }) => texts.digest ?? []));
      case 'search':
        return from(lines.map(({ text }) => text).filter((text) => text.length > 8)).chain((text) =>
          fc
            .tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 6 }))
            .map(([start, length]) => spellValue(Array.from(text.slice(start)).slice(0, length).join(''))),
        );
      case 'text': {
        const known = lines.flatMap(({ texts }) => texts[field] ?? []);
        return from([...known, 'nobody', "x' OR 1=1 --"]).map(spellValue);
      }
    }
  };

  const comparison = (): fc.Arbitrary<string> =>
    fc.constantFrom(...FILTER_FIELDS).chain((field) => {
      const { operators } = FIELD_RULES[field];
      return fc
        .tuple(fc.constantFrom(...operators), valueFor(field), valueFor(field))
        .map(([operator, a, b]) => (operator === 'in' ? `${field} in (${a}, ${b})` : `${field} ${operator} ${a}`));
    });
  const filters = (): fc.Arbitrary<string> =>
    fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        comparison(),
        fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, join, b]) => `${a} ${join} ${b}`),
        tie('filter').map((a) => `not (${a})`),
        tie('filter').map((a) => `(${a})`),
      ),
    })).filter;

  it('gives the lines that a plain look at each of them gives', async () => {
    await open();
    let matched = 0;
    fc.assert(
      fc.property(filters(), (filter) => {
        const found = answered(filter);
        if (found.length > 0 && found.length < lines.length) matched += 1;
        expect(found, filter).toEqual(plainly(filter));
      }),
      { numRuns: 1500 },
    );
    // The filters are not all of the kind that nothing or everything answers.
    expect(matched).toBeGreaterThan(300);
  });

  it('takes attempts at the database for what they are: values', async () => {
    await open();
    const before = lines.length;
    for (const text of [
      "'; DROP TABLE line; --",
      '" OR "1"="1',
      "x') OR 1=1 --",
      'a" OR line_search MATCH "b',
      'NEAR(a b)',
      '%',
      '_',
      '\\',
      '*',
    ]) {
      for (const field of ['actor', 'type', 'kid', 'code', 'txn', 'chain', 'role'] as const) {
        expect(answered(`${field} == ${spellValue(text)}`), `${field} ${text}`).toEqual([]);
        expect(answered(`${field} ~ ${spellValue(text)}`), `${field} ~ ${text}`).toEqual(
          plainly(`${field} ~ ${spellValue(text)}`),
        );
      }
      expect(answered(`text ~ ${spellValue(text)}`), text).toEqual(plainly(`text ~ ${spellValue(text)}`));
    }
    expect(countLines(fixture.session)).toBe(before);
  });

  it('finds Chinese of one, two and more characters', async () => {
    await open();
    for (const text of ['拿', '拿铁', '燕麦拿', '燕麦拿铁', '来两杯燕麦']) {
      const found = answered(`"${text}"`);
      expect(found).toEqual(plainly(`"${text}"`));
      expect(found.length, text).toBeGreaterThan(0);
    }
  });
});
