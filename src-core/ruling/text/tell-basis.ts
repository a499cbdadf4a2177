import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Block, Phrase, Section } from './ruling-text.ts';
import { sayInstant, sayValue } from './say-value.ts';
import type { Told } from './told.ts';
import { textWords } from './words.ts';

/** Digests of all that the core was derived from. */
export function tellBasis({ core, coreDigest }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const row = (term: string, text: string, mono = true) => ({ term, value: mono ? { text, mono: true as const } : { text } });
  const { terms } = say;
  return {
    id: 'basis',
    heading: say.headings.basis,
    blocks: [
      {
        kind: 'terms',
        rows: [
          row(terms.core, coreDigest),
          row(terms.claimDigest, core.claim),
          ...core.evidence.map((digest) => row(terms.evidence, digest)),
          row(terms.verification, core.verificationDigest),
          core.policyDigest === undefined ? row(terms.policy, terms.noPolicy, false) : row(terms.policy, core.policyDigest),
          ...(core.knownHeads === undefined ? [] : [row(terms.heads, core.knownHeads)]),
          row(terms.semantics, core.semantics),
        ],
      },
    ],
  };
}

/** The packs that were applied, and each parameter in effect with where its value comes from. */
export function tellPacks({ core, set }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const blocks = core.packs.flatMap(({ id, version, digest }): Block[] => {
    const loaded = set.packs.find(({ pack }) => pack.id === id);
    const rows: Phrase[][] = (loaded?.pack.params ?? []).map((param) => {
      const effective = loaded?.params.get(param.id);
      const value = effective === undefined ? '' : sayValue(effective.value, effective.type, language);
      return [{ text: visible(param.id) }, { text: value }, { text: `${visible(param.cite)} [${say.tags[param.tag]}]` }];
    });
    return [
      { kind: 'heading', text: say.pack(visible(id), visible(version)) },
      { kind: 'terms', rows: [{ term: say.columns.digest, value: { text: digest, mono: true } }] },
      {
        kind: 'table',
        columns: [
          { head: say.columns.parameter, width: 24 },
          { head: say.columns.value, width: 14 },
          { head: say.columns.source, width: 62 },
        ],
        rows,
      },
    ];
  });
  return { id: 'packs', heading: say.headings.packs, blocks };
}

/** The entries that the findings cite, by their numbers. */
export function tellCited({ entries, numberOf }: Told, language: ExplainLanguage): Section {
  const say = textWords[language];
  const rowOf = ([digest, number]: readonly [Digest, number]): Phrase[] => {
    const entry = entries.get(digest);
    const said = entry === undefined ? say.notShown : `${visible(entry.type)} ${visible(entry.chain)} #${entry.seq}`;
    const place = entry?.isLeftOut === true ? [said, say.leftOut].join(say.semicolon) : said;
    return [
      { text: String(number) },
      { text: place },
      { text: entry === undefined ? '' : visible(entry.author) },
      { text: entry === undefined ? '' : sayInstant(entry.at) },
      { text: digest, mono: true },
    ];
  };
  const numbered = [...numberOf].sort(([, a], [, b]) => a - b);
  const intro = say.citedIntro(String(numberOf.size));
  const { number, entry, author, time, digest } = say.columns;
  return {
    id: 'cited',
    heading: say.headings.cited,
    blocks: [
      { kind: 'paragraph', text: entries.size === 0 && numberOf.size > 0 ? [intro, say.citedBare].join(say.space) : intro },
      {
        kind: 'table',
        columns: [
          { head: number, width: 5 },
          { head: entry, width: 33 },
          { head: author, width: 17 },
          { head: time, width: 15 },
          { head: digest, width: 30 },
        ],
        rows: numbered.map(rowOf),
      },
    ],
  };
}

/** What the ruling does not say, and how anybody derives it again. */
export function tellLimits({ coreDigest }: Told, language: ExplainLanguage): Section[] {
  const say = textWords[language];
  const [before = '', after = ''] = say.check;
  return [
    {
      id: 'limits',
      heading: say.headings.limits,
      blocks: [{ kind: 'list', items: say.limits.map((text) => ({ text })) }],
    },
    {
      id: 'check',
      heading: say.headings.check,
      blocks: [
        { kind: 'paragraph', text: before },
        { kind: 'commands', lines: ['assize ruling verify RULING --evidence EVIDENCE --policy POLICY'] },
        { kind: 'paragraph', text: after },
        { kind: 'paragraph', text: say.checkCore(coreDigest) },
      ],
    },
  ];
}
