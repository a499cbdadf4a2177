import { Fragment, type ReactNode } from 'react';
import { codePoint, HIDDEN } from './visible-text.ts';
import './evidence-text.css';

export { visibleText } from './visible-text.ts';

/**
 * Text from evidence: inert, in its own direction, with invisible characters shown. Nothing in it is ever read as markup, and an
 * address in it is no link.
 */
export function EvidenceText({
  text,
  mono = false,
  lang,
}: {
  readonly text: string;
  readonly mono?: boolean;
  readonly lang?: string;
}) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push(
      <span className="hidden-character" key={match.index}>
        {`[U+${codePoint(match[0])}]`}
      </span>,
    );
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return (
    <bdi className={mono ? 'evidence t-mono' : 'evidence'} lang={lang}>
      {parts.map((part, index) => (
        <Fragment key={index}>{part}</Fragment>
      ))}
    </bdi>
  );
}
