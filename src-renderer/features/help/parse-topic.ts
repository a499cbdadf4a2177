/** A piece of a line of help. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }
  /** Keys as commands name them: `Mod+K`. */
  | { readonly kind: 'key'; readonly keys: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: 'topic' | 'screen'; readonly id: string };

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'code'; readonly text: string };

export interface Topic {
  readonly id: string;
  readonly title: string;
  /** Its first paragraph. */
  readonly summary: string;
  readonly blocks: readonly Block[];
  /** Everything that it says, for searching. */
  readonly text: string;
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((topic|screen):([\w-]+)\)|\{key:([^}]+)\}/g;

export function parseInlines(line: string): Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > from) inlines.push({ kind: 'text', text: line.slice(from, match.index) });
    const [, code, strong, text, to, id, keys] = match;
    if (code !== undefined) inlines.push({ kind: 'code', text: code });
    else if (strong !== undefined) inlines.push({ kind: 'strong', text: strong });
    else if (keys !== undefined) inlines.push({ kind: 'key', keys });
    else if (text !== undefined && id !== undefined) inlines.push({ kind: 'link', text, to: to as 'topic' | 'screen', id });
    from = match.index + match[0].length;
  }
  if (from < line.length) inlines.push({ kind: 'text', text: line.slice(from) });
  return inlines;
}

export const inlineText = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => (inline.kind === 'key' ? inline.keys : inline.text)).join('');

/** Cells of a row of a table; a bar inside code is none of its bars. */
function cellsOf(line: string): string[] {
  const cells: string[] = [''];
  let inCode = false;
  for (const sign of line.trim().replace(/^\|/, '').replace(/\|$/, '')) {
    if (sign === '`') inCode = !inCode;
    if (sign === '|' && !inCode) cells.push('');
    else cells[cells.length - 1] += sign;
  }
  return cells.map((cell) => cell.trim());
}

/** Lines of a topic that belong together: fenced code, or what stands between blank lines. */
function chunksOf(source: string): string[][] {
  const chunks: string[][] = [];
  let chunk: string[] = [];
  let fenced = false;
  const end = (): void => {
    if (chunk.length > 0) chunks.push(chunk);
    chunk = [];
  };
  for (const line of source.split('\n')) {
    const fence = line.startsWith('```');
    if (fence && !fenced) end();
    if (fenced || fence || line.trim() !== '') chunk.push(line);
    else end();
    if (fence) {
      fenced = !fenced;
      if (!fenced) end();
    }
  }
  end();
  return chunks;
}

/** Lines that were wrapped belong together; Chinese is joined without a space. */
const joinLines = (lines: readonly string[]): string =>
  lines.reduce((text, line) => {
    const next = line.trim();
    const seam =
      text === '' || (/[\u3000-\u9fff\uff00-\uffef]$/.test(text) && /^[\u3000-\u9fff\uff00-\uffef]/.test(next)) ? '' : ' ';
    return text + seam + next;
  }, '');

function blockOf(lines: readonly string[]): Block {
  const [first = ''] = lines;
  if (first.startsWith('```')) return { kind: 'code', text: lines.slice(1, -1).join('\n') };
  if (first.startsWith('## ')) return { kind: 'heading', text: first.slice(3).trim() };
  if (first.startsWith('|')) {
    const [head = '', , ...rows] = lines;
    return { kind: 'table', head: cellsOf(head), rows: rows.map((row) => cellsOf(row).map(parseInlines)) };
  }
  if (first.startsWith('- ')) {
    const items: string[][] = [];
    for (const line of lines) {
      if (line.startsWith('- ')) items.push([line.slice(2)]);
      else items.at(-1)?.push(line);
    }
    return { kind: 'list', items: items.map((item) => parseInlines(joinLines(item))) };
  }
  return { kind: 'paragraph', inlines: parseInlines(joinLines(lines)) };
}

export function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'code':
      return block.text;
    case 'paragraph':
      return inlineText(block.inlines);
    case 'list':
      return block.items.map(inlineText).join('\n');
    case 'table':
      return [block.head.join(' '), ...block.rows.map((row) => row.map(inlineText).join(' '))].join('\n');
  }
}

/** Reads a topic: a small part of Markdown, of which nothing is ever taken for markup of the page. */
export function parseTopic(id: string, source: string): Topic {
  const [head = [], ...chunks] = chunksOf(source);
  const title = /^# (.+)$/.exec(head[0] ?? '')?.[1];
  if (title === undefined) throw new Error(`the topic ${id} has no title`);
  const blocks = chunks.map(blockOf);
  const summary = blocks.find((block) => block.kind === 'paragraph');
  return {
    id,
    title,
    summary: summary === undefined ? '' : inlineText(summary.inlines),
    blocks,
    text: [title, ...blocks.map(blockText)].join('\n'),
  };
}
