import { assertNever } from '../../assert-never.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { encodeBase64 } from '../../encoding/base64.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { htmlStyle } from './html-style.ts';
import type { Block, Column, Item, Phrase, RulingText, Section } from './ruling-text.ts';

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Numbers of cited entries become links to their rows. */
const linked = (cites: string, prefix: string): string =>
  escape(cites).replace(/\[(\d+)\]/g, `<a href="#${prefix}-entry-$1">[$1]</a>`);

function phrase({ text, mono, strong }: Phrase): string {
  const said = mono === true ? `<code>${escape(text)}</code>` : escape(text);
  return strong === true ? `<strong>${said}</strong>` : said;
}

function item({ text, notes = [], cites }: Item, prefix: string): string {
  const small = notes.map((note) => `<small>${escape(note)}</small>`).join('');
  const cited = cites === undefined ? '' : `<small class="cites">${linked(cites, prefix)}</small>`;
  return `<li>${escape(text)}${small}${cited}</li>`;
}

function table(columns: readonly Column[], rows: readonly (readonly Phrase[])[], caption: string, rowId?: string): string {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const end = (index: number): string => (columns[index]?.align === 'end' ? ' class="end"' : '');
  const columnsOf = columns.map(({ width }) => `<col width="${Math.round((100 * width) / total)}%">`).join('');
  const head = columns.map(({ head: text }, index) => `<th scope="col"${end(index)}>${escape(text)}</th>`).join('');
  const body = rows.map((row) => {
    const id = rowId === undefined ? '' : ` id="${rowId}-${escape(row[0]?.text ?? '')}"`;
    return `<tr${id}>${row.map((cell, index) => `<td${end(index)}>${phrase(cell)}</td>`).join('')}</tr>`;
  });
  return `<table><caption>${escape(caption)}</caption><colgroup>${columnsOf}</colgroup><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

function block(given: Block, section: Section, prefix: string, caption: string): string {
  switch (given.kind) {
    case 'paragraph':
      return `<p>${given.strong === true ? `<strong>${escape(given.text)}</strong>` : escape(given.text)}</p>`;
    case 'heading':
      return `<h3>${escape(given.text)}</h3>`;
    case 'list': {
      const items = given.items.map((one) => item(one, prefix)).join('\n');
      return given.from === undefined ? `<ul>\n${items}\n</ul>` : `<ol start="${given.from}">\n${items}\n</ol>`;
    }
    case 'terms':
      return `<dl>${given.rows.map(({ term, value }) => `<dt>${escape(term)}</dt><dd>${phrase(value)}</dd>`).join('\n')}</dl>`;
    case 'table':
      return table(given.columns, given.rows, caption, section.id === 'cited' ? `${prefix}-entry` : undefined);
    case 'commands':
      return `<pre><code>${given.lines.map(escape).join('\n')}</code></pre>`;
    default:
      return assertNever(given);
  }
}

function sectionOf(section: Section, prefix: string): string {
  let caption = section.heading;
  const blocks = section.blocks.map((given) => {
    if (given.kind === 'heading') caption = given.text;
    return block(given, section, prefix, caption);
  });
  const id = `${prefix}-${section.id}`;
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escape(section.heading)}</h2>\n${blocks.join('\n')}\n</section>`;
}

function articleOf({ language, title, subtitle, sections }: RulingText): string {
  return `<article lang="${language}" id="${language}" aria-labelledby="${language}-title">
<header><h1 id="${language}-title">${escape(title)}</h1><p>${escape(subtitle)}</p></header>
${sections.map((section) => sectionOf(section, language)).join('\n')}
</article>`;
}

const languageNames = { en: 'English', 'zh-CN': '中文' } as const;

/**
 * Texts as one page that needs nothing else: no script, no network, its style named by digest in its own policy. Whatever stands in the
 * texts is shown as text.
 *
 * @param texts - The same document in one language or more, one after the other.
 */
export function renderHtml(texts: readonly RulingText[]): string {
  const style = encodeBase64(sha256(encodeUtf8(htmlStyle)));
  const [first] = texts;
  const links = texts.map(({ language }) => `<a href="#${language}" lang="${language}">${languageNames[language]}</a>`).join('');
  return `<!doctype html>
<html lang="${first?.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escape(first?.title ?? '')}</title>
<style>${htmlStyle}</style>
</head>
<body>
${texts.length > 1 ? `<nav aria-label="${texts.map(({ language }) => languageNames[language]).join(' / ')}">${links}</nav>` : ''}
<main>
${texts.map(articleOf).join('\n')}
</main>
</body>
</html>
`;
}
