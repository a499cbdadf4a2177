"""References between entries: missing ones, other transactions, wrong types."""

from schema import NO_TRANSACTION, ref_may_point

ACROSS = ("under", "rotates", "revokes")


class Index:
    """Entries by digest, and the digests that broken or missing lines must have had."""

    def __init__(self, chains):
        self.by_digest, self.explained = {}, set()
        for chain in chains:
            for line in chain.lines:
                if line.digest is not None:
                    known = self.by_digest.get(line.digest)
                    if known is None or (known.root is not None and line.root is None):
                        self.by_digest[line.digest] = line
            for place in [after - 1 for after in chain.places if after > 0]:
                stated = chain.stated_at(place)
                gap = place not in chain.places and any(line.root == "E_SEQ_GAP" for line in chain.places[place + 1]) if stated else False
                if stated is not None and (gap or (chain.places.get(place) and chain.spoilt_at(place))):
                    self.explained.add(stated)

    def is_explained(self, digest):
        return digest in self.explained

    def check(self, line):
        """The references of a line without a root."""
        payload = line.payload
        for ref in payload["refs"]:
            target = self.by_digest.get(ref["digest"])
            if target is None or target.payload is None:
                # A broken line of that very digest is why there is nothing to refer to.
                line.notes.append(("I_REF_MISSING", target is not None or self.is_explained(ref["digest"])))
                continue
            crosses = target.payload.get("txn") not in (payload["txn"], NO_TRANSACTION) and ref["rel"] not in ACROSS
            if crosses:
                line.fail("E_REF_TXN", target.root is not None)
            elif not ref_may_point(payload["type"], ref["rel"], target.payload.get("type")):
                line.fail("E_REF_TYPE", target.root is not None)
        if line.root is None and payload["type"] == "settlement.final":
            for digest in payload["body"].get("confirmations", []):
                if isinstance(digest, str) and digest not in self.by_digest:
                    line.notes.append(("I_REF_MISSING", self.is_explained(digest)))
