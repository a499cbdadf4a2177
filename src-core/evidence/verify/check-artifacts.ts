import type { Digest } from '../../crypto/sha256.ts';
import type { BundleFile, FindingDraft } from '../state.ts';
import type { VerificationContext } from './context.ts';

/** Artifacts that entries name: present with those bytes, left out by the manifest's word, or missing. */
export function checkArtifacts(context: VerificationContext): void {
  const artifacts = new Map<string, BundleFile>();
  const wanted = new Set<string>();
  for (const file of context.files) {
    if (file.role !== 'artifact') continue;
    const named = nameOf(file.path);
    // A good copy of another input stands before a bad one.
    if (artifacts.get(named)?.sha256 !== named) artifacts.set(named, file);
  }
  const absent = new Map<string, FindingDraft>();
  for (const draft of context.drafts)
    if (draft.code === 'E_ZIP_MISSING' && draft.path !== undefined) absent.set(nameOf(draft.path), draft);
  for (const line of context.lines) {
    if (!line.hasArtifacts || line.root !== undefined || line.placed !== true) continue;
    for (const [index, { digest, size }] of (line.entry?.artifacts ?? []).entries()) {
      const pointer = `/artifacts/${index}`;
      wanted.add(digest);
      const file = artifacts.get(digest);
      if (file === undefined) {
        if (context.omitted.has(digest)) continue;
        const because = absent.get(digest);
        context.add({
          code: 'I_ARTIFACT_MISSING',
          step: 'files',
          line,
          pointer,
          message: `the artifact ${digest} is not in the evidence`,
          because,
        });
      } else if (file.sha256 !== digest) {
        context.add({
          code: 'E_ARTIFACT',
          step: 'files',
          line,
          pointer,
          message: `the artifact has other bytes (${file.sha256})`,
        });
      } else if (file.size !== size) {
        context.add({
          code: 'E_ARTIFACT',
          step: 'files',
          line,
          pointer,
          message: `the artifact has ${file.size} bytes, not ${size}`,
        });
      }
    }
  }
  for (const [named, file] of artifacts) {
    if (wanted.has(named) || file.sha256 === named) continue;
    context.add({
      code: 'E_ARTIFACT',
      step: 'files',
      path: file.path,
      message: `the file's bytes are not those that its name says (${file.sha256})`,
    });
  }
}

/** The digest that an artifact's file name states. */
function nameOf(path: string): Digest {
  return `sha256:${path.slice(path.lastIndexOf('/') + 1)}`;
}
