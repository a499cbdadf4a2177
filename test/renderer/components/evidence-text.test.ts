import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { EvidenceText, visibleLines } from '../../../src-renderer/components/evidence-text.tsx';

const drawn = (text: string, fit?: 'line' | 'two-lines'): string =>
  renderToStaticMarkup(createElement(EvidenceText, { text, ...(fit === undefined ? {} : { fit }) }));
const piles = (html: string): string[] =>
  [...html.matchAll(/<span class="piled-marks">(.*?)<\/span>/gu)].map(([, pile = '']) => pile);
const spoken = (html: string): string => html.replace(/<[^>]*>/g, '');

describe('text from evidence, drawn', () => {
  it('is never markup', () => expect(drawn('<img src=x>')).toBe('<bdi class="evidence">&lt;img src=x&gt;</bdi>'));

  it('names each character that nobody sees', () =>
    expect(drawn('a\u202eb')).toBe('<bdi class="evidence">a<span class="hidden-character">[U+202E]</span>b</bdi>'));

  it.each(['Phở Hà Nội', 'שָׁלוֹם', 'ก๋วยเตี๋ยว', 'हिन्दी', '☕ 纸鹤咖啡', 'e\u0301\u0323\u0308'])(
    'leaves the marks of %s alone',
    (text) => expect(drawn(text)).toBe(`<bdi class="evidence">${text}</bdi>`),
  );

  it('holds marks that are piled on a letter within its line, and breaks where they are many', () => {
    const text = `a${'\u0316'.repeat(20)}b`;
    const html = drawn(text);
    expect(piles(html).map((pile) => pile.length)).toEqual([8, 8, 5]);
    expect(html.split('<wbr/>')).toHaveLength(3);
    expect(spoken(html)).toBe(text);
  });

  it('says the whole text where only its beginning fits', () => {
    const text = 'x'.repeat(5000);
    expect(drawn(text, 'two-lines')).toBe(`<bdi class="evidence evidence-two-lines">${text}</bdi>`);
    expect(drawn(text, 'line')).toBe(`<bdi class="evidence evidence-line">${text}</bdi>`);
  });

  it('keeps the ends of lines where there are several', () => expect(visibleLines('a\u200b\n\tb')).toBe('a[U+200B]\n[U+0009]b'));
});
