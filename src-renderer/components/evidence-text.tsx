import { Fragment, type ReactNode } from 'react';
import { codePoint, HIDDEN } from './visible-text.ts';
import './evidence-text.css';

export { visibleLines, visibleText } from './visible-text.ts';

// Marks piled on one letter: they would reach over the lines around it, and no line breaks within them.
const PILED = /\P{M}?\p{M}{4,}/gu;
const PILE = /.{1,8}/gsu;

/** `text` with what `pattern` finds in its own form. */
function withEach(
  text: string,
  pattern: RegExp,
  form: (found: string) => ReactNode,
  rest: (text: string) => ReactNode,
): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (index > from) parts.push(rest(text.slice(from, index)));
    parts.push(form(found));
    from = index + found.length;
  }
  if (from < text.length) parts.push(rest(text.slice(from)));
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}

const hidden = (character: string): ReactNode => <span className="hidden-character">{`[U+${codePoint(character)}]`}</span>;

const piled = (pile: string): ReactNode =>
  (pile.match(PILE) ?? []).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      <span className="piled-marks">{part}</span>
    </Fragment>
  ));

interface EvidenceTextProps {
  readonly text: string;
  readonly mono?: boolean;
  /**
   * `line`: on one line, no wider than a column of a list may grow. `two-lines`: cut off after the second. What is cut off is still
   * read by screen readers.
   */
  readonly fit?: 'line' | 'two-lines';
  readonly lang?: string;
}

/**
 * Text from evidence: inert, in its own direction, with invisible characters shown. Nothing in it is ever read as markup, an address
 * in it is no link, and it stays within its lines.
 */
export function EvidenceText({ text, mono = false, fit, lang }: EvidenceTextProps) {
  return (
    <bdi className={`evidence${mono ? ' t-mono' : ''}${fit === undefined ? '' : ` evidence-${fit}`}`} lang={lang}>
      {withEach(text, HIDDEN, hidden, (seen) => withEach(seen, PILED, piled, (plain) => plain))}
    </bdi>
  );
}
