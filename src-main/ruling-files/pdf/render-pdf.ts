import PDFDocument from 'pdfkit';
import type { RulingText } from '../../../src-core/ruling/text/ruling-text.ts';
import { setBlock, setText, styles } from './set-block.ts';
import { measure, paper, Sheet, type LineStyle } from './sheet.ts';
import { loadTypefaces, type StyledText } from './typefaces.ts';

/** A file that travels inside the PDF, byte for byte. */
export interface Attachment {
  readonly name: string;
  readonly media: string;
  readonly bytes: Uint8Array;
  readonly description: string;
}

export interface PdfRequest {
  /** One document in one language or more; each begins a page. */
  readonly texts: readonly RulingText[];
  readonly attachments: readonly Attachment[];
  /** Stands at the foot of each page: the digest that tells which ruling a loose leaf is of. */
  readonly foot: string;
  /** Epoch milliseconds: the date that the document bears. It is the ruling's, never a clock's. */
  readonly date: number;
}

type Document = InstanceType<typeof PDFDocument>;

const footStyle: LineStyle = { style: 'mono', size: 6.5, leading: 10, colour: '#4b4944' };

function styledTexts({ texts, foot }: PdfRequest): StyledText[] {
  const all: StyledText[] = [{ text: `${foot} 0123456789/`, style: 'mono', isChinese: false }];
  for (const text of texts) {
    const isChinese = text.language === 'zh-CN';
    const characters = [...new Set(`${JSON.stringify(text)}•0123456789.`)].join('');
    for (const style of ['text', 'strong', 'mono'] as const) all.push({ text: characters, style, isChinese });
  }
  return all;
}

function collect(document: Document): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  return new Promise((done, fail) => {
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', () => done(new Uint8Array(Buffer.concat(pieces))));
    document.on('error', fail);
  });
}

function setDocument(sheet: Sheet, document: Document, text: RulingText, whole: ReturnType<Document['struct']>): void {
  sheet.language = text.language;
  const root = document.struct('Part', { lang: text.language, title: text.title });
  whole.add(root);
  const title = document.struct('H1');
  root.add(title);
  setText(sheet, text.title, paper.left, measure, styles.title, title, 'H1');
  title.end();
  const subtitle = document.struct('P');
  root.add(subtitle);
  setText(sheet, text.subtitle, paper.left, measure, styles.subtitle, subtitle, 'P');
  subtitle.end();
  sheet.y += 6;
  sheet.rule(paper.left, sheet.y, measure, '#837d72', 0.75);
  sheet.y += 6;
  for (const { heading, blocks } of text.sections) {
    if (sheet.room < 90) sheet.newPage();
    else sheet.y += 10;
    const section = document.struct('Sect', { title: heading });
    root.add(section);
    const head = document.struct('H2');
    section.add(head);
    setText(sheet, heading, paper.left, measure, styles.section, head, 'H2');
    head.end();
    sheet.y += 3;
    for (const block of blocks) setBlock(sheet, document, block, section);
    section.end();
  }
  root.end();
}

/** Foot and number of each page, once it is known how many there are. */
function setFeet(sheet: Sheet, document: Document, foot: string): void {
  sheet.language = 'en';
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    const y = paper.height - paper.bottom + 22;
    const number = `${page + 1} / ${count}`;
    sheet.ornament(
      () => {
        sheet.plain(foot, paper.left, y, footStyle);
        sheet.plain(number, paper.left + measure - sheet.width(number, footStyle), y, footStyle);
      },
      { type: 'Pagination' },
    );
  }
}

/**
 * Texts as PDF/A-3a: tagged, with the fonts that it uses and the files that it is of inside. The same request gives the same bytes on
 * every machine.
 */
export async function renderPdf(request: PdfRequest): Promise<Uint8Array> {
  const faces = await loadTypefaces(styledTexts(request));
  const date = new Date(request.date);
  const [first] = request.texts;
  const [face = ''] = faces.files.keys();
  const document = new PDFDocument({
    size: [paper.width, paper.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    displayTitle: true,
    lang: first?.language ?? 'en',
    font: faces.files.get(face) as unknown as string,
    info: {
      Title: request.texts.map(({ title }) => title).join(' / '),
      Subject: request.foot,
      Creator: 'Assize',
      Producer: 'Assize',
      CreationDate: date,
      ModDate: date,
    },
  });
  const done = collect(document);
  for (const [name, file] of faces.files) document.registerFont(name, file);
  const sheet = new Sheet(document, faces);
  const whole = document.struct('Document');
  document.addStructure(whole);
  for (const text of request.texts) {
    document.addPage();
    sheet.y = paper.top;
    setDocument(sheet, document, text, whole);
  }
  whole.end();
  setFeet(sheet, document, request.foot);
  for (const { name, media, bytes, description } of request.attachments) {
    // The type that pdfkit's declarations lack: how the file relates to what is printed (PDF/A-3, 6.8).
    const options = { name, type: media, description, creationDate: date, modifiedDate: date, relationship: 'Source' };
    document.file(Buffer.from(bytes), options);
  }
  document.end();
  return done;
}
