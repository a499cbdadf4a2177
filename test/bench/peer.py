"""A peer: Python's cryptography on the signatures of a bundle alone. Prints one JSON document.

python3 test/bench/peer.py BUNDLE POLICY [MOST]
"""

import base64
import json
import pathlib
import sys
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

bundle, policy = sys.argv[1:3]
most = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
keys = []
for entry in json.loads(pathlib.Path(policy).read_text())["keys"]:
    x = entry["jwk"]["x"]
    keys.append(Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))))


def fits(key, signature, message):
    try:
        key.verify(signature, message)
        return True
    except InvalidSignature:
        return False


def lines():
    for path in sorted(pathlib.Path(bundle, "entries").iterdir()):
        with path.open("rb") as file:
            yield from file


by_kid = {}
signed = []
for number, line in enumerate(lines()):
    if number >= most:
        break
    envelope = json.loads(line)
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"]
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    signature = base64.b64decode(envelope["signatures"][0]["sig"])
    kid = envelope["signatures"][0]["keyid"]
    if kid not in by_kid:
        by_kid[kid] = next(key for key in keys if fits(key, signature, message))
    signed.append((by_kid[kid], signature, message))
start = time.perf_counter()
good = sum(fits(*item) for item in signed)
print(json.dumps({"seconds": time.perf_counter() - start, "entries": len(signed), "good": good}))
