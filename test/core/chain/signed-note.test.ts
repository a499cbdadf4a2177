import { describe, expect, it } from 'vitest';
import { parseSignedNote, readCosignature, verifyNote } from '../../../src-core/chain/signed-note.ts';
import { addSignatures, logSigner, signNote, witnessSigner } from '../../../src-core/chain/note-signer.ts';
import { formatVerifierKey, parseVerifierKey } from '../../../src-core/chain/verifier-key.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';
import { decodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';

const verifier = createSignatureVerifier('fast', nodeSignatures);

// Values of the published tests of golang.org/x/mod/sumdb/note (BSD-3-Clause).
const peterKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enochKey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterLine =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochLine =
  '\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const splice = (line: string): string => `${line.slice(0, 60)}ABCD${line.slice(60)}`;

/** What a reader of notes says: the states of the lines, or the code of the refusal. */
function read(note: string | Uint8Array, ...keys: string[]): string {
  try {
    const signed = parseSignedNote(typeof note === 'string' ? encodeUtf8(note) : note);
    return verifyNote(signed, keys.map(parseVerifierKey), verifier)
      .map((line) => line.state)
      .join(' ');
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('published notes (Go sumdb/note, C2SP)', () => {
  const badUtf8 = encodeUtf8(`?${text}\n${peterLine}`);
  badUtf8[0] = 0xff;
  const cases: [string, string | Uint8Array, string[], string][] = [
    ['one known, one unknown', `${text}\n${peterLine}${enochLine}`, [peterKey], 'valid unknown-key'],
    ['both known', `${text}\n${peterLine}${enochLine}`, [peterKey, enochKey], 'valid valid'],
    ['none known', `${text}\n${peterLine}${enochLine}`, [], 'unknown-key unknown-key'],
    ['ambiguous key', `${text}\n${enochLine}`, [enochKey, peterKey, enochKey], 'E_KEY'],
    ['ambiguous key that did not sign', `${text}\n${peterLine}`, [enochKey, peterKey, enochKey], 'valid'],
    ['101 signatures', `${text}\n${peterLine.repeat(101)}`, [peterKey], 'E_NOTE'],
    ['101 unknown signatures', `${text}\n${peterLine.repeat(101)}`, [], 'E_NOTE'],
    ['a signature of 67 bytes', `${text}\n${splice(peterLine)}`, [peterKey], 'invalid'],
    [
      'repeated lines',
      `${text}\n${peterLine}${peterLine}${enochLine}${enochLine}${splice(enochLine)}`,
      [peterKey],
      'valid unknown-key unknown-key',
    ],
    ['no signatures', text, [peterKey], 'E_NOTE'],
    ['a blank line and nothing', `${text}\n`, [peterKey], 'E_NOTE'],
    ['no last newline', `${text}\n${peterLine.slice(0, -1)}`, [peterKey], 'E_NOTE'],
    ['a control character', `\u0001${text}\n${peterLine}`, [peterKey], 'E_NOTE'],
    ['bad UTF-8', badUtf8, [peterKey], 'E_NOTE'],
    ['a space in a name', `${text}\n${peterLine.replace('PeterNeumann', 'Bad Name')}`, [peterKey], 'E_NOTE'],
    ['a line that is no signature', `${text}\n${peterLine}Unexpected line.\n`, [peterKey], 'E_NOTE'],
    ['a known name with another id', `${text}\n${peterLine.replace('x08g', 'xxxx')}`, [peterKey], 'unknown-key'],
    [
      'a known id with another name',
      `${text}\n${peterLine.replace('PeterNeumann', 'CarmenSandiego')}`,
      [peterKey],
      'unknown-key',
    ],
    ['another text', `${text}x\n\n${peterLine}`, [peterKey], 'invalid'],
  ];
  it.each(cases)('%s', (_, note, keys, expected) => {
    expect(read(note, ...keys)).toBe(expected);
  });
  it('counts them', () => {
    console.log(
      `signed notes (Go sumdb/note): ${cases.filter(([, note, keys, expected]) => read(note, ...keys) === expected).length}/${cases.length}`,
    );
  });
});

describe('the format', () => {
  it('splits at the last blank line and keeps the text as it is', () => {
    expect(parseSignedNote(encodeUtf8(`a\n\n\nb\n\n${peterLine}`)).text).toBe('a\n\n\nb\n');
    expect(parseSignedNote(encodeUtf8(`\n\n${peterLine}`)).text).toBe('\n');
  });
  it('names the line at fault', () => {
    expect(() => parseSignedNote(encodeUtf8(`a\nb\n\n${peterLine}\u2014 x !\n`))).toThrow(
      expect.objectContaining({ code: 'E_NOTE', place: { line: 5 } }),
    );
  });
  it('refuses base64 that has a second spelling', () => {
    expect(read(`${text}\n${peterLine.replace('nAM=', 'nAN=')}`, peterKey)).toBe('E_NOTE');
  });
  it.each(['\u00a0', '\u0085', '\u2003', '\u3000', '+'])('refuses %j in a name', (character) => {
    expect(read(`${text}\n${peterLine.replace('PeterNeumann', `Peter${character}Neumann`)}`, peterKey)).toBe('E_NOTE');
  });
  it('takes a byte order mark for text, and what it signs for what it is', () => {
    expect(read(`\ufeff${text}\n${peterLine}`, peterKey)).toBe('invalid');
  });
});

describe('verifier keys', () => {
  it('refuses every part of a key, and every key with one character moved', () => {
    for (let i = 0; i <= peterKey.length; i += 1) {
      for (let j = i + 1; j <= peterKey.length; j += 1) {
        if (i !== 0 || j !== peterKey.length)
          expect(() => parseVerifierKey(peterKey.slice(i, j))).toThrow(expect.objectContaining({ code: 'E_KEY' }));
      }
    }
    for (let i = 0; i < peterKey.length; i += 1) {
      const moved = peterKey.slice(0, i) + String.fromCharCode(peterKey.charCodeAt(i) + 1) + peterKey.slice(i + 1);
      expect(() => parseVerifierKey(moved)).toThrow(expect.objectContaining({ code: 'E_KEY' }));
    }
  });
  it.each([
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'bananas.sigstore.dev+12344556',
    'rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!',
  ])('refuses %s', (key) => {
    expect(() => parseVerifierKey(key)).toThrow(expect.objectContaining({ code: 'E_KEY' }));
  });
  it('reads a published cosigner key, and writes what it reads', () => {
    const remora = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    const key = parseVerifierKey(remora);
    expect(key).toMatchObject({ name: 'remora.n621.de', keyId: 0xda77ade7, algorithm: 'cosignature-v1' });
    expect(formatVerifierKey(key.name, key.type, key.material)).toBe(remora);
    expect(formatVerifierKey('PeterNeumann', 1, parseVerifierKey(peterKey).material)).toBe(peterKey);
  });
  it('refuses what a weak key signs, and answers not at all for a type that it does not speak', () => {
    const weak = formatVerifierKey('weak', 1, Uint8Array.of(1, ...Array.from({ length: 31 }, () => 0)));
    const mlDsa = formatVerifierKey('pq', 6, new Uint8Array(1312));
    const line = (key: string, length: number): string => {
      const id = Buffer.from(key.split('+')[1] as string, 'hex');
      return `\u2014 ${key.split('+')[0]} ${Buffer.concat([id, Buffer.alloc(length)]).toString('base64')}\n`;
    };
    expect(read(`${text}\n${line(weak, 64)}${line(mlDsa, 2428)}`, weak, mlDsa)).toBe('weak-key unsupported');
  });
});

describe('signing', () => {
  const peter = logSigner(
    'PeterNeumann',
    ed25519Signer((decodeBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz') as Uint8Array).subarray(1)),
  );
  const witness = witnessSigner('witness.example/w1', ed25519Signer(new Uint8Array(32).fill(7)), 1679315147);

  it('makes the published note, byte for byte', () => {
    expect(peter.verifierKey).toBe(peterKey);
    expect(decodeUtf8(signNote(text, [peter]))).toBe(`${text}\n${peterLine}`);
  });
  it('adds signatures behind, and replaces one of the same key', () => {
    const once = addSignatures(signNote(text, [peter]), [witness]);
    expect(read(once, peterKey, witness.verifierKey)).toBe('valid valid');
    expect(addSignatures(once, [witness])).toEqual(once);
    expect(decodeUtf8(once)?.startsWith(`${text}\n${peterLine}`)).toBe(true);
  });
  it('states the second of a cosignature, which the signature covers', () => {
    const note = signNote(text, [witness]);
    const [line] = verifyNote(parseSignedNote(note), [parseVerifierKey(witness.verifierKey)], verifier);
    expect(line).toMatchObject({ state: 'valid', timestamp: 1679315147 });
    const signature = (parseSignedNote(note).signatures[0] as { signature: Uint8Array }).signature;
    signature[7] = (signature[7] as number) ^ 1;
    expect(readCosignature(signature)?.timestamp).toBe(1679315146);
    const moved = { text, signatures: [{ name: witness.name, keyId: witness.keyId, signature }] };
    expect(verifyNote(moved, [parseVerifierKey(witness.verifierKey)], verifier)[0]?.state).toBe('invalid');
  });
  it('reads a published cosignature, and no time past the end of time', () => {
    const bytes = decodeBase64(
      'ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==',
    ) as Uint8Array;
    expect(readCosignature(bytes.subarray(4))?.timestamp).toBe(1727964367);
    expect(readCosignature(new Uint8Array(72).fill(0xff))).toBeUndefined();
    expect(readCosignature(bytes)).toBeUndefined();
  });
  it('refuses texts and names that no reader would take', () => {
    expect(() => signNote('no newline', [peter])).toThrow(expect.objectContaining({ code: 'E_NOTE' }));
    expect(() => signNote('lone \ud800\n', [peter])).toThrow(expect.objectContaining({ code: 'E_NOTE' }));
    expect(() => signNote('tab\t\n', [peter])).toThrow(expect.objectContaining({ code: 'E_NOTE' }));
    expect(() => signNote(text, [])).toThrow(expect.objectContaining({ code: 'E_NOTE' }));
    expect(() => logSigner('a b', ed25519Signer(new Uint8Array(32)))).toThrow(expect.objectContaining({ code: 'E_KEY' }));
  });
});
