import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { byteText } from '../../../src-renderer/features/ledger/byte-text.ts';

const shown = (bytes: Uint8Array): string[] => Array.from(bytes, (_, at) => byteText(bytes, at));

describe('bytes beside their hex', () => {
  it('show a character at its first byte', () => {
    expect(shown(encodeUtf8('a纸é'))).toEqual(['a', '纸', '', '', 'é', '']);
  });

  it('show what is no text, or invisible, as a dot', () => {
    expect(shown(new Uint8Array([0, 0x0a, 0xff, 0x80, 0xe7, 0xba]))).toEqual(['·', '·', '·', '·', '·', '·']);
    expect(shown(encodeUtf8('\u202e'))).toEqual(['·', '·', '·']);
  });
});
