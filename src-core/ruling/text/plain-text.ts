import { assertNever } from '../../assert-never.ts';
import type { Block, Phrase, RulingText } from './ruling-text.ts';

const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/;

/** Columns of a terminal that a text takes: two for a Chinese character. */
function columnsOf(text: string): number {
  let sum = 0;
  for (const character of text) sum += wide.test(character) ? 2 : 1;
  return sum;
}

const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

function tableLines(head: readonly string[], rows: readonly (readonly Phrase[])[]): string[] {
  const all = [head, ...rows.map((row) => row.map(({ text }) => text))];
  const widths = head.map((_, index) => Math.max(...all.map((row) => columnsOf(row[index] ?? ''))));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, index) => (index + 1 < row.length ? pad(cell, widths[index] ?? 0) : cell)).join('  ')}`.trimEnd();
  return all.map(line);
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'heading':
      return [`-- ${block.text}`];
    case 'list':
      return block.items.flatMap(({ text, notes = [], cites }, index) => {
        const mark = block.from === undefined ? '*' : `${block.from + index}.`;
        return [`${mark} ${text}`, ...notes.map((note) => `     ${note}`), ...(cites === undefined ? [] : [`     ${cites}`])];
      });
    case 'terms': {
      const width = Math.max(...block.rows.map(({ term }) => columnsOf(term)));
      return block.rows.map(({ term, value }) => `  ${pad(term, width)}  ${value.text}`);
    }
    case 'table':
      return tableLines(
        block.columns.map(({ head }) => head),
        block.rows,
      );
    case 'commands':
      return block.lines.map((line) => `    ${line}`);
    default:
      return assertNever(block);
  }
}

/** A written ruling as plain text: UTF-8 lines ended by LF, nothing in it but characters that are shown. */
export function renderPlainText({ title, subtitle, sections }: RulingText): string {
  const lines = [title, '='.repeat(columnsOf(title)), subtitle];
  for (const { heading, blocks } of sections) {
    lines.push('', heading, '-'.repeat(columnsOf(heading)));
    for (const block of blocks) lines.push(...blockLines(block));
  }
  return `${lines.join('\n')}\n`;
}
