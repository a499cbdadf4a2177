"""Transparency logs: RFC 6962 trees, C2SP signed notes, checkpoints, cosignatures, witness policies and proofs."""

import functools
import hashlib
import re

import ed25519
from encoding import from_base64

LOG, COSIGNER = 1, 4
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,18})")
DASH = "\u2014 "
PROOF_HEAD = "c2sp.org/tlog-proof@v1"


class BadNote(Exception):
    """Bytes that are no note, checkpoint, proof or policy of the form asked for."""


class BadProof(Exception):
    """A proof that cannot be read before its checkpoint."""


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves):
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(tree_root(leaves[:split]), tree_root(leaves[split:]))


def inclusion_root(index, size, leaf, hashes):
    """The root that an inclusion proof leads to, or None."""
    if index >= size:
        return None
    node, last, rest = index, size - 1, list(hashes)
    while last > 0:
        if not rest and (node & 1 or node < last):
            return None
        if node & 1:
            leaf = node_hash(rest.pop(0), leaf)
        elif node < last:
            leaf = node_hash(leaf, rest.pop(0))
        node, last = node >> 1, last >> 1
    return None if rest else leaf


def consistency_holds(old_size, new_size, old_root, new_root, hashes):
    if old_size > new_size:
        return False
    if old_size == 0:
        return not hashes and old_root == tree_root([])
    if old_size == new_size:
        return not hashes and old_root == new_root
    rest = list(hashes)
    if old_size & (old_size - 1) == 0:
        rest.insert(0, old_root)
    if not rest:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = rest.pop(0)
    while rest:
        if last == 0:
            return False
        sibling = rest.pop(0)
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


class VerifierKey:
    """A C2SP verifier key `name+hash+base64(type || key)`."""

    def __init__(self, text):
        name, _, rest = text.partition("+")
        stated, _, data = rest.partition("+")
        raw = from_base64(data)
        if not name or raw is None or len(raw) < 2 or not re.fullmatch("[0-9a-f]{8}", stated):
            raise BadNote("verifier key")
        self.name, self.kind, self.key = name, raw[0], raw[1:]
        self.id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if self.id.hex() != stated or self.kind not in (LOG, COSIGNER) or len(self.key) != 32:
            raise BadNote("verifier key")

    def signed(self, text, signature):
        """Whether `signature` (without the key's id) is this key's over the note's text."""
        if ed25519.is_weak(self.key):
            return False
        if self.kind == LOG:
            return ed25519.verify(self.key, text, signature)
        if len(signature) != 72:
            return False
        second = int.from_bytes(signature[:8], "big")
        return ed25519.verify(self.key, b"cosignature/v1\ntime %d\n" % second + text, signature[8:])


class WitnessPolicy:
    """The policy's logs, witnesses and quorum: a C2SP `tlog-policy` text."""

    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum = {}, {}, {}, None
        for line in text.split("\n"):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "log" and len(words) in (2, 3):
                key = VerifierKey(words[1])
                self.logs[(key.name, key.id)] = key
            elif words[0] == "witness" and len(words) in (3, 4) and self._free(words[1]):
                self.witnesses[words[1]] = VerifierKey(words[2])
            elif words[0] == "group" and len(words) >= 4 and self._free(words[1]):
                if any(member not in self.witnesses and member not in self.groups for member in words[3:]):
                    raise BadNote("a group of unknown members")
                count = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2])
                self.groups[words[1]] = (count, words[3:])
            elif words[0] == "quorum" and len(words) == 2 and self.quorum is None:
                self.quorum = words[1]
            else:
                raise BadNote("policy line")
        if self.quorum is None:
            raise BadNote("no quorum")

    def _free(self, name):
        return name not in self.witnesses and name not in self.groups and name != "none"

    def log_names(self):
        return {name for name, _ in self.logs}

    def known(self, name, key_id):
        key = self.logs.get((name, key_id))
        if key is not None:
            return key
        return next((each for each in self.witnesses.values() if (each.name, each.id) == (name, key_id)), None)

    def met(self, cosigners):
        """Whether these witness keys, by (name, id), make the quorum."""

        def holds(member):
            if member in self.witnesses:
                key = self.witnesses[member]
                return (key.name, key.id) in cosigners
            count, members = self.groups[member]
            return sum(map(holds, members)) >= count

        return self.quorum == "none" or holds(self.quorum)


