"""The file of a ruling (docs/rulings.md): its parts, manifest, statement, signatures and digests."""

import os

from dsse import BadEnvelope, open_envelope, pae
from encoding import digest
from jcs import canonical, utf16
from json_strict import Refused, parse
from keys import Key, NoKey

STATEMENT = "application/vnd.in-toto+json"


def read_ruling(path, evidence, policy, has_policy):
    """{container, signature, evidence, policy, core, pack: state, digests…} of a ruling."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        document = parse(data)
    except Refused as refused:
        return {"container": "fail", "code": refused.code}
    if canonical(document) != data:
        return {"container": "fail", "code": "E_CANON"}
    parts, core = document["parts"], document["parts"]["core"]
    rows = manifest_of(parts)
    core_digest, manifest_digest = digest(canonical(core)), digest(canonical(rows))
    answer = {
        "container": "pass" if document["manifest"] == rows else "fail",
        "coreDigest": core_digest,
        "manifestDigest": manifest_digest,
        "core": "pass" if digest(canonical(parts["claim"])) == core["claim"] and _heads_fit(parts, core) else "fail",
        "pack": "pass" if _packs_fit(parts, core) else "fail",
    }
    answer["signature"] = _signature(document, statement(core, rows, core_digest, manifest_digest), policy)
    if has_policy:
        answer["policy"] = "pass" if core.get("policyDigest") == policy.digest else "fail"
    if evidence:
        answer["evidence"] = "pass" if sorted({_file_digest(each) for each in evidence}) == core["evidence"] else "fail"
    return answer


def manifest_of(parts):
    named = {name: parts[name] for name in ("claim", "core", "heads") if name in parts}
    named.update({f"packs/{name}": pack for name, pack in parts["packs"].items()})
    bytes_of = {name: canonical(part) for name, part in named.items()}
    return [{"path": name, "size": len(bytes_of[name]), "sha256": digest(bytes_of[name])} for name in sorted(named, key=utf16)]


def _heads_fit(parts, core):
    if "heads" not in parts:
        return "knownHeads" not in core
    return core.get("knownHeads") == digest(canonical(parts["heads"]))


def pack_document(part):
    """A pack's document, whether it travels bare or in an envelope."""
    if "payloadType" in part:
        return parse(open_envelope(part)[1])
    return part


def _packs_fit(parts, core):
    documents = {name: pack_document(part) for name, part in parts["packs"].items()}
    stated = {row["id"]: (row["version"], row["digest"]) for row in core["packs"]}
    found = {name: (pack["version"], digest(canonical(pack))) for name, pack in documents.items()}
    return stated == found and all(pack["id"] == name for name, pack in documents.items())


def statement(core, rows, core_digest, manifest_digest):
    """The in-toto Statement that follows from the parts."""
    decision = {"kind": "as-derived", "outcome": core["outcome"], "legalEffect": core["legalEffect"]}
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": row["path"], "digest": {"sha256": row["sha256"].removeprefix("sha256:")}} for row in rows],
        "predicateType": "urn:assize:ruling:v1",
        "predicate": {
            "v": 1,
            "coreDigest": core_digest,
            "manifestDigest": manifest_digest,
            "decision": decision,
            "approvals": [],
        },
    }


def _signature(document, expected, policy):
    if "envelope" not in document:
        return "indeterminate"
    try:
        kind, payload, signatures = open_envelope(document["envelope"])
        keys = {key.kid: key for key in map(Key, document.get("keys", []))}
    except (BadEnvelope, NoKey):
        return "fail"
    if kind != STATEMENT or payload != canonical(expected) or not signatures:
        return "fail"
    for keyid, signature in signatures:
        key = keys.get(keyid)
        if key is None or key.verify(key.alg, pae(kind, payload), signature) != "valid":
            return "fail"
    return "pass" if any(keyid in policy.signers_of_rulings() for keyid, _ in signatures) else "indeterminate"


def _file_digest(path):
    if os.path.isdir(path):
        raise ValueError("the evidence of a ruling is compared file by file; a folder is not one")
    with open(path, "rb") as file:
        return digest(file.read())
