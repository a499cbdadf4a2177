import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import { digestOf } from '../../crypto/sha256.ts';
import { visible } from '../../encoding/visible-text.ts';
import { canonicalizeBytes } from '../../json/canonicalize.ts';
import { serializeRuling, type RulingDocument } from '../ruling-document.ts';
import { readCore } from '../text/read-core.ts';
import type { Block, RulingText } from '../text/ruling-text.ts';
import { formWords } from './form-words.ts';

const BLANK = '________________________________';

/** Blanks for a person to fill in by hand. */
export function blanks(language: ExplainLanguage, names: readonly (keyof (typeof formWords)['en']['sign'])[]): Block {
  const { sign } = formWords[language];
  return { kind: 'terms', rows: names.map((name) => ({ term: sign[name], value: { text: BLANK } })) };
}

/**
 * A certification under FRE 902(13) and 902(14), filled in as far as a program may: what the records are, and how they were made. Who
 * certifies, and that it holds, a person says and signs.
 *
 * @param program - name and version of the program that derived the ruling
 * @throws AssizeError `E_CORE`
 */
export function tellCertificate(ruling: RulingDocument, language: ExplainLanguage, program: string): RulingText {
  const words = formWords[language];
  const say = words.certificate;
  const core = readCore(ruling.parts.core);
  const bytes = serializeRuling(ruling);
  const { claim } = ruling.parts;
  const row = (term: keyof typeof say.terms, text: string, mono = false) => ({
    term: say.terms[term],
    value: mono ? { text, mono: true as const } : { text },
  });
  const numbered = (texts: readonly string[]): Block => ({ kind: 'list', from: 1, items: texts.map((text) => ({ text })) });
  return {
    language,
    title: say.title,
    subtitle: say.subtitle,
    sections: [
      {
        id: 'records',
        heading: say.records,
        blocks: [
          { kind: 'paragraph', text: words.template, strong: true },
          {
            kind: 'terms',
            rows: [
              row('claim', visible(claim.id)),
              row('txn', visible(claim.txn)),
              row('ruling', digestOf(bytes), true),
              row('bytes', String(bytes.length)),
              row('core', digestOf(canonicalizeBytes(ruling.parts.core)), true),
              ...core.evidence.map((digest) => row('evidence', digest, true)),
              row('program', visible(program)),
            ],
          },
        ],
      },
      { id: 'process', heading: say.process, blocks: [numbered(say.processSteps)] },
      { id: 'statement', heading: say.statement, blocks: [numbered(say.statements)] },
      { id: 'notice', heading: say.notice, blocks: say.notices.map((text) => ({ kind: 'paragraph', text })) },
      {
        id: 'person',
        heading: say.person,
        blocks: [blanks(language, ['name', 'title', 'employer', 'qualification', 'place', 'date', 'signature'])],
      },
      { id: 'limits', heading: say.limits, blocks: [{ kind: 'paragraph', text: say.limit }] },
    ],
  };
}
