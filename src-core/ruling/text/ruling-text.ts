import type { ExplainLanguage } from '../../arbitration/explain/words.ts';

/**
 * A cell or a line of text. Everything in it is inert: hidden characters of evidence stand in visible form, and no renderer may read
 * markup in it.
 */
export interface Phrase {
  readonly text: string;
  /** Digests, ids and commands, which no renderer may shorten. */
  readonly mono?: true;
  readonly strong?: true;
}

/** A finding or a rule: its sentence, what it adds in smaller print, and the places of the evidence that it rests on. */
export interface Item {
  readonly text: string;
  readonly notes?: readonly string[];
  /** `[3] /body/amount; [5]`: numbers of the table of cited entries, pointers into their payloads. */
  readonly cites?: string;
}

export interface Column {
  readonly head: string;
  /** Part of the width, relative to the other columns. */
  readonly width: number;
  readonly align?: 'end';
}

/** What a section is made of. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly strong?: true }
  | { readonly kind: 'heading'; readonly text: string }
  /** Numbered where it has a first number, else marked. */
  | { readonly kind: 'list'; readonly from?: number; readonly items: readonly Item[] }
  | { readonly kind: 'terms'; readonly rows: readonly { readonly term: string; readonly value: Phrase }[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Phrase[])[] }
  /** Commands to type, a line each. */
  | { readonly kind: 'commands'; readonly lines: readonly string[] };

export interface Section {
  /** Names the section in links; the same in all languages. */
  readonly id: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** A ruling, or a form that goes with one, in one language, for any renderer to set. */
export interface RulingText {
  readonly language: ExplainLanguage;
  readonly title: string;
  /** Stands under the title: what the document is of, and whether anybody signed it. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
}
