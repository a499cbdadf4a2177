import type { Digest } from '../../crypto/sha256.ts';
import { brokenLinks, type Ap2Document, type BrokenLink, type Carried } from './ap2-links.ts';
import { readAp2Artifact, type Ap2Mandate } from './ap2-tokens.ts';
import { artifactsOf } from './artifacts.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { failedLine } from './check-grants.ts';

/** The entry that carries an artifact first, and where it names it. */
interface Place {
  readonly line: EntryLine;
  readonly pointer: string;
}

/** The AP2 artifacts of one transaction, those of the mandates that it acts under among them. */
interface Collected {
  readonly mandates: Carried<Ap2Mandate, Place>[];
  readonly documents: Carried<Ap2Document, Place>[];
  readonly met: Set<Digest>;
}

/**
 * The links that AP2 v0.2 puts between its artifacts, where a transaction has both ends of one. A link fails on the entry
 * that carries the later of the two. Withheld ends, artifacts that are not here and such as are not understood leave a link
 * open.
 */
export function checkProtocolLinks(view: AuthorityView): void {
  for (const carriers of collect(view)) for (const link of brokenLinks(carriers)) report(view, link);
}

function collect(view: AuthorityView): Collected[] {
  const bytes = artifactsOf(view);
  const byTxn = new Map<string, Collected>();
  const take = (line: EntryLine, txn: string, order: number) => {
    if (!line.hasArtifacts) return;
    for (const [index, { profile, digest }] of (line.entry.artifacts ?? []).entries()) {
      const content = profile.startsWith('ap2.') ? bytes.get(digest) : undefined;
      if (content === undefined) continue;
      const carriers = byTxn.get(txn) ?? { mandates: [], documents: [], met: new Set() };
      byTxn.set(txn, carriers);
      if (carriers.met.has(digest)) continue;
      carriers.met.add(digest);
      const artifact = readAp2Artifact(content);
      const place = { line, pointer: `/artifacts/${index}` };
      if (artifact?.form === 'mandates') for (const stated of artifact.mandates) carriers.mandates.push({ stated, place, order });
      if (artifact?.form === 'jws') carriers.documents.push({ stated: artifact, place, order });
    }
  };
  if (bytes.size === 0) return [];
  for (const line of view.lines) {
    for (const { line: grant } of view.targets(line, 'under'))
      if (grant !== undefined) take(grant, line.txn, view.position(grant));
    take(line, line.txn, view.position(line));
  }
  return [...byTxn.values()];
}

/** On the entry that carries the later of the two ends; what failed of the other is the cause. */
function report(view: AuthorityView, { code, ends, message }: BrokenLink<Place>): void {
  const [first, ...others] = ends;
  const later = others.reduce((latest, end) => (end.order > latest.order ? end : latest), first);
  const { line, pointer } = later.place;
  const isReported = line.drafts.some((draft) => draft.code === code && draft.pointer === pointer);
  if (isReported || !view.isJudged(line)) return;
  const because = ends
    .map(({ place }) => place.line)
    .find((other) => other.number !== line.number && failedLine(other) !== undefined);
  view.context.add({ code, step: 'authority', line, pointer, message, because });
}
