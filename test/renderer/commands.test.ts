import { beforeEach, describe, expect, it } from 'vitest';
import { commandsOf, keyName, shownKeys, useCommandSets, type Command } from '../../src-renderer/state/commands.ts';

const key = (name: string, held: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'shiftKey'>> = {}) =>
  keyName({ key: name, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held } as KeyboardEvent);

describe('names of keys', () => {
  it.each([
    ['k', { ctrlKey: true }, 'Mod+K'],
    ['P', { ctrlKey: true, shiftKey: true }, 'Mod+Shift+P'],
    ['j', {}, 'j'],
    ['J', { shiftKey: true }, 'Shift+j'],
    ['?', { shiftKey: true }, '?'],
    ['F8', { shiftKey: true }, 'Shift+F8'],
    ['ArrowLeft', { altKey: true }, 'Alt+ArrowLeft'],
    [' ', {}, 'Space'],
    ['+', { ctrlKey: true }, 'Mod+Plus'],
    ['=', { ctrlKey: true }, 'Mod+='],
    ['1', { ctrlKey: true }, 'Mod+1'],
  ] as const)('%s with %o is %s', (name, held, expected) => expect(key(name, held)).toBe(expected));

  it('are shown as people know them', () => {
    expect(shownKeys('Mod+Shift+P')).toBe('Ctrl Shift P');
    expect(shownKeys('Alt+ArrowLeft')).toBe('Alt ←');
    expect(shownKeys('j')).toBe('J');
  });
});

describe('commands on offer', () => {
  const command = (id: string, title: string): Command => ({ id, title, section: '', run: () => {} });
  beforeEach(() => useCommandSets.setState({ sets: new Map() }));

  it('are those of every part that is on screen; the later one wins', () => {
    const [application, screen] = [Symbol('application'), Symbol('screen')];
    const { put, drop } = useCommandSets.getState();
    put(application, [command('print', 'all'), command('go', 'go')]);
    put(screen, [command('print', 'screen')]);
    const titles = () => commandsOf(useCommandSets.getState().sets).map(({ title }) => title);
    expect(titles()).toEqual(['screen', 'go']);
    drop(screen);
    expect(titles()).toEqual(['all', 'go']);
  });
});
