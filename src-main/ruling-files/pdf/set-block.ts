import type PDFDocument from 'pdfkit';
import { assertNever } from '../../../src-core/assert-never.ts';
import type { Block, Item } from '../../../src-core/ruling/text/ruling-text.ts';
import { setTable } from './set-table.ts';
import { measure, paper, type LineStyle, type Sheet } from './sheet.ts';

type Document = InstanceType<typeof PDFDocument>;
type Element = ReturnType<Document['struct']>;

const INK = '#1c1b19';
const PALE = '#4b4944';

export const styles = {
  title: { style: 'strong', size: 22, leading: 28, colour: INK },
  subtitle: { style: 'text', size: 10, leading: 14, colour: PALE },
  section: { style: 'strong', size: 13, leading: 18, colour: INK },
  heading: { style: 'strong', size: 10.5, leading: 15, colour: INK },
  text: { style: 'text', size: 10, leading: 14.5, colour: INK },
  strong: { style: 'strong', size: 10, leading: 14.5, colour: INK },
  term: { style: 'text', size: 10, leading: 14.5, colour: PALE },
  note: { style: 'text', size: 8.5, leading: 12, colour: PALE },
  mono: { style: 'mono', size: 7.5, leading: 14.5, colour: INK },
  cites: { style: 'mono', size: 6.8, leading: 10.5, colour: PALE },
} as const satisfies { readonly [name: string]: LineStyle };

const INDENT = 22;
const TERM = 150;

/** Sets a paragraph at `x`; a page is begun where a line no longer fits. */
export function setText(
  sheet: Sheet,
  text: string,
  x: number,
  width: number,
  style: LineStyle,
  element: Element,
  tag: string,
): void {
  for (const line of sheet.lines(text, width, style)) {
    if (sheet.room < style.leading) sheet.newPage();
    sheet.line(line, x, sheet.y, style, element, tag);
    sheet.y += style.leading;
  }
}

function setItem(sheet: Sheet, document: Document, { text, notes = [], cites }: Item, label: string, list: Element): void {
  const item = document.struct('LI');
  const [marker, body] = [document.struct('Lbl'), document.struct('LBody')];
  list.add(item);
  item.add(marker);
  item.add(body);
  // An item is not begun with a line alone at the foot of a page.
  if (sheet.room < styles.text.leading * 2 && (notes.length > 0 || cites !== undefined)) sheet.newPage();
  else if (sheet.room < styles.text.leading) sheet.newPage();
  sheet.line(label, paper.left + INDENT - 6 - sheet.width(label, styles.text), sheet.y, styles.text, marker, 'Lbl');
  const [x, width] = [paper.left + INDENT, measure - INDENT];
  setText(sheet, text, x, width, styles.text, body, 'LBody');
  for (const note of notes) setText(sheet, note, x, width, styles.note, body, 'LBody');
  if (cites !== undefined) setText(sheet, cites, x, width, styles.cites, body, 'LBody');
  sheet.y += 3;
  marker.end();
  body.end();
  item.end();
}

function setTerms(sheet: Sheet, document: Document, rows: (Block & { kind: 'terms' })['rows'], parent: Element): void {
  const table = document.struct('Table');
  parent.add(table);
  for (const { term, value } of rows) {
    const style = value.mono === true ? styles.mono : value.strong === true ? styles.strong : styles.text;
    const left = sheet.lines(term, TERM - 12, styles.term);
    const right = sheet.lines(value.text, measure - TERM, style);
    const height = Math.max(left.length, right.length) * styles.text.leading;
    if (sheet.room < Math.min(height, styles.text.leading * 4)) sheet.newPage();
    const [row, head, cell] = [document.struct('TR'), document.struct('TH'), document.struct('TD')];
    table.add(row);
    row.add(head);
    row.add(cell);
    left.forEach((line, index) => sheet.line(line, paper.left, sheet.y + index * styles.term.leading, styles.term, head, 'TH'));
    setText(sheet, value.text, paper.left + TERM, measure - TERM, style, cell, 'TD');
    if (right.length < left.length) sheet.y += (left.length - right.length) * styles.term.leading;
    head.end();
    cell.end();
    row.end();
  }
  table.end();
  sheet.y += 4;
}

/** Sets one block under the pen, as elements of the section's structure. */
export function setBlock(sheet: Sheet, document: Document, block: Block, section: Element): void {
  switch (block.kind) {
    case 'paragraph': {
      const paragraph = document.struct('P');
      section.add(paragraph);
      setText(sheet, block.text, paper.left, measure, block.strong === true ? styles.strong : styles.text, paragraph, 'P');
      paragraph.end();
      sheet.y += 5;
      return;
    }
    case 'heading': {
      if (sheet.room < 60) sheet.newPage();
      else sheet.y += 6;
      const heading = document.struct('H3');
      section.add(heading);
      setText(sheet, block.text, paper.left, measure, styles.heading, heading, 'H3');
      heading.end();
      sheet.y += 3;
      return;
    }
    case 'list': {
      const list = document.struct('L');
      section.add(list);
      const { from } = block;
      block.items.forEach((item, index) => setItem(sheet, document, item, from === undefined ? '•' : `${from + index}.`, list));
      list.end();
      sheet.y += 3;
      return;
    }
    case 'terms':
      return setTerms(sheet, document, block.rows, section);
    case 'table':
      return setTable(sheet, document, block, section);
    case 'commands': {
      const code = document.struct('Code');
      section.add(code);
      for (const line of block.lines) setText(sheet, line, paper.left + INDENT, measure - INDENT, styles.mono, code, 'Code');
      code.end();
      sheet.y += 5;
      return;
    }
    default:
      return assertNever(block);
  }
}
