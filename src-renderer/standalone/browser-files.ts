import { detectFormat, HEAD_BYTES } from '../../src-core/import/detect-format.ts';
import type { InputFile } from '../../src-core/import/evidence-feed.ts';
import { noEvidence } from '../../src-core/import/verify-inputs.ts';
import type { ByteSource } from '../../src-core/import/zip/byte-source.ts';
import { openContainer } from '../../src-core/import/zip/open-container.ts';
import { browserZip } from './browser-zip.ts';

const pieceLength = 256 * 1024;

/** A chosen file as an input of a verification; it is read piece by piece and may be larger than memory. */
export async function inputOf(file: File): Promise<InputFile> {
  const format = detectFormat(await read(file, 0, HEAD_BYTES));
  if (format === undefined)
    throw noEvidence(file.name, file.size === 0 ? 'the file is empty' : 'no known format of evidence begins like this');
  return {
    path: file.name,
    size: file.size,
    format,
    read: () => pieces(file),
    open: () => openContainer(sourceOf(file), browserZip),
  };
}

function sourceOf(file: File): ByteSource {
  return {
    size: file.size,
    read: (position, length) => read(file, position, length),
    close: () => Promise.resolve(),
  };
}

async function* pieces(file: File): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += pieceLength) yield await read(file, at, pieceLength);
}

async function read(file: File, position: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(position, position + length).arrayBuffer());
}
