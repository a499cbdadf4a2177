import { randomBytes } from 'node:crypto';
import { CASE_SUFFIX } from '../store/case-file.ts';

/** A name that says what the case is about where its title can be part of a file's name; never one that is taken. */
export function newCaseName(title: string): string {
  const readable = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .slice(0, 60)
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${readable === '' ? 'case' : readable}-${randomBytes(4).toString('hex')}${CASE_SUFFIX}`;
}
