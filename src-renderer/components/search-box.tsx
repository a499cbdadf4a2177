import type { Ref } from 'react';
import { KeyCap } from './button.tsx';
import { Icon } from './icon.tsx';
import './search-box.css';

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Enter: goes to the first of what was found. */
  readonly onEnter?: () => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A field that narrows a list while one types; `/` leads to it. */
export function SearchBox({ label, value, onChange, onEnter, ref }: SearchBoxProps) {
  return (
    <label className="search-box">
      <Icon name="search" size={14} />
      <input
        ref={ref}
        value={value}
        placeholder={label}
        aria-label={label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
      />
      <KeyCap keys="/" />
    </label>
  );
}
