import { crc32 } from 'node:zlib';
import type { ContainerLimits, Refusal } from '../../src-core/import/container-rules.ts';
import { memorySource } from '../../src-core/import/zip/byte-source.ts';
import {
  openContainer as openSource,
  readThroughContainer,
  type OpenedContainer,
} from '../../src-core/import/zip/open-container.ts';
import type { ZipHost } from '../../src-core/import/zip/zip-host.ts';
import { fileSource } from './file-source.ts';
import { inflatedPieces } from './zip-inflate.ts';
import { readRecords } from './zip-records.ts';

const nodeZip: ZipHost = { readRecords, crc32: (bytes, crc) => crc32(bytes, crc), inflate: inflatedPieces };

/**
 * Opens a container: a path, or its bytes; see `openContainer` of the core.
 * Throws what the file system throws where the path cannot be read.
 */
export async function openContainer(input: string | Uint8Array, limits: Partial<ContainerLimits> = {}): Promise<OpenedContainer> {
  return openSource(typeof input === 'string' ? await fileSource(input) : memorySource(input), nodeZip, limits);
}

/** As `openContainer`, and reads every member to the end: all that is refused of a container, empty where it keeps the rules. */
export async function checkContainer(
  input: string | Uint8Array,
  limits: Partial<ContainerLimits> = {},
): Promise<readonly Refusal[]> {
  return readThroughContainer(await openContainer(input, limits));
}
