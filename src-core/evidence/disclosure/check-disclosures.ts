import type { Digest } from '../../crypto/sha256.ts';
import { digestText } from '../../crypto/sha256.ts';
import { decodeBase64Url } from '../../encoding/base64url.ts';
import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { ENTRY_TYPES } from '../model/bodies.ts';
import { entrySchema, type Entry } from '../model/entry.ts';
import { sumProblems } from '../model/sums.ts';
import { schemaProblems } from '../schema/schema.ts';
import type { EvidenceLine, FieldState } from '../state.ts';
import { stepIndex, type VerificationContext } from '../verify/context.ts';
import { AbsentEntries } from '../absent-entry.ts';
import type { Disclosure } from './disclosure.ts';
import { openBody, type OpenedBody } from './open-body.ts';
import { shutMembers } from './shut-members.ts';
import { collectSources, type EntrySources } from './sources.ts';

/**
 * Opens what the evidence discloses of each entry's body (RFC 9901), in clear files or in seals that the user's key opened,
 * and sets `body`, `fields` and `undisclosed` of every line that has an entry.
 *
 * `E_DISCLOSURE` stands on the entry's line, at the part of the body where that is known, else at `/body`: a line that is no
 * disclosure, repeats one or has too short a salt; a disclosure that hashes to nothing in the signed body; a name that is
 * there already or is reserved; a digest that stands twice in the body; a seal that is none, is bound to another entry, or
 * whose content was altered. For an entry that the evidence does not hold it stands on the file. It concerns the part only:
 * the rest of the entry stays good.
 *
 * An opened body passes the schema of its type and its sums again. Only its author can have signed a part that fails there,
 * so `E_SCHEMA` and `E_SUM` then stand on the line as if the body had been signed in clear.
 */
export function checkDisclosures(context: VerificationContext): void {
  const { byEntry, nameless } = collectSources(context);
  for (const line of context.lines) {
    if (!line.hasEntry || line.digest === undefined) continue;
    const sources = byEntry.get(line.digest);
    if (sources === undefined && !line.holdsDigests) {
      line.setPlain();
      continue;
    }
    const first = context.byDigest.get(line.digest) ?? line;
    if (first.number !== line.number && first.fields !== undefined) {
      line.body = first.body;
      line.fields = first.fields;
      line.undisclosed = first.undisclosed;
    } else {
      openLine(context, line, line.entry as Entry, sources);
    }
  }
  for (const path of nameless) {
    context.add({ code: 'E_DISCLOSURE', step: 'files', path, message: 'is not named by the digest of an entry' });
  }
  reportAbsentEntries(context, byEntry);
}

function openLine(context: VerificationContext, line: EvidenceLine, entry: Entry, sources: EntrySources | undefined): void {
  const faults = new FaultList(line);
  const opened = openBody(entry.body, disclosuresOf(sources, faults));
  for (const problem of opened.problems) faults.add(problem.pointer, problem.message);
  const fields = new Map<string, FieldState>();
  const shut = shutMembers(opened.signed, ENTRY_TYPES[entry.type].body.json, '/body');
  setShut(fields, opened, shut, sources?.sealed === true, context.omitted);
  for (const pointer of opened.disclosed) fields.set(pointer, 'disclosed');
  for (const pointer of opened.refused) fields.set(pointer, 'mismatch');
  for (const disclosure of opened.unused) {
    const place = placeOfUnused(disclosure, opened);
    if (place !== undefined) fields.set(place, 'mismatch');
    faults.add(place ?? '/body', 'is disclosed by something that hashes to no digest of the signed body');
  }
  line.body = opened.clear;
  line.fields = fields;
  line.undisclosed = opened.unopened.length;
  report(context, line, faults);
  checkAgain(context, line, opened);
}

class FaultList {
  readonly line: EvidenceLine;
  readonly items: { readonly pointer: string; readonly message: string }[] = [];

  constructor(line: EvidenceLine) {
    this.line = line;
  }