class Note:
    """A signed note with its signatures [(name, key id, signature)], not judged yet."""

    def __init__(self, data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadNote("no UTF-8") from error
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text):
            raise BadNote("control characters")
        split = text.rfind("\n\n")
        if split < 0 or not text.endswith("\n") or split + 2 == len(text):
            raise BadNote("no signatures")
        self.text = text[: split + 1]
        self.bytes = data
        self.signatures = []
        for line in text[split + 2 : -1].split("\n"):
            words = line.removeprefix(DASH).split(" ")
            raw = from_base64(words[1]) if line.startswith(DASH) and len(words) == 2 else None
            if raw is None or len(raw) < 5 or not words[0] or "+" in words[0] or re.search(r"\s", words[0]):
                raise BadNote("signature line")
            self.signatures.append((words[0], raw[:4], raw[4:]))


class Checkpoint(Note):
    """A C2SP tlog-checkpoint: origin, size, root."""

    def __init__(self, data):
        super().__init__(data)
        lines = self.text[:-1].split("\n")
        if len(lines) < 3 or "" in lines or NUMBER.fullmatch(lines[1]) is None:
            raise BadNote("checkpoint")
        root = from_base64(lines[2])
        if root is None or len(root) != 32:
            raise BadNote("root")
        self.origin, self.size, self.root = lines[0], int(lines[1]), root


@functools.cache
def _signed(key, text, signature):
    return key.signed(text.encode("utf-8"), signature)


class Judged:
    """A checkpoint under a policy: `bad` (E_CKPT_SIG), `logged` (its own log signed), `counts`."""

    def __init__(self, note, policy):
        self.note = note
        self.logged, self.bad, cosigners, foreign = False, False, set(), False
        for name, key_id, signature in note.signatures:
            key = policy.known(name, key_id)
            if key is None:
                continue
            if not _signed(key, note.text, signature):
                self.bad = True
            elif key.kind == COSIGNER:
                cosigners.add((name, key_id))
            elif name == note.origin:
                self.logged = True
            else:
                foreign = True
        self.known_log = note.origin in policy.log_names()
        self.bad = self.bad or (self.known_log and not self.logged) or (foreign and not self.logged)
        self.short = self.logged and not self.bad and not policy.met(cosigners)
        self.counts = self.logged and not self.bad and not self.short


class InclusionProof:
    """A C2SP tlog-proof."""

    def __init__(self, data):
        head, _, note = data.partition(b"\n\n")
        try:
            lines = head.decode("utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise BadProof("no UTF-8") from error
        if lines[0] != PROOF_HEAD:
            raise BadProof("head")
        lines = lines[1:]
        self.extra = None
        if lines and lines[0].startswith("extra "):
            self.extra = from_base64(lines.pop(0)[6:])
            if self.extra is None:
                raise BadProof("extra")
        match = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[0]) if lines else None
        if match is None:
            raise BadProof("index")
        self.index = int(match.group(1))
        self.hashes = _hashes(lines[1:])
        self.note = Checkpoint(note)


class ConsistencyProof:
    """`old N`, hashes, an empty line, the newer checkpoint."""

    def __init__(self, data):
        head, _, note = data.partition(b"\n\n")
        lines = head.decode("latin-1").split("\n")
        match = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", lines[0])
        if match is None:
            raise BadProof("old")
        self.old = int(match.group(1))
        self.hashes = _hashes(lines[1:])
        self.note = Checkpoint(note)


def _hashes(lines):
    hashes = [from_base64(line) for line in lines]
    if any(each is None or len(each) != 32 for each in hashes):
        raise BadProof("hash")
    return hashes
