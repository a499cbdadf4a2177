/** Orders strings by UTF-16 code unit, as RFC 8785 section 3.2.3 orders members: -1, 0 or 1, the same in every locale. */
export function compareUtf16(a: string, b: string): -1 | 0 | 1 {
  // ECMAScript compares strings by code unit (IsLessThan, 7.2.12), never by locale.
  return a < b ? -1 : a > b ? 1 : 0;
}
