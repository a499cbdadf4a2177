import { parseInstant } from '../../src-core/encoding/instant.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import type { Digest } from '../../src-core/crypto/sha256.ts';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { tellCertificate } from '../../src-core/ruling/court/tell-certificate.ts';
import { tellReceipt } from '../../src-core/ruling/court/tell-receipt.ts';
import { serializeRuling, type RulingDocument } from '../../src-core/ruling/ruling-document.ts';
import type { CitedEntry } from '../../src-core/ruling/text/cited-entry.ts';
import { renderHtml } from '../../src-core/ruling/text/html.ts';
import { renderPlainText } from '../../src-core/ruling/text/plain-text.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import { tellRuling } from '../../src-core/ruling/text/tell-ruling.ts';
import { VERSION } from '../version.ts';
import { renderFindingsCsv } from './findings-csv.ts';
import { readIntake } from './intake.ts';
import { renderPdf, type Attachment } from './pdf/render-pdf.ts';

/** The program and the version of it that made a rendering. */
export const RENDERER = `assize ${VERSION}`;

const languages = ['en', 'zh-CN'] as const;

/** What renderings are made from: a ruling's file, what is known of its cited entries, and the custody of its case. */
export interface Rendered {
  readonly ruling: RulingDocument;
  readonly entries: ReadonlyMap<Digest, CitedEntry>;
  /** Lines of custody; absent: no receipt is made. */
  readonly custody?: Uint8Array;
}

/** The forms that a ruling can be had in, each a file that needs nothing else. */
export const forms = ['pdf', 'html', 'csv', 'txt'] as const;
export type Form = (typeof forms)[number];

function attachmentsOf(ruling: RulingDocument): Attachment[] {
  const media = 'application/json';
  return [
    { name: 'ruling.core.json', media, bytes: canonicalizeBytes(ruling.parts.core), description: 'Core of the ruling, RFC 8785' },
    { name: 'ruling.json', media, bytes: serializeRuling(ruling), description: 'The ruling’s file, which can be verified' },
  ];
}

function dateOf(ruling: RulingDocument): number {
  return parseInstant(readCore(ruling.parts.core).asOf) ?? 0;
}

const footOf = (ruling: RulingDocument): string => `core ${digestOf(canonicalizeBytes(ruling.parts.core))}`;

/** A ruling in one form, in both languages. @throws AssizeError `E_CORE`, `E_PACK_*` */
export async function renderForm({ ruling, entries }: Rendered, form: Form): Promise<Uint8Array> {
  const texts = languages.map((language) => tellRuling(ruling, language, entries));
  switch (form) {
    case 'pdf':
      return renderPdf({ texts, attachments: attachmentsOf(ruling), foot: footOf(ruling), date: dateOf(ruling) });
    case 'html':
      return encodeUtf8(renderHtml(texts));
    case 'csv':
      return encodeUtf8(renderFindingsCsv(ruling));
    case 'txt':
      return encodeUtf8(texts.map(renderPlainText).join('\n\n'));
  }
}

/**
 * All that can be made again from a ruling, by name: its forms, the certificate for a person to sign, and the receipt for who handed
 * evidence in.
 *
 * @throws AssizeError `E_CORE`, `E_PACK_*`
 */
export async function renderMembers(rendered: Rendered): Promise<ReadonlyMap<string, Uint8Array>> {
  const { ruling, custody } = rendered;
  const date = dateOf(ruling);
  const members = new Map<string, Uint8Array>([['ruling.core.json', canonicalizeBytes(ruling.parts.core)]]);
  for (const form of forms) members.set(form === 'csv' ? 'findings.csv' : `ruling.${form}`, await renderForm(rendered, form));
  const certificate = languages.map((language) => tellCertificate(ruling, language, RENDERER));
  members.set('certificate.html', encodeUtf8(renderHtml(certificate)));
  members.set('certificate.pdf', await renderPdf({ texts: certificate, attachments: [], foot: footOf(ruling), date }));
  const intake = custody === undefined ? undefined : readIntake(custody);
  if (intake === undefined) return members;
  const receipt = languages.map((language) => tellReceipt(intake, language));
  members.set('receipt.html', encodeUtf8(renderHtml(receipt)));
  const last = parseInstant(intake.files.at(-1)?.at ?? '') ?? date;
  members.set('receipt.pdf', await renderPdf({ texts: receipt, attachments: [], foot: `custody ${intake.head}`, date: last }));
  return members;
}