  add(pointer: string, message: string): void {
    this.items.push({ pointer, message });
  }
}

function disclosuresOf(sources: EntrySources | undefined, faults: FaultList): Iterable<Disclosure> {
  const byDigest = new Map<string, Disclosure>();
  for (const fault of sources?.faults ?? []) faults.add('/body', `${fault.path} ${fault.message}`);
  for (const source of sources?.clear ?? []) {
    for (const fault of source.read.faults) faults.add('/body', `${source.path}: ${fault}`);
    for (const disclosure of source.read.disclosures) byDigest.set(disclosure.digest, disclosure);
  }
  return byDigest.values();
}

/** States of what stayed shut and can be named: elements by their place, members that the schema demands by their names. */
function setShut(
  fields: Map<string, FieldState>,
  opened: OpenedBody,
  shut: readonly { pointer: string; names: string[] }[],
  sealed: boolean,
  omitted: ReadonlySet<Digest>,
): void {
  const erased = new Map<string, boolean>();
  for (const { pointer, digest } of opened.unopened)
    erased.set(pointer, (erased.get(pointer) ?? true) && isOmitted(digest, omitted));
  const stateAt = (pointer: string): FieldState => (erased.get(pointer) === true ? 'erased' : sealed ? 'sealed' : 'withheld');
  for (const { pointer, kind } of opened.unopened) if (kind === 'element') fields.set(pointer, stateAt(pointer));
  for (const { pointer, names } of shut) for (const name of names) fields.set(pointer + joinPointer(name), stateAt(pointer));
}

function isOmitted(digest: string, omitted: ReadonlySet<Digest>): boolean {
  const bytes = omitted.size === 0 ? undefined : decodeBase64Url(digest);
  return bytes?.length === 32 && omitted.has(digestText(bytes));
}

/**
 * Where a disclosure that hashes to nothing was meant to stand: the one object that still holds digests and lacks its name.
 * Undefined where several could be meant, or none.
 */
function placeOfUnused(disclosure: Disclosure, opened: OpenedBody): string | undefined {
  const { name } = disclosure;
  if (name === undefined) return undefined;
  const holders = new Set(opened.unopened.filter((item) => item.kind === 'member').map((item) => item.pointer));
  const [only, second] = holders;
  if (only === undefined || second !== undefined) return undefined;
  const place = only + joinPointer(name);
  return opened.disclosed.includes(place) ? undefined : place;
}

function report(context: VerificationContext, line: EvidenceLine, faults: FaultList): void {
  if (failedBefore(line, 'files')) return;
  for (const { pointer, message } of faults.items) context.add({ code: 'E_DISCLOSURE', step: 'files', line, pointer, message });
}

function checkAgain(context: VerificationContext, line: EvidenceLine, opened: OpenedBody): void {
  if (opened.disclosed.length === 0 || failedBefore(line, 'schema')) return;
  const payload: JsonObject = { ...(line.payload as JsonObject), body: opened.signed };
  const problems = schemaProblems(entrySchema, payload);
  for (const { pointer, message } of problems) context.add({ code: 'E_SCHEMA', step: 'schema', line, pointer, message });
  if (problems.length > 0) return;
  for (const { pointer, message } of sumProblems(opened.signed))
    context.add({ code: 'E_SUM', step: 'sums', line, pointer, message });
}

function failedBefore(line: EvidenceLine, step: 'files' | 'schema'): boolean {
  return line.root !== undefined && stepIndex(line.root.step) < stepIndex(step);
}

function reportAbsentEntries(context: VerificationContext, byEntry: ReadonlyMap<Digest, EntrySources>): void {
  const absent = new AbsentEntries(context);
  for (const [digest, { paths }] of byEntry) {
    if (context.byDigest.has(digest)) continue;
    for (const path of paths) {
      context.add({
        code: 'E_DISCLOSURE',
        step: 'files',
        path,
        message: `is for entry ${digest}, which is not here`,
        because: absent.causeOf(digest),
      });
    }
  }
}
