import { basename, extname } from 'node:path';
import type { EventHub } from './event-hub.ts';
import type { FileHandles } from './file-handles.ts';

/** The files that an argument list names. Arguments come from anywhere: only names of files are looked at, and only as files. */
export function fileArguments(argv: readonly string[]): readonly string[] {
  return argv.filter((argument) => !argument.startsWith('-') && ['.atb', '.assize'].includes(extname(argument).toLowerCase()));
}

/** Hands a file that the application was opened with to a page, as if the user had chosen it there. */
export async function openFile(path: string, files: FileHandles, events: EventHub, page?: string): Promise<void> {
  const command = extname(path).toLowerCase() === '.assize' ? 'open-case' : 'open-evidence';
  const { handle, name } = await files.hold(path);
  events.command({ command, handle, name: name === '' ? basename(path) : name }, page);
}
