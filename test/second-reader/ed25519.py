"""Strict Ed25519: canonical A, R and S, neither A nor R of small order, and the exact equation without cofactor."""

import functools

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def decode(data):
    """The point (x, y) of a canonical encoding, else None."""
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if len(data) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    return ((P - x if x & 1 != sign else x), y)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P
    return (x, y)


def encode(point):
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def multiply(scalar, point):
    result = (0, 1)
    for bit in f"{scalar:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def _small_order_points():
    """The eight points of small order, encoded: multiples of L times any point outside the prime-order subgroup."""
    for y in range(2, 100):
        point = decode(y.to_bytes(32, "little"))
        if point is None:
            continue
        torsion = multiply(L, point)
        if multiply(4, torsion) != (0, 1):
            return {encode(multiply(n, torsion)) for n in range(8)}
    raise AssertionError("some small y is the height of a point of full order")


@functools.cache
def is_weak(key):
    """True for a key with which anybody can sign, or that is no canonical point."""
    return decode(key) is None or key in SMALL_ORDER


@functools.cache
def _host_key(key):
    return Ed25519PublicKey.from_public_bytes(key)


def verify(key, message, signature):
    """Whether the signature holds; the caller has asked `is_weak` first."""
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L:
        return False
    # The host's library computes R and compares encodings, so that an R that is not canonical never fits.
    if signature[:32] in SMALL_ORDER:
        return False
    try:
        _host_key(key).verify(signature, message)
        return True
    except InvalidSignature:
        return False


SMALL_ORDER = frozenset(_small_order_points())
