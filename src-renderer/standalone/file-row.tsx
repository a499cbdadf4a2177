import { useId, useRef } from 'react';
import { visibleText } from '../components/visible-text.ts';
import type { FileRole } from './sort-files.ts';
import { fill, type Texts } from './texts.ts';

interface FileRowProps {
  readonly role: FileRole;
  readonly files: readonly File[];
  readonly texts: Texts;
  /** The files chosen, instead of those before. */
  readonly onChoose: (files: readonly File[]) => void;
  readonly onRemove: (file: File) => void;
}

/** The files given in one role, and the way to give others. */
export function FileRow({ role, files, texts: { own, check }, onChoose, onRemove }: FileRowProps) {
  const hint = useId();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <div className="row">
      <h2>{own.roles[role]}</h2>
      <button ref={button} type="button" aria-describedby={hint} onClick={() => input.current?.click()}>
        {check.choose[role]}
      </button>
      {/* The browser's own control would speak the browser's language. */}
      <input
        ref={input}
        id={`choose-${role}`}
        type="file"
        hidden
        multiple={role === 'evidence'}
        onChange={({ target }) => {
          const chosen = [...(target.files ?? [])];
          if (chosen.length > 0) onChoose(chosen);
          // The same file may be chosen again after it changed.
          target.value = '';
        }}
      />
      <span id={hint} className="t-2">
        {own.hints[role]}
      </span>
      <ul>
        {files.length === 0 && <li className="t-2">{own.none}</li>}
        {files.map((file, index) => (
          <li key={`${index} ${file.name}`}>
            <code>{visibleText(file.name)}</code>{' '}
            <button
              type="button"
              aria-label={fill(own.remove, { name: visibleText(file.name) })}
              onClick={() => {
                onRemove(file);
                button.current?.focus();
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
