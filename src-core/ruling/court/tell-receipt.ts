import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { RulingText } from '../text/ruling-text.ts';
import { sayInstant } from '../text/say-value.ts';
import { formWords } from './form-words.ts';
import { blanks } from './tell-certificate.ts';

/** A file as the custody of a case recorded its import. */
export interface ReceivedFile {
  readonly name: string;
  /** `sha256:` and hex, as custody has it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly at: string;
  readonly by: string;
}

/** What the custody of a case says of what was handed in. */
export interface Intake {
  readonly reference: string;
  readonly caseUrn: string;
  readonly chain: string;
  readonly entries: number;
  readonly head: string;
  readonly kid: string;
  readonly program: string;
  readonly files: readonly ReceivedFile[];
}

/** A receipt for whoever handed evidence in, with places for both hands. */
export function tellReceipt(intake: Intake, language: ExplainLanguage): RulingText {
  const words = formWords[language];
  const say = words.receipt;
  const { columns, terms } = say;
  const mono = (term: string, text: string) => ({ term, value: { text: visible(text), mono: true as const } });
  const rows = intake.files.map(({ name, sha256, bytes, at, by }, index) => [
    { text: String(index + 1) },
    { text: visible(name) },
    { text: String(bytes) },
    { text: sayInstant(at) },
    { text: visible(by) },
    { text: visible(sha256), mono: true as const },
  ]);
  return {
    language,
    title: say.title,
    subtitle: say.subtitle(visible(intake.reference)),
    sections: [
      {
        id: 'received',
        heading: say.received,
        blocks: [
          { kind: 'paragraph', text: words.template, strong: true },
          rows.length === 0
            ? { kind: 'paragraph', text: say.nothing }
            : {
                kind: 'table',
                columns: [
                  { head: columns.number, width: 6 },
                  { head: columns.name, width: 20 },
                  { head: columns.bytes, width: 11, align: 'end' },
                  { head: columns.at, width: 17 },
                  { head: columns.by, width: 14 },
                  { head: columns.digest, width: 32 },
                ],
                rows,
              },
          { kind: 'paragraph', text: say.limit },
        ],
      },
      {
        id: 'custody',
        heading: say.custody,
        blocks: [
          {
            kind: 'terms',
            rows: [
              mono(terms.case, intake.caseUrn),
              mono(terms.chain, intake.chain),
              { term: terms.entries, value: { text: String(intake.entries) } },
              mono(terms.head, intake.head),
              mono(terms.key, intake.kid),
              { term: terms.program, value: { text: visible(intake.program) } },
            ],
          },
        ],
      },
      {
        id: 'hand',
        heading: say.hand,
        blocks: [
          { kind: 'heading', text: say.handedIn },
          blanks(language, ['name', 'employer', 'date', 'signature']),
          { kind: 'heading', text: say.receivedBy },
          blanks(language, ['name', 'title', 'date', 'signature']),
        ],
      },
    ],
  };
}
