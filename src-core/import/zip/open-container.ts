import { AssizeError } from '../../errors.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import {
  DEFAULT_LIMITS,
  findTwins,
  MIMETYPE,
  MIMETYPE_MEMBER,
  sortRefusals,
  type ContainerLimits,
  type Refusal,
  type RefusalCode,
} from '../container-rules.ts';
import type { Member } from '../member.ts';
import type { ByteSource } from './byte-source.ts';
import { findDirectory } from './directory-end.ts';
import { readDirectory } from './directory.ts';
import { layOut, type PlacedEntry } from './layout.ts';
import { readData } from './member-data.ts';
import type { ZipHost } from './zip-host.ts';

/** A container that kept the rules as far as they can be held without reading its members. */
export interface Container {
  /** All members but folders, in the order of the directory. */
  readonly members: readonly Member[];
  close(): Promise<void>;
}

/** A container to read, or all that is refused of it, the gravest first. */
export type OpenedContainer =
  | { readonly outcome: 'opened'; readonly container: Container }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] };

/**
 * Opens a container. Every refusal that can be found is found; nothing is written anywhere and nothing unpacked. Members are read on
 * demand, piece by piece, and hold their stated size and CRC then (see `Member.read`).
 *
 * @param source - closed with the container, or where it is refused
 */
export async function openContainer(
  source: ByteSource,
  host: ZipHost,
  limits: Partial<ContainerLimits> = {},
): Promise<OpenedContainer> {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  try {
    const { placed, refusals } = await inspect(source, bounds, host);
    if (refusals.length === 0) return { outcome: 'opened', container: toContainer(source, placed, bounds, host) };
    await source.close();
    return { outcome: 'refused', refusals: sortRefusals(refusals) };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Reads every member of a container that was opened to the end, and closes it: all that is refused of it, empty where it keeps the rules. */
export async function readThroughContainer(opened: OpenedContainer): Promise<readonly Refusal[]> {
  if (opened.outcome === 'refused') return opened.refusals;
  const refusals: Refusal[] = [];
  try {
    for (const member of opened.container.members) {
      const refusal = await readThrough(member);
      if (refusal !== undefined) refusals.push(refusal);
    }
  } finally {
    await opened.container.close();
  }
  return sortRefusals(refusals);
}

async function readThrough(member: Member): Promise<Refusal | undefined> {
  try {
    for await (const piece of member.read()) void piece;
    return undefined;
  } catch (error) {
    return dataRefusal(error, member.name);
  }
}

/** The refusal that a failed read of a member stands for; rethrows what is none. */
export function dataRefusal(error: unknown, member: string): Refusal {
  if (error instanceof AssizeError && error.code.startsWith('E_ZIP_'))
    return { code: error.code as RefusalCode, member, message: error.message };
  throw error;
}

interface Inspection {
  readonly placed: readonly PlacedEntry[];
  readonly refusals: readonly Refusal[];
}

async function inspect(source: ByteSource, limits: ContainerLimits, host: ZipHost): Promise<Inspection> {
  const end = await findDirectory(source);
  if (typeof end === 'string') return { placed: [], refusals: [{ code: 'E_ZIP_FORMAT', message: end }] };
  if (end.count > limits.members) {
    return { placed: [], refusals: [{ code: 'E_ZIP_LIMIT', message: `the container has more than ${limits.members} members` }] };
  }
  const directory = await readDirectory(source, end, limits, host.readRecords);
  const refusals = [...directory.refusals];
  for (const { name, twin } of findTwins(directory.entries.map((entry) => entry.name))) {
    refusals.push({
      code: 'E_ZIP_DUP',
      member: name,
      message: `the name is the same file as ${twin} where case or normal form does not count`,
    });
  }
  if (!directory.isWhole) return { placed: [], refusals };
  const layout = await layOut(source, directory.entries, end.offset);
  refusals.push(...layout.refusals);
  const mimetype = await mimetypeFault(source, layout.placed);
  if (mimetype !== undefined) refusals.push({ code: 'E_ZIP_MIMETYPE', member: MIMETYPE_MEMBER, message: mimetype });
  return { placed: placedInOrder(directory.entries, layout.placed), refusals };
}

/** Placed entries that are members, in the order of the directory. */
function placedInOrder(entries: readonly { readonly offset: number }[], placed: readonly PlacedEntry[]): PlacedEntry[] {
  const byOffset = new Map(placed.map((entry) => [entry.offset, entry]));
  return entries.flatMap((entry) => byOffset.get(entry.offset) ?? []).filter((entry) => !entry.isFolder);
}

async function mimetypeFault(source: ByteSource, placed: readonly PlacedEntry[]): Promise<string | undefined> {
  const first = placed.reduce<PlacedEntry | undefined>(
    (least, entry) => (least === undefined || entry.offset < least.offset ? entry : least),
    undefined,
  );
  if (first?.name !== MIMETYPE_MEMBER) return `the first member is not ${MIMETYPE_MEMBER}`;
  if (first.method !== 0) return 'the first member is not stored';
  const content = encodeUtf8(MIMETYPE);
  if (first.size !== content.length || !equalBytes(await source.read(first.dataStart, content.length), content)) {
    return `the first member does not say ${MIMETYPE}`;
  }
  return undefined;
}

function toContainer(source: ByteSource, placed: readonly PlacedEntry[], limits: ContainerLimits, host: ZipHost): Container {
  const members = placed.map((entry): Member => ({
    name: entry.name,
    size: entry.size,
    read: () => readData(source, entry, limits, host),
  }));
  return { members, close: () => source.close() };
}
