import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../src-core/evidence/finding.ts';
import { parseFilter } from '../../src-core/host/ledger-filter/parse-filter.ts';
import { projectRoot } from '../../scripts/project-root.ts';
import { COMMANDS } from '../../src-main/cli/command-table.ts';
import { explainedCodes } from '../../src-renderer/features/help/explained-codes.ts';
import { glossaryIn } from '../../src-renderer/features/help/glossary.ts';
import { inlineText, parseInlines, parseTopic, type Block, type Inline } from '../../src-renderer/features/help/parse-topic.ts';
import { searchTopics } from '../../src-renderer/features/help/search-topics.ts';
import { TOPIC_IDS } from '../../src-renderer/features/help/topic-ids.ts';

const folder = `${projectRoot}/src-renderer/features/help/topics`;
const screens = [...readFileSync(`${projectRoot}/src-renderer/state/route.ts`, 'utf8').matchAll(/screen: '([\w-]+)'/g)].map(
  ([, screen]) => screen,
);
const topicsOf = (language: string) =>
  TOPIC_IDS.map((id) => parseTopic(id, readFileSync(`${folder}/${language}/${id}.md`, 'utf8')));

const inlinesOf = (block: Block): readonly Inline[] => {
  if (block.kind === 'paragraph') return block.inlines;
  if (block.kind === 'list') return block.items.flat();
  return block.kind === 'table' ? block.rows.flat(2) : [];
};

