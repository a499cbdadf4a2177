import type { ExplainLanguage } from '../../arbitration/explain/words.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { RulingDocument } from '../ruling-document.ts';
import { citedDigests, type CitedEntry } from './cited-entry.ts';
import type { RulingText } from './ruling-text.ts';
import { tellBasis, tellCited, tellLimits, tellPacks } from './tell-basis.ts';
import { tellClaim, tellOutcome } from './tell-claim.ts';
import { tellFacts } from './tell-facts.ts';
import { tellLiability, tellRemedy } from './tell-money.ts';
import { tellOpen } from './tell-open.ts';
import { tellRules } from './tell-rules.ts';
import { readTold } from './told.ts';
import { textWords } from './words.ts';

/** No entry is at hand. */
export const noEntries: ReadonlyMap<Digest, CitedEntry> = new Map();

/**
 * A ruling in words, made from its file alone: the same file gives the same text on every machine. What cited entries say of themselves
 * is added where the evidence was at hand. It says what the file says, and not whether the file stands.
 *
 * @throws AssizeError `E_CORE` or `E_PACK_*` for a file whose parts do not belong together
 */
export function tellRuling(
  ruling: RulingDocument,
  language: ExplainLanguage,
  entries: ReadonlyMap<Digest, CitedEntry> = noEntries,
): RulingText {
  const say = textWords[language];
  const told = readTold(ruling, citedDigests, entries);
  const signed = told.signers.length === 0 ? say.unsigned : say.signedBy(told.signers.map(visible).join(say.comma));
  return {
    language,
    title: say.title,
    subtitle: [say.subtitle(visible(told.claim.id), visible(told.claim.txn)), signed].join(language === 'en' ? '. ' : '。'),
    sections: [
      tellOutcome(told, language),
      tellClaim(told, language),
      tellFacts(told, language),
      tellRules(told, language),
      tellLiability(told, language),
      tellRemedy(told, language),
      tellOpen(told, language),
      tellPacks(told, language),
      tellBasis(told, language),
      tellCited(told, language),
      ...tellLimits(told, language),
    ],
  };
}
