import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src-renderer/components/visible-text.ts';

describe('text from evidence', () => {
  it.each([
    ['\u202egnp.exe', '[U+202E]gnp.exe'],
    ['pay\u200bpal', 'pay[U+200B]pal'],
    ['a\u0000b\nc', 'a[U+0000]b[U+000A]c'],
    ['\u{e0041}tag', '[U+E0041]tag'],
    ['\ufeffbom', '[U+FEFF]bom'],
    ['\ud800x', '[U+D800]x'],
    ['a\u2028b', 'a[U+2028]b'],
    ['纸鹤咖啡 Paper Crane', '纸鹤咖啡 Paper Crane'],
    ['☕ 👩‍🍳', '☕ 👩[U+200D]🍳'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown));

  it('never lets through what cannot be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('keeps what can be seen as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\u4e00-\u9fff a-zA-Z0-9.,-]*$/), (text) => {
        expect(visibleText(text)).toBe(text);
      }),
    );
  });
});