describe.each(['en', 'zh-CN'])('the help in %s', (language) => {
  const topics = topicsOf(language);

  it('has exactly the topics that there are', () => {
    expect(readdirSync(`${folder}/${language}`).sort()).toEqual(TOPIC_IDS.map((id) => `${id}.md`).sort());
  });

  it('links only to topics and screens that there are', () => {
    const links = topics.flatMap(({ blocks }) => blocks.flatMap(inlinesOf)).filter((inline) => inline.kind === 'link');
    expect(links.length).toBeGreaterThan(20);
    for (const { to, id } of links) expect(to === 'topic' ? TOPIC_IDS : screens, `${to}:${id}`).toContain(id);
  });

  it('leaves no mark of its own notation unread', () => {
    for (const { id, text } of topics) {
      const prose = text.replaceAll(/^jq .*$/gm, '');
      expect(prose, id).not.toMatch(/\*\*|\]\(|\{key|^#|^\| ?-/m);
    }
  });

  it('gives every table rows as wide as its head', () => {
    for (const { id, blocks } of topics)
      for (const block of blocks)
        if (block.kind === 'table')
          for (const row of block.rows) expect(row.length, `${id}: ${inlineText(row[0] ?? [])}`).toBe(block.head.length);
  });

  it('names only codes that there are', () => {
    for (const { id, text } of topics)
      for (const [code] of text.matchAll(/\b[EIW]_[A-Z_]+[A-Z]\b/g)) expect(FINDING_CODES, id).toContain(code);
  });

  it('shows only filters that the ledger reads', () => {
    const [filters] = topics.find(({ id }) => id === 'filter')?.blocks.filter(({ kind }) => kind === 'code') ?? [];
    const examples = filters?.kind === 'code' ? filters.text.split('\n') : [];
    const table = topics
      .find(({ id }) => id === 'filter')
      ?.blocks.filter((block) => block.kind === 'table')
      .at(-1);
    if (table?.kind === 'table') examples.push(...table.rows.map((row) => inlineText(row[2] ?? [])));
    expect(examples.length).toBeGreaterThan(12);
    for (const example of examples) expect(parseFilter(example).state, example).toBe('valid');
  });

  it('shows only commands that the command line has', () => {
    const names = COMMANDS.map(({ name }) => name);
    for (const { id, text } of topics)
      for (const [, name] of text.matchAll(/(?:^|[\s|`])assize ([a-z]+)/gm)) expect(names, `${id}: ${name}`).toContain(name);
  });

  it('explains every code with a sentence and what can be done', () => {
    const codes = explainedCodes(language === 'en' ? 'en' : 'zh');
    expect(codes.map(({ code }) => code)).toEqual(FINDING_CODES);
    for (const { code, says, advice } of codes) {
      expect(says.trim(), code).not.toBe('');
      expect(advice.trim(), code).not.toBe('');
      expect(/[\u4e00-\u9fff]/.test(says), code).toBe(language !== 'en');
    }
  });
});

describe('the two languages of the help', () => {
  const [en, zh] = [topicsOf('en'), topicsOf('zh-CN')];

  it('say as much: the same headings, lists, tables, code and links', () => {
    for (const [index, topic] of en.entries()) {
      const other = zh[index];
      const shape = (blocks: readonly Block[] = []) =>
        blocks
          .filter(({ kind }) => kind !== 'paragraph')
          .map((block) =>
            block.kind === 'list'
              ? `list ${block.items.length}`
              : block.kind === 'table'
                ? `table ${block.rows.length}`
                : block.kind,
          );
      const links = (blocks: readonly Block[] = []) =>
        [
          ...new Set(
            blocks.flatMap(inlinesOf).flatMap((inline) => (inline.kind === 'link' ? [`${inline.to}:${inline.id}`] : [])),
          ),
        ].sort();
      expect(shape(other?.blocks), topic.id).toEqual(shape(topic.blocks));
      expect(links(other?.blocks), topic.id).toEqual(links(topic.blocks));
    }
  });

  it('are written in their language', () => {
    for (const { id, title } of en) expect(/[\u4e00-\u9fff]/.test(title), id).toBe(false);
    for (const { id, title, summary } of zh) {
      expect(/[\u4e00-\u9fff]/.test(title), id).toBe(true);
      expect(/[\u4e00-\u9fff][,;:?!]/.test(summary), id).toBe(false);
    }
  });

  it('share a glossary of forty terms, none twice', () => {
    const [terms, other] = [glossaryIn('en'), glossaryIn('zh-CN')];
    expect(terms).toHaveLength(40);
    expect(new Set(terms.map(({ own }) => own)).size).toBe(40);
    expect(new Set(other.map(({ own }) => own)).size).toBe(40);
    for (const { id, own, meaning } of other) {
      expect(terms.find((term) => term.id === id)?.foreign).toBe(own);
      expect(/[\u4e00-\u9fff]/.test(meaning), id).toBe(true);
    }
  });
});

describe('a topic', () => {
  it('is read into blocks, and never as markup', () => {
    const { title, summary, blocks } = parseTopic(
      'x',
      '# Title\n\nFirst line\nsecond <b>line</b>.\n\n- one\n  more\n- `two | x`\n\n| a | b |\n| --- | --- |\n| `p | q` | [r](topic:s) |\n\n```\n# no title\n\n- no list\n```\n',
    );
    expect([title, summary]).toEqual(['Title', 'First line second <b>line</b>.']);
    expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'list', 'table', 'code']);
    expect(blocks[1]).toMatchObject({ items: [[{ text: 'one more' }], [{ kind: 'code', text: 'two | x' }]] });
    expect(blocks[2]).toMatchObject({ rows: [[[{ kind: 'code', text: 'p | q' }], [{ kind: 'link', to: 'topic', id: 's' }]]] });
    expect(blocks[3]).toMatchObject({ text: '# no title\n\n- no list' });
  });

  it('joins wrapped Chinese without a space', () =>
    expect(parseTopic('x', '# 题\n\n一行。\n两行\nx').summary).toBe('一行。两行 x'));

  it('keeps what is no notation as it is', () => {
    expect(inlineText(parseInlines('a * b [c](http://x) {key:Mod+K}'))).toBe('a * b [c](http://x) Mod+K');
  });
});

describe('searching the help', () => {
  const topics = [
    { id: 'a', title: 'Keys', text: 'Keys\nA key is good until it is revoked.' },
    { id: 'b', title: 'Time', text: 'Time\nA revoked key and its bracket.' },
  ];

  it('finds topics that hold every word, titles first', () => {
    expect(searchTopics(topics, 'revoked KEY').map(({ id }) => id)).toEqual(['a', 'b']);
    expect(searchTopics(topics, 'bracket key').map(({ id }) => id)).toEqual(['b']);
    expect(searchTopics(topics, 'time').map(({ id }) => id)).toEqual(['b']);
    expect(searchTopics(topics, 'nothing')).toEqual([]);
    expect(searchTopics(topics, '  ')).toEqual([]);
  });

  it('shows the words around', () =>
    expect(searchTopics(topics, 'revoked')[0]?.around).toBe('A key is good until it is revoked.'));
});
