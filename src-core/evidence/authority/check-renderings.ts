import type { SdJwt } from '../../crypto/jose/sd-jwt.ts';
import type { Digest } from '../../crypto/sha256.ts';
import { AssizeError } from '../../errors.ts';
import { differenceText } from '../rendered-copy.ts';
import { compareRenderings, readRendering, type RenderedPart } from './ap2-rendering.ts';
import { ap2Parts, ap2Text, openAp2Part } from './ap2-tokens.ts';
import { artifactsOf } from './artifacts.ts';
import type { AuthorityView } from './authority-view.ts';

/**
 * `W_RENDERED` on an entry that carries an AP2 token and beside it a readable copy that shows something else. The token counts;
 * the copy is read for nothing else.
 */
export function checkRenderings(view: AuthorityView): void {
  const bytes = artifactsOf(view);
  const copies = new Map<Digest, RenderedPart[]>();
  for (const [digest, content] of bytes) {
    const parts = attempt(() => readRendering(content));
    if (parts !== undefined) copies.set(digest, parts);
  }
  if (copies.size === 0) return;
  for (const line of view.lines) {
    if (!line.hasArtifacts) continue;
    const artifacts = line.entry.artifacts ?? [];
    if (!artifacts.some(({ digest }) => copies.has(digest))) continue;
    const tokens = artifacts.flatMap(({ name, digest, profile }) => {
      const content = profile.startsWith('ap2.') && !copies.has(digest) ? bytes.get(digest) : undefined;
      return content === undefined ? [] : signedParts(name, content);
    });
    for (const [index, { digest }] of artifacts.entries())
      for (const { signed, differences } of compareRenderings(copies.get(digest) ?? [], tokens))
        for (const difference of differences) {
          const message = `in this copy of ${signed}, ${difference.pointer} ${differenceText(difference)}`;
          view.context.add({ code: 'W_RENDERED', step: 'authority', line, pointer: `/artifacts/${index}`, message });
        }
  }
}

function signedParts(name: string, content: Uint8Array): { of: string; token: SdJwt }[] {
  const text = ap2Text(content) ?? '';
  return text.includes('~') ? (attempt(() => ap2Parts(text).map((part) => ({ of: name, token: openAp2Part(part) }))) ?? []) : [];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}
