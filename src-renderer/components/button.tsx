import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { shownKeys } from '../state/commands.ts';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

interface ButtonProps {
  readonly children?: ReactNode;
  readonly onPress?: () => void;
  /** `primary` at most once a view. */
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly icon?: IconName;
  readonly keys?: string;
  /** In bars: 24 high. */
  readonly small?: boolean;
  readonly isDisabled?: boolean;
  /** The name of a button that shows only an icon. */
  readonly label?: string;
  readonly isPressed?: boolean;
  readonly type?: 'button' | 'submit';
  readonly slot?: string;
  readonly className?: string;
}

export function Button({
  children,
  onPress,
  kind = 'plain',
  icon,
  keys,
  small = false,
  isDisabled,
  label,
  isPressed,
  type,
  slot,
  className,
}: ButtonProps) {
  return (
    <AriaButton
      className={`button ${kind}${small ? ' small' : ''}${children === undefined ? ' icon-only' : ''}${className === undefined ? '' : ` ${className}`}`}
      {...(onPress === undefined ? {} : { onPress })}
      {...(isDisabled === undefined ? {} : { isDisabled })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      {...(type === undefined ? {} : { type })}
      {...(slot === undefined ? {} : { slot })}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
      {keys !== undefined && <KeyCap keys={keys} bare />}
    </AriaButton>
  );
}

/** A key as a cap. Silent: what it does is said in words beside it. */
export function KeyCap({ keys, bare = false }: { readonly keys: string; readonly bare?: boolean }) {
  return (
    <kbd className={bare ? 'key bare' : 'key'} aria-hidden>
      {shownKeys(keys)}
    </kbd>
  );
}
