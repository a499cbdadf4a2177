import { Fragment } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { KeyCap } from '../../components/button.tsx';
import { shownKeys } from '../../state/commands.ts';
import { go, type Route } from '../../state/route.ts';
import { CodeList } from './code-list.tsx';
import { GlossaryList } from './glossary-list.tsx';
import type { Block, Inline, Topic } from './parse-topic.ts';

/** A topic as it is read. Lists that come from the engine follow what is written. */
export function TopicView({ topic }: { readonly topic: Topic }) {
  return (
    <article className="help-topic">
      <h1 className="t-case" tabIndex={-1} id="help-title">
        {topic.title}
      </h1>
      {topic.blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
      {topic.id === 'codes' && <CodeList />}
      {topic.id === 'glossary' && <GlossaryList />}
    </article>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <h2 className="help-heading">{block.text}</h2>;
    case 'paragraph':
      return (
        <p>
          <Inlines inlines={block.inlines} />
        </p>
      );
    case 'list':
      return (
        <ul className="help-list">
          {block.items.map((item, index) => (
            <li key={index}>
              <Inlines inlines={item} />
            </li>
          ))}
        </ul>
      );
    case 'code':
      return (
        // Long lines scroll, so the keyboard has to get at them.
        <pre className="t-mono help-pre" tabIndex={0}>
          {block.text}
        </pre>
      );
    case 'table':
      return (
        <table className="help-table">
          <thead>
            <tr className="t-label">
              {block.head.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={at}>
                    <Inlines inlines={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

function Inlines({ inlines }: { readonly inlines: readonly Inline[] }) {
  return inlines.map((inline, index) => <Fragment key={index}>{inlineView(inline)}</Fragment>);
}

function inlineView(inline: Inline) {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'strong':
      return <strong>{inline.text}</strong>;
    case 'code':
      return <code className="t-mono help-inline">{inline.text}</code>;
    case 'key':
      return (
        <>
          <KeyCap keys={inline.keys} />
          <span className="sr-only">{shownKeys(inline.keys)}</span>
        </>
      );
    case 'link':
      return (
        <AriaButton
          className="link help-link"
          onPress={() => go(inline.to === 'topic' ? { screen: 'help', topic: inline.id } : ({ screen: inline.id } as Route))}
        >
          {inline.text}
        </AriaButton>
      );
  }
}
