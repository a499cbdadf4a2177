"""Public keys as JWK, and the one question whether a signature holds."""

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

import ed25519
from encoding import from_base64url, to_base64url
from jcs import canonical

CURVES = {"P-256": (ec.SECP256R1, "ES256"), "secp256k1": (ec.SECP256K1, "ES256K")}
REQUIRED = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


class NoKey(Exception):
    """A JWK that is no key."""


class Key:
    """A key: `kid` is its RFC 7638 thumbprint, `alg` what its kind implies (None for RSA or a kind that is not spoken)."""

    def __init__(self, jwk):
        if not isinstance(jwk, dict) or jwk.get("kty") not in REQUIRED or "d" in jwk:
            raise NoKey("no public key of a known kind")
        members = {name: jwk.get(name) for name in REQUIRED[jwk["kty"]]}
        if not all(isinstance(value, str) for value in members.values()):
            raise NoKey("a member is missing")
        self.kid = to_base64url(hashlib.sha256(canonical(members)).digest())
        self.alg = None
        self.algs = ("RS256", "PS256") if jwk["kty"] == "RSA" else ()
        self.weak = False
        self._host = None
        parts = {name: from_base64url(value) for name, value in members.items() if name not in ("kty", "crv")}
        if None in parts.values():
            raise NoKey("bad base64url")
        if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
            if len(parts["x"]) != 32:
                raise NoKey("length of x")
            self.alg, self._host, self.weak = "Ed25519", parts["x"], ed25519.is_weak(parts["x"])
        elif jwk["kty"] == "EC" and jwk["crv"] in CURVES:
            curve, self.alg = CURVES[jwk["crv"]]
            if len(parts["x"]) != 32 or len(parts["y"]) != 32:
                raise NoKey("length of a coordinate")
            numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(parts["x"], "big"), int.from_bytes(parts["y"], "big"), curve())
            try:
                self._host = numbers.public_key()
            except ValueError as error:
                raise NoKey("no point of the curve") from error
        elif jwk["kty"] == "RSA":
            try:
                numbers = rsa.RSAPublicNumbers(int.from_bytes(parts["e"], "big"), int.from_bytes(parts["n"], "big"))
                self._host = numbers.public_key()
            except ValueError as error:
                raise NoKey("no RSA key") from error
        if self.alg is not None:
            self.algs = (self.alg,)

    @property
    def spoken(self):
        """False for a kind of key that nothing here can check with."""
        return self._host is not None

    def verify(self, alg, message, signature):
        """'valid', 'invalid', 'weak-key' or 'unsupported'."""
        rsa_alg = alg in ("RS256", "PS256") and isinstance(self._host, rsa.RSAPublicKey)
        if self._host is None or (alg != self.alg and not rsa_alg):
            return "unsupported"
        if self.weak:
            return "weak-key"
        if alg == "Ed25519":
            return "valid" if ed25519.verify(self._host, message, signature) else "invalid"
        try:
            if rsa_alg:
                sha = hashes.SHA256()
                pad = padding.PKCS1v15() if alg == "RS256" else padding.PSS(padding.MGF1(sha), 32)
                self._host.verify(signature, message, pad, sha)
            else:
                if len(signature) != 64:
                    return "invalid"
                r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                self._host.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
            return "valid"
        except (InvalidSignature, ValueError):
            return "invalid"
        except UnsupportedAlgorithm:
            return "unsupported"
