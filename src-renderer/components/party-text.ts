import type { TFunction } from 'i18next';
import { visibleText } from './visible-text.ts';

/** A party as rulings and audits name it; the words for a role that nobody holds. */
export function partyText(party: string, t: TFunction): string {
  if (!party.startsWith('role:')) return visibleText(party);
  const letter = party.slice('role:'.length);
  return t(`rulings:unnamed`, { role: t(`rulings:roles.${letter}`, { defaultValue: visibleText(letter) }) });
}
