import type PDFDocument from 'pdfkit';
import { breakLines, isWide } from './break-lines.ts';
import type { Style, Typefaces } from './typefaces.ts';

type Document = InstanceType<typeof PDFDocument>;
type Element = ReturnType<Document['struct']>;

/** A4 in points, and what of it is printed on. */
export const paper = { width: 595.28, height: 841.89, left: 62, right: 62, top: 58, bottom: 64 } as const;
export const measure = paper.width - paper.left - paper.right;

export interface LineStyle {
  readonly style: Style;
  /** Points. */
  readonly size: number;
  readonly leading: number;
  readonly colour: string;
}

// Between a Chinese character and a Latin letter, in ems: seen, and too little for a reader of the text to take for a space.
const GAP = 0.09;

/** A tagged document under the pen: where the next line goes, and to which element of the structure it belongs. */
export class Sheet {
  y: number = paper.top;
  readonly #document: Document;
  readonly #faces: Typefaces;
  #isChinese = false;

  constructor(document: Document, faces: Typefaces) {
    this.#document = document;
    this.#faces = faces;
  }

  set language(language: 'en' | 'zh-CN') {
    this.#isChinese = language === 'zh-CN';
  }

  get room(): number {
    return paper.height - paper.bottom - this.y;
  }

  newPage(): void {
    this.#document.continueOnNewPage();
    this.y = paper.top;
  }

  width(text: string, { style, size }: LineStyle): number {
    let sum = 0;
    let before = '';
    for (const { face, text: run } of this.#faces.runsOf(text, style, this.#isChinese)) {
      this.#document.font(face).fontSize(size);
      sum += this.#document.widthOfString(run) + (needsGap(before, run) ? GAP * size : 0);
      before = run;
    }
    return sum;
  }

  lines(text: string, allowed: number, style: LineStyle): string[] {
    return breakLines(text, allowed, (part) => this.width(part, style));
  }

  /** Draws one line with its top at `y`, as content of an element. */
  line(text: string, x: number, y: number, style: LineStyle, element: Element, tag: string): void {
    const content = this.#document.markStructureContent(tag);
    this.#runs(text, x, y, style);
    this.#document.endMarkedContent();
    element.add(content);
  }

  /** Draws what belongs to the page and not to its text. */
  ornament(draw: () => void, options: { readonly type: 'Pagination' | 'Layout' }): void {
    this.#document.markContent('Artifact', options);
    draw();
    this.#document.endMarkedContent();
  }

  rule(x: number, y: number, width: number, colour: string, weight = 0.5): void {
    this.ornament(
      () =>
        this.#document
          .moveTo(x, y)
          .lineTo(x + width, y)
          .lineWidth(weight)
          .strokeColor(colour)
          .stroke(),
      { type: 'Layout' },
    );
  }

  /** Draws a line that is no content, such as a page's number. */
  plain(text: string, x: number, y: number, style: LineStyle): void {
    this.#runs(text, x, y, style);
  }

  #runs(text: string, x: number, y: number, { style, size, leading, colour }: LineStyle): void {
    let at = x;
    let before = '';
    for (const { face, text: run } of this.#faces.runsOf(text, style, this.#isChinese)) {
      if (needsGap(before, run)) at += GAP * size;
      this.#document.font(face).fontSize(size).fillColor(colour);
      const baseline = y + (leading - size) / 2 + size * 0.86;
      this.#document.text(run, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      at += this.#document.widthOfString(run);
      before = run;
    }
  }
}

/** True between a Chinese character and a letter or digit. */
function needsGap(before: string, after: string): boolean {
  const last = [...before].at(-1) ?? '';
  const [first = ''] = after;
  const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character) && !isWide(character);
  const isHan = (character: string): boolean => /\p{Script=Han}/u.test(character);
  return (isHan(last) && isWord(first)) || (isWord(last) && isHan(first));
}
