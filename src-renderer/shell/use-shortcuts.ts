import { useEffect } from 'react';
import { commandsOf, keyName, useCommandSets } from '../state/commands.ts';
import { useSettings } from '../state/settings.ts';

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A key without a modifier would also act while somebody types, or on whatever has the focus. */
const isPlain = (keys: string): boolean => !/^(?:Mod|Alt|F\d)/.test(keys) && !keys.startsWith('Shift+F');

/** Lets keys run commands. Plain keys act only inside a list, and not at all where the user switched them off. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const command = commandsOf(useCommandSets.getState().sets).findLast(
        ({ keys, enabled }) => enabled !== false && keys?.includes(name) === true,
      );
      if (command === undefined) return;
      if (isPlain(name)) {
        const inList = event.target instanceof Element && event.target.closest('[data-keys="list"]') !== null;
        const always = name === '/' || name === '?' || name === 'Escape';
        if (isField(event.target) || (!always && (!inList || !useSettings.getState().settings.singleKeys))) return;
        if (always && name !== 'Escape' && !useSettings.getState().settings.singleKeys) return;
      }
      if (
        document.querySelector('[role="dialog"]') !== null &&
        event.target instanceof Element &&
        event.target.closest('[role="dialog"]') !== null &&
        isPlain(name)
      )
        return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
