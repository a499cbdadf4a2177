import type { Request } from '../../src-core/host/contract.ts';

type Purpose = Request<'files.choose'>['purpose'];

/** What a dialog offers first. The host finds out by content what a file is; these are only to help the eye. */
const endings: Readonly<Record<Purpose, string>> = {
  evidence: '',
  policy: '.json',
  claim: '.json',
  ruling: '.json',
  key: '.json,.jwk',
  pack: '.json',
  case: '.assize',
};

/** Shows the browser's own dialog; empty where the user cancelled. Needs a click or a key press just before. */
export function askForFiles(purpose: Purpose, multiple: boolean): Promise<readonly File[]> {
  return new Promise((done) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = multiple;
    input.accept = endings[purpose];
    input.addEventListener('change', () => done([...(input.files ?? [])]));
    input.addEventListener('cancel', () => done([]));
    input.click();
  });
}

/** Puts a file among the user's downloads. */
export function offerFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to copy it by then, and holds it for itself.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
