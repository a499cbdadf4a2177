import { parseArgs, type ParseArgsConfig } from 'node:util';
import { resolve } from 'node:path';
import { AssizeError } from '../../src-core/errors.ts';
import { parseRfc3339 } from '../../src-core/encoding/instant.ts';
import type { CommandIo } from './command.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** What a user typed after the command's name. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  /** The value of an option that takes one. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

export function usageError(message: string, advice = 'Run `assize --help` for the commands and their options.'): AssizeError {
  return new AssizeError('E_USAGE', message, {}, advice);
}

/** Options that name files to read, where `-` is standard input. */
const PATHS = ['policy', 'keys', 'heads', 'open', 'claim', 'pack', 'evidence', 'review', 'sign', 'key', 'passphrase-file'];

/** @throws AssizeError E_USAGE for an unknown option, a missing value, or more or fewer paths than the command takes. */
export function parseArguments(
  args: readonly string[],
  options: OptionTable,
  paths: { min: number; max: number },
): ParsedArguments {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
  const { positionals } = parsed;
  const values: Record<string, unknown> = parsed.values;
  const named = [...positionals, ...PATHS.flatMap((name) => values[name])];
  if (named.filter((path) => path === '-').length > 1) throw usageError('standard input can be read once: - stands twice');
  if (positionals.length < paths.min)
    throw usageError(`expected ${paths.min === 1 ? 'a path' : `${paths.min} paths`}, got ${positionals.length}`);
  if (positionals.length > paths.max) throw usageError(`unexpected argument ${positionals[paths.max]}`);
  return {
    positionals,
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : typeof value === 'string' ? [value] : [];
    },
    flag: (name) => values[name] === true,
  };
}

/** A path as the user meant it: against the folder that they stood in; `-` stays standard input. */
export function userPath(io: CommandIo, path: string): string {
  return path === '-' ? path : resolve(io.cwd, path);
}

/** A file to write, as the user meant it. @throws AssizeError E_USAGE for `-`, which is standard input everywhere */
export function outputPath(io: CommandIo, path: string): string {
  if (path === '-') throw usageError('results cannot be written to -, which is standard input: name a file');
  return resolve(io.cwd, path);
}

/** An RFC 3339 instant of the command line, in epoch milliseconds. */
export function instantOption(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = parseRfc3339(text);
  if (value === undefined) throw usageError(`--${name} must be an RFC 3339 date and time, not ${text}`);
  return value;
}

/** A whole number that is not negative. */
export function countOption(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw usageError(`--${name} must be a whole number, not ${text}`);
  return Number(text);
}
