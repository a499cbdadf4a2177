"""Whose key signed what: key records, their trust, signatures, and rotations."""

import itertools
import re

from dsse import ENTRY_TYPE, pae
from encoding import from_base64
from jcs import canonical
from json_strict import Refused, parse
from keys import Key, NoKey

POP_TYPE = "application/vnd.assize.pop.v1+json"


class Record:
    """What somebody says about a key. `sub` None: nothing but the key itself; `chain`: good for that chain alone."""

    def __init__(self, key, trusted, alg=None, sub=None, role=None, operator=None, usages=None, chain=None, revoker=None):
        self.key, self.trusted, self.alg = key, trusted, alg or key.alg
        self.sub, self.role, self.operator = sub, role, operator
        self.usages, self.chain, self.revoker = usages, chain, revoker

    def binds(self, actor, chain):
        if self.chain is not None:
            return self.chain == chain
        if self.sub is None:
            return True
        mine = self.sub == actor.get("id") and self.role == actor.get("role")
        return mine and (self.usages is None or "sign" in self.usages)


def _key(jwk):
    try:
        return Key(jwk)
    except NoKey:
        return None


class KeyBook:
    """All records of keys, and those that stood on lines that vouch for nothing."""

    def __init__(self, policy, sources, files, excluded):
        self.policy = policy
        self.records, self.lost = {}, set()
        for chain, _, key in policy.registries:
            self._add(key.kid, Record(key, True, role="registry", chain=chain))
        for row in policy.keys:
            self._add(row["key"].kid, Record(row["key"], True, None, row["sub"], row["role"], row["operator"]))
        for path, data in files:
            if re.fullmatch(r"(?:.*/)?keys/[^/]+\.json", path):
                try:
                    key = _key(parse(data))
                except Refused:
                    key = None
                if key is not None:
                    self._add(key.kid, Record(key, False))
        for source in sources:
            for line in source.lines:
                if line.unsigned_root is None and line.has_type("key.issued", "key.rotated"):
                    self._from_line(line, line in excluded)

    def _add(self, kid, record):
        self.records.setdefault(kid, []).append(record)

    def _from_line(self, line, excluded):
        body, actor, chain = line.payload["body"], line.payload["actor"], line.payload.get("chain")
        kid = body.get("kid" if line.has_type("key.issued") else "newKid")
        if not isinstance(kid, str):
            return
        if excluded:
            self.lost.add(kid)
            return
        named = self.policy.is_registry(chain) and chain == line.source.chain
        if line.has_type("key.issued"):
            key = _key(body.get("jwk"))
            if key is not None and key.kid == kid:
                fields = [body.get(name) for name in ("alg", "sub", "role", "operator", "usages")]
                self._add(kid, Record(key, named, *fields, revoker=body.get("revokerKid")))
        else:
            key = _key(body.get("newJwk"))
            if key is not None and key.kid == kid:
                bound = chain if named else None
                self._add(kid, Record(key, named, None, actor.get("id"), actor.get("role"), chain=bound))

    def counting(self, kid):
        """The records of a kid that decide: the trusted ones, if there are any."""
        found = self.records.get(kid, [])
        return [record for record in found if record.trusted] or found

    def operator_of(self, line):
        """Who runs the author of a line."""
        actor = line.payload["actor"]
        for record in self.counting(line.kid):
            if record.operator is not None and record.binds(actor, line.source.chain):
                return record.operator
        return actor["id"]


def check_signature(line, book, damaged):
    """Key found, signature, binding of the key."""
    records = book.counting(line.kid)
    if not records:
        line.notes.append(("I_KEY_UNKNOWN", line.kid in book.lost or bool(damaged - {line})))
        return
    record = records[0]
    verdict = record.key.verify(record.alg, pae(ENTRY_TYPE, line.message), line.signature)
    if verdict == "weak-key":
        line.fail("E_KEY_WEAK")
    elif verdict == "unsupported" or (book.policy.algs is not None and record.alg not in book.policy.algs):
        line.notes.append(("I_ALG", False))
    elif verdict == "invalid":
        line.fail("E_SIG")
    elif not record.trusted:
        line.notes.append(("I_KEY_UNTRUSTED", line.kid in book.lost))
    if line.root is None and not any(each.binds(line.payload["actor"], line.payload.get("chain")) for each in records):
        line.fail("E_KEY_BINDING", line.kid in book.lost)
    if line.root is None:
        _check_record(line, book)


def _check_record(line, book):
    """What a line says about keys must fit together."""
    body, payload = line.payload.get("body"), line.payload
    if line.has_type("key.issued") and isinstance(body.get("kid"), str) and isinstance(body.get("alg"), str) and "jwk" in body:
        key = _key(body["jwk"])
        fits = key is not None and key.kid == body["kid"]
        if fits and key.spoken:
            fits = body["alg"] in key.algs
        if not fits:
            line.fail("E_KEY_BINDING")
    if line.has_type("key.rotated") and all(isinstance(body.get(name), str) for name in ("oldKid", "newKid", "pop")):
        key = _key(body.get("newJwk"))
        if key is None or key.kid != body["newKid"] or body["oldKid"] != line.kid:
            line.fail("E_KEY_BINDING")
            return
        claim = {name: payload.get(name) for name in ("chain", "prev", "seq")}
        message = canonical({**claim, "newKid": body["newKid"], "oldKid": body["oldKid"]})
        signature = from_base64(body["pop"])
        if signature is not None and key.verify(key.alg, pae(POP_TYPE, message), signature) in ("invalid", "weak-key"):
            line.fail("E_POP")
    if line.has_type("key.revoked") and payload["actor"].get("role") != "registry":
        revokers = {record.revoker for record in book.counting(body.get("kid"))}
        if isinstance(body.get("kid"), str) and line.kid not in revokers:
            line.fail("E_KEY_BINDING", body["kid"] in book.lost)


def check_rotations(lines, book):
    """In a chain, by `seq`: the author's kid changes only by `key.rotated`."""
    accepted, whole, lost, last = None, True, set(), -1
    placed = sorted((line for line in lines if line.place is not None), key=lambda line: line.place)
    for place, group in itertools.groupby(placed, key=lambda line: line.place):
        copies = list(group)
        # What is missing or was not signed by the author may have held the rotation.
        whole = whole and place == last + 1 and all(line.signed for line in copies)
        last, successors = place, set()
        for line in copies:
            if line.has_type("key.rotated") and line.root is not None:
                lost.add(line.payload["body"].get("newKid"))
            if line.root is not None:
                continue
            if accepted is None or not whole:
                accepted, whole = {line.kid} | (accepted or set()), True
            if line.kid not in accepted:
                line.fail("E_KEY_BINDING", line.kid in lost)
                accepted.add(line.kid)
            elif line.has_type("key.rotated") and isinstance(line.payload["body"].get("newKid"), str):
                successors.add(line.payload["body"]["newKid"])
        accepted = successors or accepted
