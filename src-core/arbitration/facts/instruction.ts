import { decodeUtf8 } from '../../encoding/utf8.ts';
import { unionInputs } from '../fact-inputs.ts';
import type { FactInput } from '../fact.ts';
import type { SetValue } from '../value.ts';
import type { CaseView } from './case-view.ts';
import type { EntryView } from './entry-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { readSet } from './fact-reading.ts';
import { instructionPhrases } from './instruction-phrases.ts';
import { bodyInput, entryInput, readList, readText } from './read-member.ts';
import type { Reading } from './reading.ts';
import { andThen, citing, combine, combineList, known, mapValue, unknown } from './reading.ts';

/** Whether somebody else's text told the agent what to do, and whether the payment was carried out as it was asked for. */
export function instructionFacts(facts: CaseView): FactReadings {
  return [
    ['ord.instructed', instructed(facts)],
    ['set.altered', altered(facts)],
  ];
}

/**
 * The texts shown to the agent that hold an instruction and name what was then ordered, or from whom. They flag and never decide: a rule
 * on them refers to a person.
 */
function instructed(facts: CaseView): Reading<SetValue> {
  const { view } = facts;
  const ordered = andThen(facts.accepted, ({ entry, created }) =>
    mapValue(combine(readList(entry, 'lines'), readText(created, 'payee')), ([lines, payee]) => {
      const items = lines.filter(({ kind }) => kind === 'item').flatMap(({ name, sku }) => [name, sku]);
      return [payee, ...items].filter((text): text is string => typeof text === 'string' && text !== '');
    }),
  );
  return andThen(ordered, (names) => {
    const shown = view
      .find({ type: 'service.discovered', txn: view.txn })
      .entries.filter((entry) => entry.body['content'] !== undefined);
    return andThen(combineList(shown.map((entry) => readList(entry, 'content'))), (contents) => {
      const items: { item: string; inputs: readonly FactInput[] }[] = [];
      let isWhole = true;
      for (const [index, entry] of shown.entries()) {
        for (const { artifact } of contents[index] ?? []) {
          const digest = artifactDigest(entry, artifact);
          const file = view.evidence.files.find(({ role, sha256 }) => role === 'artifact' && sha256 === digest);
          if (digest === undefined || file?.bytes === undefined) isWhole = false;
          else if (isInstruction(decodeUtf8(file.bytes) ?? '', names))
            items.push({ item: digest, inputs: [bodyInput(entry, 'content')] });
        }
      }
      return citing(readSet(items, isWhole), unionInputs(shown.map((entry) => bodyInput(entry, 'content'))));
    });
  });
}

function artifactDigest(entry: EntryView, named: unknown): string | undefined {
  return entry.line.entry?.artifacts?.find(({ name, digest }) => name === named || digest === named)?.digest;
}

function isInstruction(text: string, names: readonly string[]): boolean {
  const plain = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[ \t\r\n]+/g, ' ');
  return instructionPhrases.some((phrase) => plain.includes(phrase)) && names.some((name) => text.includes(name));
}

/** Whether a capture carries out something else than the request that it names. */
function altered(facts: CaseView): Reading<boolean> {
  const { view } = facts;
  return andThen(facts.keptEntries, (captures) => {
    const changed = captures.filter(({ codes }) => codes.has('E_INSTRUCTION'));
    const read = changed.length > 0 ? changed : captures;
    return andThen(combineList(read.map((entry) => readText(entry, 'instruction'))), (digests): Reading<boolean> => {
      if (changed.length > 0) return known(true);
      const requests = digests.flatMap((digest) => view.entry(digest) ?? []);
      const isHere =
        requests.length === digests.length &&
        requests.every(({ type, admissible }) => type === 'payment.requested' && admissible);
      return isHere ? known(false, unionInputs(requests.map(entryInput))) : unknown;
    });
  });
}
