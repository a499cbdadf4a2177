import { formatInstant } from '../../encoding/instant.ts';
import type { Pack } from '../pack.ts';
import { describeRule, paramValuesOf } from './describe-rule.ts';
import { phrases } from './phrases.ts';
import { sayValue } from './say-expression.ts';
import type { ExplainLanguage } from './words.ts';

const texts = {
  en: {
    title: 'The rules of the built-in packs',
    about:
      'Made from `rule-packs/` by `scripts/write-rule-table.ts`; do not edit. Every clause carries its source and how well that source is known. Nothing here is legal advice.',
    tags: 'Tags',
    overview: 'Overview',
    pack: 'Pack',
    law: 'law',
    inForce: 'in force from',
    known: 'law known up to',
    columns: ['Rule', 'Title', 'Pack', 'Sources'],
    params: ['Parameter', 'Value', 'Source'],
  },
  'zh-CN': {
    title: '内置规则包中的规则',
    about:
      '本页由 `scripts/write-rule-table.ts` 根据 `rule-packs/` 生成，请勿手工修改。每一条款均附依据及其可靠程度。本页不构成法律意见。',
    tags: '标记',
    overview: '总览',
    pack: '规则包',
    law: '适用法域',
    inForce: '生效日期',
    known: '法律知识截至',
    columns: ['规则', '名称', '规则包', '依据'],
    params: ['参数', '取值', '依据'],
  },
} as const;

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

function packSection(pack: Pack, language: ExplainLanguage): string[] {
  const say = texts[language];
  const colon = language === 'en' ? ': ' : '：';
  const values = paramValuesOf(pack);
  const day = formatInstant(pack.effectiveFrom).slice(0, 10);
  const params = pack.params.map(({ id, type, value, cite, tag }) => [
    `\`${id}\``,
    sayValue(type, value, language),
    `[${tag}] ${cite}`,
  ]);
  return [
    `## ${say.pack} \`${pack.id}\` ${pack.version}`,
    '',
    `${say.law} \`${pack.jurisdiction}\`, ${say.inForce} ${day}, ${say.known} ${pack.knowledgeDate}, \`${pack.digest}\``,
    '',
    ...(params.length === 0 ? [] : [...table(say.params, params), '']),
    ...pack.rules.flatMap((rule) => {
      const { title, lines, sources } = describeRule(rule, values, language);
      return [
        `### ${rule.id} ${title}`,
        '',
        ...lines.map(({ label, text }) => `- ${text === '' ? label : `${label}${colon}${text}`}`),
        ...sources.map(({ cite, tag }) => `- [${tag}] ${cite}`),
        '',
      ];
    }),
  ];
}

/**
 * All rules of packs as a page of Markdown: an overview with sources, tags and packs, then every pack with its parameters and its rules in
 * plain words.
 */
export function ruleTable(packs: readonly Pack[], language: ExplainLanguage): string {
  const say = texts[language];
  const { tags } = phrases[language];
  const rules = packs.flatMap((pack) => pack.rules.map((rule) => ({ pack, rule })));
  const overview = [...rules]
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
    .map(({ pack, rule }) => [
      rule.id,
      language === 'en' ? rule.title.en : rule.title.zh,
      `\`${pack.id}\``,
      rule.sources.map(({ cite, tag }) => `[${tag}] ${cite}`).join('; '),
    ]);
  return [
    `# ${say.title}`,
    '',
    say.about,
    '',
    `${say.tags}: ${(['V', 'S', 'K'] as const).map((tag) => `[${tag}] ${tags[tag]}`).join('; ')}.`,
    '',
    `## ${say.overview}`,
    '',
    ...table(say.columns, overview),
    '',
    ...packs.flatMap((pack) => packSection(pack, language)),
  ].join('\n');
}
