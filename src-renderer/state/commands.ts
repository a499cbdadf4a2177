import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { IconName } from '../components/icon.tsx';

/** Something a person can do: by key, from the palette, from a menu. */
export interface Command {
  readonly id: string;
  /** In the page's language. */
  readonly title: string;
  /** Where it belongs, in the page's language. */
  readonly section: string;
  /** `Mod+Shift+P`, `F8`, `/`, `j`: `Mod` is Ctrl, on macOS Command. Single letters act only while a list has the focus. */
  readonly keys?: readonly string[];
  readonly icon?: IconName;
  readonly run: () => void;
  readonly enabled?: boolean;
}

interface Commands {
  readonly sets: ReadonlyMap<symbol, readonly Command[]>;
  put(owner: symbol, commands: readonly Command[]): void;
  drop(owner: symbol): void;
}

export const useCommandSets = create<Commands>()((set) => ({
  sets: new Map(),
  put: (owner, commands) => set(({ sets }) => ({ sets: new Map(sets).set(owner, commands) })),
  drop: (owner) =>
    set(({ sets }) => {
      const rest = new Map(sets);
      rest.delete(owner);
      return { sets: rest };
    }),
}));

/** Offers commands as long as the calling component is on screen. `commands` must be kept stable (useMemo). */
export function useCommands(commands: readonly Command[]): void {
  const owner = useMemo(() => Symbol('commands'), []);
  const { put, drop } = useCommandSets.getState();
  useEffect(() => {
    put(owner, commands);
  }, [put, owner, commands]);
  useEffect(() => () => drop(owner), [drop, owner]);
}

/** Later sets win: a screen's own key hides the application's. */
export function commandsOf(sets: ReadonlyMap<symbol, readonly Command[]>): readonly Command[] {
  const byId = new Map<string, Command>();
  for (const commands of sets.values()) for (const command of commands) byId.set(command.id, command);
  return [...byId.values()];
}

export const isMac = (): boolean => navigator.userAgent.includes('Mac');

const NAMED: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' };

/** The name of what was pressed, in the form that commands use. */
export function keyName(event: KeyboardEvent): string {
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const single = event.key.length === 1;
  const name =
    NAMED[event.key] ?? (single ? (mod || event.altKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key);
  const shift = event.shiftKey && (!single || mod || /^[A-Za-z]$/.test(event.key));
  return [...(mod ? ['Mod'] : []), ...(event.altKey ? ['Alt'] : []), ...(shift ? ['Shift'] : []), name].join('+');
}

/** A key as it is shown: `Ctrl K`, on macOS `⌘ K`. */
export function shownKeys(keys: string): string {
  return keys
    .split('+')
    .map((part) =>
      part === 'Mod'
        ? isMac()
          ? '⌘'
          : 'Ctrl'
        : part === 'Plus'
          ? '+'
          : part.startsWith('Arrow')
            ? ARROWS[part]
            : part.length === 1
              ? part.toUpperCase()
              : part,
    )
    .join(' ');
}

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
