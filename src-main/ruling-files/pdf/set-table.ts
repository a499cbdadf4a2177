import type PDFDocument from 'pdfkit';
import type { Block, Phrase } from '../../../src-core/ruling/text/ruling-text.ts';
import { measure, paper, type LineStyle, type Sheet } from './sheet.ts';

type Document = InstanceType<typeof PDFDocument>;
type Element = ReturnType<Document['struct']>;

const head: LineStyle = { style: 'strong', size: 8.5, leading: 12, colour: '#1c1b19' };
const cell: LineStyle = { style: 'text', size: 9, leading: 12.5, colour: '#1c1b19' };
const strong: LineStyle = { ...cell, style: 'strong' };
const mono: LineStyle = { ...cell, style: 'mono', size: 6.6 };
const GUTTER = 10;

interface Placed {
  readonly x: number;
  readonly width: number;
  readonly isEnd: boolean;
}

function placesOf(columns: (Block & { kind: 'table' })['columns']): Placed[] {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  let x: number = paper.left;
  return columns.map(({ width, align }, index) => {
    const whole = (measure * width) / total;
    const placed = { x, width: index + 1 < columns.length ? whole - GUTTER : whole, isEnd: align === 'end' };
    x += whole;
    return placed;
  });
}

const styleOf = (phrase: Phrase): LineStyle => (phrase.mono === true ? mono : phrase.strong === true ? strong : cell);

/** Sets a table. Rows are not parted between pages, and each page begins with the head again. */
export function setTable(sheet: Sheet, document: Document, { columns, rows }: Block & { kind: 'table' }, section: Element): void {
  const places = placesOf(columns);
  const table = document.struct('Table');
  section.add(table);
  const setLines = (lines: readonly string[], place: Placed, style: LineStyle, element: Element, tag: string): void => {
    lines.forEach((line, index) => {
      const x = place.isEnd ? place.x + place.width - sheet.width(line, style) : place.x;
      sheet.line(line, x, sheet.y + index * style.leading, style, element, tag);
    });
  };
  const headLines = columns.map((column, index) => sheet.lines(column.head, places[index]?.width ?? measure, head));
  const headHeight = Math.max(...headLines.map((lines) => lines.length)) * head.leading + 4;
  const setHead = (isAgain: boolean): void => {
    const put = (element: Element | undefined): void => {
      headLines.forEach((lines, index) => {
        const place = places[index] as Placed;
        if (element === undefined) {
          lines.forEach((line, at) => {
            const x = place.isEnd ? place.x + place.width - sheet.width(line, head) : place.x;
            sheet.ornament(() => sheet.plain(line, x, sheet.y + at * head.leading, head), { type: 'Pagination' });
          });
          return;
        }
        const th = document.struct('TH');
        element.add(th);
        setLines(lines, place, head, th, 'TH');
        th.end();
      });
    };
    if (isAgain) put(undefined);
    else {
      const row = document.struct('TR');
      table.add(row);
      put(row);
      row.end();
    }
    sheet.y += headHeight;
    sheet.rule(paper.left, sheet.y - 3, measure, '#837d72');
  };
  if (sheet.room < headHeight + 2 * cell.leading) sheet.newPage();
  setHead(false);
  for (const phrases of rows) {
    const lines = phrases.map((phrase, index) => sheet.lines(phrase.text, places[index]?.width ?? measure, styleOf(phrase)));
    const height = Math.max(...lines.map((some) => some.length)) * cell.leading + 4;
    if (sheet.room < height) {
      sheet.newPage();
      setHead(true);
    }
    const row = document.struct('TR');
    table.add(row);
    phrases.forEach((phrase, index) => {
      const td = document.struct('TD');
      row.add(td);
      setLines(lines[index] ?? [], places[index] as Placed, styleOf(phrase), td, 'TD');
      td.end();
    });
    row.end();
    sheet.y += height;
    sheet.rule(paper.left, sheet.y - 3, measure, '#e2ded5');
  }
  table.end();
  sheet.y += 6;
}
