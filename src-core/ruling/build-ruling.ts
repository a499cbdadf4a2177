import type { Signer } from '../crypto/signer.ts';
import { buildManifest } from './document-form.ts';
import { rulingForm, type RulingDocument, type RulingParts } from './ruling-document.ts';
import { signStatement } from './signed-statement.ts';
import { buildStatement } from './statement.ts';

/**
 * Puts a ruling together and has it signed. Deterministic: Ed25519 signs the same bytes the same way, and there is no time in it.
 *
 * @param signers - None for a ruling that nobody answers for.
 */
export function buildRuling(parts: RulingParts, signers: readonly Signer[]): RulingDocument {
  const manifest = buildManifest(rulingForm, parts);
  if (signers.length === 0) return { parts, manifest, keys: [] };
  return { parts, manifest, ...signStatement(buildStatement(parts, manifest), signers) };
}
