import { parseInstant } from '../../encoding/instant.ts';
import type { EvidenceLine } from '../state.ts';
import type { VerificationContext } from './context.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * Cuts the keys that good `key.revoked` entries revoke: from `compromisedSince`, else `effectiveAt`; the earliest counts. A record
 * is cut by the registry chain that issued it, by a key that is trusted, or by the key that it names as revoker.
 */
export function applyRevocations(context: VerificationContext, ring: KeyRing): void {
  for (const line of context.lines) {
    if (line.type !== 'key.revoked' || line.root !== undefined || line.placed !== true) continue;
    const body = line.entry?.body;
    const kid = body?.['kid'];
    if (typeof kid !== 'string') continue;
    const since = body?.['compromisedSince'] ?? body?.['effectiveAt'];
    const cut = typeof since === 'string' ? parseInstant(since) : undefined;
    if (cut === undefined) continue;
    for (const record of ring.records(kid)) {
      if (!mayRevoke(line, record) || (record.cut !== undefined && record.cut <= cut)) continue;
      record.cut = cut;
      record.revokedBy = line;
    }
  }
}

function mayRevoke(line: EvidenceLine, record: { trusted: boolean; issuedBy?: EvidenceLine; revokerKid?: string }): boolean {
  const author = line.entry?.actor;
  if (line.signature !== 'valid' || author === undefined) return false;
  if (record.revokerKid === author.kid) return true;
  if (author.role !== 'registry') return false;
  return line.key?.trusted === true || (!record.trusted && record.issuedBy?.chain === line.chain);
}
