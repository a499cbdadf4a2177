const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const values = new Map([...alphabet].map((character, value) => [character, value]));

/** The longest text that is decoded: the work grows with its square, and keys and signatures have at most 700 characters. */
const longest = 4096;

/**
 * Bytes of base58 in Bitcoin's alphabet (base58btc, as multibase's `z` and did:key use it); `undefined` for other characters and
 * for texts beyond 4,096 characters. Leading `1`s are leading zero bytes, so that one byte string has one spelling.
 */
export function decodeBase58(text: string): Uint8Array | undefined {
  if (text.length > longest) return undefined;
  let zeros = 0;
  while (text[zeros] === '1') zeros++;
  const digits: number[] = []; // base 256, lowest first
  for (const character of text.slice(zeros)) {
    let carry = values.get(character);
    if (carry === undefined) return undefined;
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] as number) * 58;
      digits[i] = carry & 255;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) digits.push(carry & 255);
  }
  const bytes = new Uint8Array(zeros + digits.length);
  bytes.set(digits.reverse(), zeros);
  return bytes;
}
