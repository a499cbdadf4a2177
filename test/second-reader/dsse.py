"""Lines and envelopes: DSSE with one signature, and its pre-authentication encoding."""

from encoding import digest, from_base64
from jcs import canonical
from json_strict import parse

ENTRY_TYPE = "application/vnd.assize.entry.v1+json"
MAX_LINE = 1_048_576


class BadEnvelope(Exception):
    """An envelope that is not in its one form."""


def pae(payload_type, payload):
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def open_envelope(value):
    """(payload type, payload, [(keyid or None, signature)]) of any DSSE envelope."""
    if not isinstance(value, dict) or set(value) != {"payload", "payloadType", "signatures"}:
        raise BadEnvelope("members")
    if not isinstance(value["payloadType"], str) or not isinstance(value["payload"], str):
        raise BadEnvelope("types of members")
    payload = from_base64(value["payload"])
    if payload is None or not isinstance(value["signatures"], list) or not value["signatures"]:
        raise BadEnvelope("payload or signatures")
    signatures = []
    for signature in value["signatures"]:
        if not isinstance(signature, dict) or not set(signature) <= {"keyid", "sig"}:
            raise BadEnvelope("members of a signature")
        raw = from_base64(signature["sig"]) if isinstance(signature.get("sig"), str) else None
        keyid = signature.get("keyid")
        if raw is None or not isinstance(keyid, (str, type(None))):
            raise BadEnvelope("signature")
        signatures.append((keyid, raw))
    return value["payloadType"], payload, signatures


def open_line(line, has_lf):
    """(payload, keyid, signature, entry digest) of a line of a chain file; Refused or BadEnvelope."""
    value = parse(line)
    if not has_lf or canonical(value) != line:
        raise BadEnvelope("not the canonical line")
    payload_type, payload, signatures = open_envelope(value)
    if payload_type != ENTRY_TYPE or len(signatures) != 1 or signatures[0][0] is None:
        raise BadEnvelope("type or count of signatures")
    return payload, signatures[0][0], signatures[0][1], digest(pae(ENTRY_TYPE, payload))
