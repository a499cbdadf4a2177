/** Bytes to characters of the same code, 0 to 255, in pieces that no engine's limit on arguments meets. */
export function decodeLatin1(bytes: Uint8Array): string {
  if (bytes.length <= 8192) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]);
  }
  return text;
}

/** Characters of codes 0 to 255 to bytes of the same value; the inverse of `decodeLatin1`. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new Error(`no byte: U+${code.toString(16)}`);
    bytes[i] = code;
  }
  return bytes;
}
