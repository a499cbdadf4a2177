import { concatBytes, equalBytes } from '../encoding/bytes.ts';
import { decodeHex } from '../encoding/hex.ts';

/** An RSA public key: modulus and exponent, big-endian without leading zeros. */
export interface RsaPublicKey {
  readonly n: Uint8Array;
  readonly e: Uint8Array;
}

/** AlgorithmIdentifier { rsaEncryption, NULL } (RFC 8017 appendix A.1, RFC 3279 section 2.3.1). */
const rsaEncryption = decodeHex('300d06092a864886f70d0101010500') as Uint8Array;

/** Why a key is no usable RSA key, or `undefined`. Sizes beyond 16,384 bits are refused since verifying with them stalls. */
export function rsaKeyFault(key: RsaPublicKey): string | undefined {
  const bits = bitLength(key.n);
  if (bits < 512 || bits > 16_384) return `an RSA modulus of ${bits} bits`;
  if (((key.n.at(-1) as number) & 1) === 0) return 'an even RSA modulus';
  const exponentBits = bitLength(key.e);
  if (exponentBits < 2 || exponentBits > 256 || ((key.e.at(-1) as number) & 1) === 0)
    return 'an RSA exponent that is even, 1 or over 256 bits';
  return undefined;
}

/** True below 2,048 bits (RFC 7518 section 3.3). */
export function isWeakRsaKey(key: RsaPublicKey): boolean {
  return bitLength(key.n) < 2048;
}

/** The DER of the key as SubjectPublicKeyInfo (RFC 5280 section 4.1). */
export function encodeRsaSpki(key: RsaPublicKey): Uint8Array {
  const pkcs1 = tlv(0x30, concatBytes(unsignedInteger(key.n), unsignedInteger(key.e)));
  return tlv(0x30, concatBytes(rsaEncryption, tlv(0x03, concatBytes(new Uint8Array(1), pkcs1))));
}

/** The key of a SubjectPublicKeyInfo that is exactly the DER which `encodeRsaSpki` makes, else `undefined`. */
export function parseRsaSpki(der: Uint8Array): RsaPublicKey | undefined {
  const outer = readTlv(der, 0x30);
  if (outer === undefined || outer.rest.length > 0 || !equalBytes(outer.value.subarray(0, rsaEncryption.length), rsaEncryption))
    return undefined;
  const bits = readTlv(outer.value.subarray(rsaEncryption.length), 0x03);
  if (bits === undefined || bits.value[0] !== 0) return undefined;
  const pkcs1 = readTlv(bits.value.subarray(1), 0x30);
  const n = pkcs1 && readTlv(pkcs1.value, 0x02);
  const e = n && readTlv(n.rest, 0x02);
  if (n === undefined || e === undefined) return undefined;
  const key = { n: withoutLeadingZero(n.value), e: withoutLeadingZero(e.value) };
  return equalBytes(encodeRsaSpki(key), der) ? key : undefined;
}

function bitLength(bytes: Uint8Array): number {
  const first = bytes[0];
  return first === undefined ? 0 : (bytes.length - 1) * 8 + (32 - Math.clz32(first));
}

function withoutLeadingZero(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0 ? bytes.slice(1) : bytes.slice();
}

function unsignedInteger(bytes: Uint8Array): Uint8Array {
  return tlv(0x02, ((bytes[0] ?? 0x80) & 0x80) !== 0 ? concatBytes(new Uint8Array(1), bytes) : bytes);
}

function tlv(tag: number, value: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = value.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest & 255);
  const head = value.length < 128 ? [tag, value.length] : [tag, 0x80 | length.length, ...length];
  return concatBytes(Uint8Array.from(head), value);
}

function readTlv(der: Uint8Array, tag: number): { value: Uint8Array; rest: Uint8Array } | undefined {
  if (der[0] !== tag) return undefined;
  let length = der[1] ?? 0;
  let start = 2;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets < 1 || octets > 3) return undefined;
    length = 0;
    for (; start < 2 + octets; start++) length = length * 256 + (der[start] ?? 0);
  }
  const end = start + length;
  return end > der.length ? undefined : { value: der.subarray(start, end), rest: der.subarray(end) };
}
