import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project-root.ts';

type Catalog = { readonly [name: string]: string | Catalog };

const root = `${projectRoot}/src-renderer`;
const read = (language: string, name: string): Catalog =>
  JSON.parse(readFileSync(`${root}/i18n/${language}/${name}.json`, 'utf8')) as Catalog;
const names = (language: string): string[] =>
  globSync(`${root}/i18n/${language}/*.json`)
    .map((path) => basename(path, '.json'))
    .sort();

function leaves(catalog: Catalog, prefix = ''): [string, string][] {
  return Object.entries(catalog).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : leaves(value, `${prefix}${name}.`),
  );
}

/** Chinese has one plural form where English has two. */
const stem = (key: string): string => key.replace(/_(?:one|other)$/, '');
const holes = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}|<(\w+)\/>/g)].map(([hole]) => hole))].sort();

describe('the catalogs of texts', () => {
  it('are the same in both languages', () => expect(names('zh-CN')).toEqual(names('en')));

  describe.each(names('en'))('%s', (name) => {
    const en = leaves(read('en', name));
    const zh = new Map(leaves(read('zh-CN', name)));

    it('has every text in Chinese, and none too many', () => {
      expect([...new Set([...zh.keys()].map(stem))].sort()).toEqual([...new Set(en.map(([key]) => stem(key)))].sort());
    });

    it('fills no hole in one language that the other does not have', () => {
      for (const [key, text] of en) {
        if (key.endsWith('_one')) continue;
        const other = zh.get(key);
        const optional = (list: string[]): string[] => list.filter((hole) => hole !== '{{count}}');
        expect(optional(holes(other ?? '')), `${name}:${key}`).toEqual(optional(holes(text)));
      }
    });

    it('has no text that is empty or not in its language', () => {
      for (const [key, text] of [...en, ...zh]) expect(text.trim(), `${name}:${key}`).not.toBe('');
      for (const [key, text] of en) {
        const ownNames = /languages\.zh-CN|otherLanguage|switchLanguage/.test(key);
        if (!ownNames) expect(/[\u4e00-\u9fff]/.test(text), `${name}:${key} is English`).toBe(false);
      }
    });

    it('writes Chinese with Chinese punctuation', () => {
      for (const [key, text] of zh) {
        const prose = text.replaceAll(/\{\{\w+\}\}/g, '0');
        expect(/[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.(?!\w)|\u2026|\.\.\./.test(prose), `${name}:${key}: ${text}`).toBe(false);
        expect(/[\u4e00-\u9fff] [\w]|[\w] [\u4e00-\u9fff]/.test(prose), `${name}:${key} has a typed space: ${text}`).toBe(false);
      }
    });
  });
});
