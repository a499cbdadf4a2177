import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';

const css = readFileSync(`${projectRoot}/src-renderer/styles/tokens.css`, 'utf8');

function themeOf(selector: string): ReadonlyMap<string, string> {
  const from = css.indexOf(selector);
  const block = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from));
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']));
}

const THEMES = {
  light: themeOf("[data-theme='light']"),
  dark: themeOf("[data-theme='dark']"),
  contrast: themeOf("[data-theme='contrast']"),
};

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['window', 'sunken', 'surface', 'raised', 'select', 'hover'];
// Every pair of a text and what it may stand on. A new pair is added here first.
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...GROUNDS, 'fail-tint', 'open-tint', 'pass-tint', 'mute-tint']],
  ['ink-2', [...GROUNDS, 'fail-tint', 'open-tint', 'mute-tint']],
  ['ink-3', [...GROUNDS, 'fail-tint', 'open-tint', 'mute-tint']],
  ['accent', GROUNDS],
  ['pass', [...GROUNDS, 'pass-tint']],
  ['fail', [...GROUNDS, 'fail-tint']],
  ['open', [...GROUNDS, 'open-tint']],
  ['mute', [...GROUNDS, 'mute-tint']],
  ['seal', [...GROUNDS, 'seal-tint']],
  ['on-accent', ['accent']],
  ['on-lit', ['lit']],
  ['surface', ['ink', 'fail']],
];
const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['rule', ['window', 'sunken', 'surface', 'raised', 'select']],
  ['accent', ['window', 'surface', 'select']],
  ['pass', ['surface', 'sunken']],
  ['fail', ['surface', 'sunken', 'select']],
  ['open', ['surface', 'sunken']],
];

describe.each(Object.entries(THEMES))('theme %s', (_name, theme) => {
  it('defines every colour', () => expect(theme.size).toBe(25));

  it.each(TEXT.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '%s can be read on %s',
    (text, ground) => {
      expect(contrast(theme.get(text) as string, theme.get(ground) as string)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(MARKS.flatMap(([mark, grounds]) => grounds.map((ground) => [mark, ground] as const)))(
    '%s can be seen on %s',
    (mark, ground) => {
      expect(contrast(theme.get(mark) as string, theme.get(ground) as string)).toBeGreaterThanOrEqual(3);
    },
  );
});
