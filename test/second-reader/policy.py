"""The reader's own trust policy (docs/evidence-format.md, section 9)."""

from dsse import open_envelope
from encoding import digest
from jcs import canonical
from json_strict import parse
from keys import Key
from log import WitnessPolicy

POLICY_TYPE = "application/vnd.assize.trust-policy.v1+json"


class Policy:
    def __init__(self, document=None):
        document = {} if document is None else document
        self.digest = digest(canonical(document))
        self.registries = [(row["chain"], row["kid"], Key(row["jwk"])) for row in document.get("registries", [])]
        self.keys = [{**row, "key": Key(row["jwk"])} for row in document.get("keys", [])]
        self.people = [{**row, "key": Key(row["jwk"])} for row in document.get("people", [])]
        self.algs = document.get("algs")
        text = document.get("tlogPolicy")
        self.tlog = None if text is None else WitnessPolicy(text)

    def is_registry(self, chain):
        return any(chain == each for each, _, _ in self.registries)

    def signers_of_rulings(self):
        """Thumbprints of the keys whose signature makes a ruling's signature pass."""
        arbiters = [row["key"] for row in self.keys if row["role"] == "arbiter"]
        return {key.kid for key in [row["key"] for row in self.people] + arbiters}


def read_policy(path):
    with open(path, "rb") as file:
        document = parse(file.read())
    if "payloadType" in document:
        kind, payload, _ = open_envelope(document)
        if kind != POLICY_TYPE:
            raise ValueError("no trust policy")
        document = parse(payload)
    return Policy(document)
